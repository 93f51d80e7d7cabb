import type { FolderDefaults, ProjectDefaults } from '../definitions/options/folder-options.js'
import type { Diagnostic } from '../errors/index.js'
import { didYouMean } from '../graph/did-you-mean.js'
import { pathMatches } from '../graph/path-matches.js'
import { relationTraits } from '../relations/relation-traits.js'
import type { Materialization } from '../steps/materialization.js'
import type { NamedDefinition } from './collect-definitions.js'
import type { BuildableNode } from './nodes/node.js'

/** The options of a definition with those of its folders. */
export type NodeOptions = BuildableNode['options']

/**
 * The options of a definition with those of its folders. What matches later in the list goes before what matches earlier, and the definition's
 * own options go before both; tags are added, `meta` is merged by name, and hooks run one after the other, the folders' first.
 * Options that its kind of relation does not have are left out: a folder of tables may have a view.
 */
export function nodeOptions(
  { definition, file }: NamedDefinition,
  defaults: ProjectDefaults,
  audit?: boolean,
): NodeOptions {
  const { options, materialization } = definition as BuildableNode['definition']
  const matching: [string, FolderDefaults][] = [
    ...(audit === undefined ? [] : [['', { audit }] as [string, FolderDefaults]]),
    ...Object.entries(defaults).filter(([path]) => pathMatches(path, file)),
  ]
  if (matching.length === 0) return options
  const all = [...matching.map(([, given]) => fitting(given, materialization)), options as FolderDefaults].map(said)
  const tags = [...new Set(all.flatMap((each) => each.tags ?? []))]
  const meta = Object.assign({}, ...all.map((each) => each.meta ?? {}))
  const hooks = (option: 'preHook' | 'postHook') => {
    const found = all.flatMap((each) => each[option] ?? [])
    return found.length > 0 ? { [option]: found } : {}
  }
  return {
    ...(Object.assign({}, ...all) as NodeOptions),
    ...(tags.length > 0 && { tags }),
    ...(Object.keys(meta).length > 0 && { meta }),
    ...hooks('preHook'),
    ...hooks('postHook'),
  }
}

/** What options say: one that is undefined says nothing, as if it were left out. */
function said(given: FolderDefaults): FolderDefaults {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** The settings that a kind of relation has. */
function fitting(
  given: FolderDefaults,
  {
    relationType: type,
    comparesCode = false,
    refusesAudit,
  }: Pick<Materialization, 'relationType' | 'comparesCode' | 'refusesAudit'>,
): FolderDefaults {
  const { transient, dataRetentionDays, onChange, audit, ...others } = given
  if (type === undefined) {
    const { tags, meta, enabled, group, access } = given
    return said({ tags, meta, enabled, group, access } as FolderDefaults)
  }
  // What an engine keeps the past of is what can do without.
  const { hasRetention } = relationTraits[type]
  return {
    ...others,
    ...(onChange !== undefined && comparesCode && { onChange }),
    ...(audit !== undefined && refusesAudit === undefined && { audit }),
    ...(transient !== undefined && hasRetention && { transient }),
    ...(dataRetentionDays !== undefined && hasRetention && { dataRetentionDays }),
  }
}

/** Defaults of folders that no file of the project is in: a misspelt one would be passed over in silence. */
export function unusedDefaults(
  defaults: ProjectDefaults,
  definitions: readonly NamedDefinition[],
): readonly Diagnostic[] {
  const files = [...new Set(definitions.map(({ file }) => file))]
  const folders = [
    ...new Set(
      files.flatMap((file) =>
        file
          .split('/')
          .slice(0, -1)
          .map((_, i, all) => all.slice(0, i + 1).join('/')),
      ),
    ),
  ]
  return Object.keys(defaults)
    .filter((path) => !files.some((file) => pathMatches(path, file)))
    .map((path) => ({
      code: 'E_CONFIG',
      message: `the defaults of "${path}" are of no file of the project`,
      hint: didYouMean(path.replace(/\/\*+.*$/, ''), folders, 'Its folders are'),
      names: ['defaults'],
    }))
}
