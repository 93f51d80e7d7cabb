import type { Ref } from '../query/ref.js'
import { brand } from './options/brand.js'
import { invalid, type Mistake } from './options/mistake.js'
import {
  choiceMistakes,
  kindOf,
  missingMistakes,
  type OptionNames,
  objectOrEmpty,
  optionMistakes,
  tagMistakes,
} from './options/option-mistakes.js'

/** Something outside of the project that reads its models: a dashboard, a notebook, an application. */
export interface Exposure {
  readonly kind: 'exposure'
  readonly type: 'dashboard' | 'notebook' | 'analysis' | 'ml' | 'application'
  readonly dependsOn: readonly Ref<any>[]
  readonly owner: { readonly name?: string; readonly email?: string }
  readonly description: string | undefined
  readonly url: string | undefined
  readonly maturity: 'high' | 'medium' | 'low' | undefined
  readonly tags: readonly string[]
}

/** Who reads what: options of {@link exposure}. */
export interface ExposureOptions {
  readonly type: Exposure['type']
  readonly dependsOn: readonly Ref<any>[]
  readonly owner: Exposure['owner']
  readonly description?: string
  readonly url?: string
  readonly maturity?: 'high' | 'medium' | 'low'
  readonly tags?: readonly string[]
}

const OPTIONS: OptionNames<ExposureOptions> = {
  type: true,
  dependsOn: true,
  owner: true,
  description: true,
  url: true,
  maturity: true,
  tags: true,
}

/**
 * Declares who reads the project's models, so that lineage and selection (`+exposure:name`) reach to the reader.
 *
 * ```ts
 * export const dashboard = exposure({ type: 'dashboard', dependsOn: [movie_analysis], owner: { name: 'Ann' } })
 * ```
 */
export function exposure(options: ExposureOptions): Exposure {
  const { type, dependsOn, owner, description, url, maturity, tags } = objectOrEmpty(options)
  const mistakes = [
    ...optionMistakes(options, OPTIONS),
    ...missingMistakes({ type, dependsOn, owner }, ['type', 'dependsOn', 'owner']),
    ...listMistakes(dependsOn),
    ...choiceMistakes('type', type, ['dashboard', 'notebook', 'analysis', 'ml', 'application']),
    ...choiceMistakes('maturity', maturity, ['high', 'medium', 'low']),
    ...tagMistakes(tags),
  ]
  return brand<Exposure>(
    {
      kind: 'exposure',
      type,
      dependsOn: Object.freeze(Array.isArray(dependsOn) ? [...dependsOn] : []),
      owner,
      description,
      url,
      maturity,
      tags: tags ?? [],
    },
    mistakes,
  )
}

function listMistakes(dependsOn: unknown): readonly Mistake[] {
  if (dependsOn === undefined || Array.isArray(dependsOn)) return []
  return [
    invalid(`the option "dependsOn" is ${kindOf(dependsOn)}, not a list`, 'Give the models: dependsOn: [dim_movies].'),
  ]
}
