import type { Diagnostic } from '../errors/index.js'
import type { NoGroup, ReadableBy } from '../query/access.js'
import type { Ref } from '../query/ref.js'
import { type ColumnsOf, isColumnsOf } from './columns-of.js'
import { brand } from './options/brand.js'
import { checkColumnList } from './options/values/check-column-list.js'
import { invalid } from './options/values/definition-diagnostics.js'
import {
  checkAbout,
  checkChoice,
  checkNeeded,
  checkOptionNames,
  checkString,
  isPlainObject,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from './options/values/option-checks.js'

/** Something outside of the project that reads its models: a dashboard, a notebook, an application. */
export interface Exposure {
  readonly kind: 'exposure'
  /** What kind of reader it is, in dbt's words. */
  readonly type: 'dashboard' | 'notebook' | 'analysis' | 'ml' | 'application'
  /** The relations that it reads. */
  readonly dependsOn: readonly Ref<any>[]
  /** The columns that it needs of relations, where it names them. */
  readonly columns: readonly ColumnsOf[]
  /** Whom to ask before something that it reads changes. */
  readonly owner: { readonly name?: string; readonly email?: string }
  /** What it is for, for readers. */
  readonly description: string | undefined
  /** Where it can be opened. */
  readonly url: string | undefined
  /** How much others rely on it. */
  readonly maturity: 'high' | 'medium' | 'low' | undefined
  /** Words to select it by: `--select tag:weekly`. */
  readonly tags: readonly string[]
}

/** Who reads what: options of {@link exposure}. */
export interface ExposureOptions {
  /** What kind of reader it is, in dbt's words. */
  readonly type: Exposure['type']
  /** What it reads: relations, or {@link columnsOf} them what it needs. */
  readonly dependsOn: readonly (ReadableBy<NoGroup> | ColumnsOf)[]
  /** Whom to ask before something that it reads changes: a name, an e-mail address, or both. */
  readonly owner: Exposure['owner']
  /** What it is for, for `kerros ls`, the documentation site and `manifest.json`. */
  readonly description?: string
  /** Where it can be opened. */
  readonly url?: string
  /** How much others rely on it, in dbt's words. Default: not said. */
  readonly maturity?: 'high' | 'medium' | 'low'
  /** Words to select it by: `--select tag:weekly`. Default: none. */
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

const OWNER: OptionNames<Exposure['owner']> = { name: true, email: true }

/**
 * Declares who reads the project's models, so that lineage and selection (`+exposure:name`) reach to the reader.
 *
 * ```ts
 * export const dashboard = exposure({ type: 'dashboard', dependsOn: [movie_analysis], owner: { name: 'Ann' } })
 * ```
 */
export function exposure(options: ExposureOptions): Exposure {
  const { type, dependsOn, owner, description, url, maturity, tags } = objectOrEmpty(options)
  const diagnostics = [
    ...checkOptionNames(options, OPTIONS),
    ...checkNeeded({ type, dependsOn, owner }, ['type', 'dependsOn', 'owner']),
    ...checkDependsOn(dependsOn),
    ...checkOwner(owner),
    ...checkString('url', url),
    ...checkChoice('type', type, ['dashboard', 'notebook', 'analysis', 'ml', 'application']),
    ...checkChoice('maturity', maturity, ['high', 'medium', 'low']),
    ...checkAbout({ description, tags }),
  ]
  const needed = Array.isArray(dependsOn) ? dependsOn : []
  return brand<Exposure>(
    {
      kind: 'exposure',
      type,
      dependsOn: Object.freeze(needed.map((each) => (isColumnsOf(each) ? each.of : each))),
      columns: Object.freeze(needed.filter(isColumnsOf)),
      owner,
      description,
      url,
      maturity,
      tags: tags ?? [],
    },
    diagnostics,
  )
}

function checkOwner(owner: unknown): readonly Diagnostic[] {
  if (owner === undefined) return []
  const hint = "Say who it is: owner: { name: 'Ann', email: 'ann@example.com' }."
  if (!isPlainObject(owner)) return [invalid(`the option "owner" is ${kindOf(owner)}, not an object`, hint, 'owner')]
  return [
    ...checkOptionNames(owner, OWNER, ' of "owner"'),
    ...checkString('name', owner['name'], ' of "owner"'),
    ...checkString('email', owner['email'], ' of "owner"'),
  ]
}

function checkDependsOn(dependsOn: unknown): readonly Diagnostic[] {
  if (Array.isArray(dependsOn))
    return dependsOn.filter(isColumnsOf).flatMap(({ columns }) => checkColumnList('columns of columnsOf(…)', columns))
  if (dependsOn === undefined) return []
  return [
    invalid(
      `the option "dependsOn" is ${kindOf(dependsOn)}, not a list`,
      'Give the models: dependsOn: [dim_movies].',
      'dependsOn',
    ),
  ]
}

/** The columns that an exposure needs, by the ids of their nodes; without relations of which it names no columns. */
export function neededColumns(
  { columns }: Exposure,
  idOf: (of: Ref<any>) => string | undefined,
): { readonly [uniqueId: string]: readonly string[] } {
  const found = new Map<string, readonly string[]>()
  for (const { of, columns: names } of columns) {
    const id = idOf(of)
    if (id !== undefined) found.set(id, [...new Set([...(found.get(id) ?? []), ...names])])
  }
  return Object.fromEntries(found)
}
