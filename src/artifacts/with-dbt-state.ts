import type { ComparedNode, StatePart } from './compared-node.js'
import type { ManifestNode } from './manifest/manifest-node.js'

/** Settings that mean the same in dbt and here, by dbt's names. A hook is text in dbt and a function here: see below. */
const SAME_CONFIGS = [
  'materialized',
  'unique_key',
  'incremental_strategy',
  'strategy',
  'check_cols',
  'updated_at',
  'batch_size',
  'lookback',
  'delimiter',
  'event_time',
]

/** Of an exposure. */
const SAME_IN_EXPOSURES = ['type', 'owner', 'url', 'maturity']

/**
 * What is modified of a node since dbt has written a manifest. Text of SQL and a query's tree cannot be compared, so that a body counts as
 * modified; all that dbt has in the same form is compared. Doubt is modified.
 */
export function dbtChanges({ node, persistDocs }: ComparedNode, before: ManifestNode): readonly StatePart[] {
  switch (node['resource_type']) {
    case 'source':
      return differ(node, before, ['schema', 'identifier']) ? ['relation'] : []
    case 'exposure':
      return differ(node, before, SAME_IN_EXPOSURES) || isOther(readBy(node), readBy(before)) ? ['body'] : []
    case 'seed':
      return [...(isSameFile(node, before) ? [] : ['body' as const]), ...common({ node, persistDocs }, before)]
    case 'model':
    case 'snapshot':
      return [
        'body',
        'macros',
        ...common({ node, persistDocs }, before),
        ...(isOther(contractOf(node), contractOf(before)) ? ['contract' as const] : []),
      ]
    default:
      return ['body', 'macros', 'configs']
  }
}

/** What seeds, models and snapshots have in common. */
function common({ node, persistDocs }: ComparedNode, before: ManifestNode): readonly StatePart[] {
  const [now, was] = [configOf(node), configOf(before)]
  const hasHooks = [now, was].some((config) =>
    ['pre-hook', 'post-hook'].some((name) => listed(config[name]).length > 0),
  )
  const types = node['resource_type'] === 'seed' ? ['column_types'] : []
  const isSaidOtherwise =
    (persistDocs.relation && isOther(node['description'] ?? '', before['description'] ?? '')) ||
    (persistDocs.columns && isOther(descriptions(node), descriptions(before)))
  return [
    ...(hasHooks || differ(now, was, [...SAME_CONFIGS, ...types]) ? ['configs' as const] : []),
    ...(differ(now, was, ['schema', 'database', 'alias']) ? ['relation' as const] : []),
    ...(isSaidOtherwise ? ['persisted_descriptions' as const] : []),
  ]
}

/** dbt has a checksum of the content of a seed's file, or of its path where the file has more than 1 MiB: then nothing is known. */
function isSameFile(node: ManifestNode, before: ManifestNode): boolean {
  const [now, was] = [node, before].map(({ checksum }) => checksum as { name?: string; checksum?: string } | undefined)
  return was?.name === 'sha256' && now?.checksum === was.checksum
}

function contractOf(node: ManifestNode): unknown {
  const { contract } = configOf(node) as { readonly contract?: { readonly enforced?: boolean } }
  if (contract?.enforced !== true) return null
  const columns = Object.values((node['columns'] ?? {}) as { readonly [name: string]: ManifestNode })
  return columns.map(({ name, data_type }) => [lower(name), lower(data_type)]).sort(([a], [b]) => (a! < b! ? -1 : 1))
}

function descriptions({ columns = {} }: ManifestNode): unknown {
  return Object.values(columns as { readonly [name: string]: ManifestNode })
    .flatMap(({ name, description }) => (description ? [[lower(name), description]] : []))
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}

function readBy({ depends_on }: ManifestNode): unknown {
  return [...((depends_on as { readonly nodes?: readonly string[] } | undefined)?.nodes ?? [])].sort()
}

function configOf({ config = {} }: ManifestNode): ManifestNode {
  return config as ManifestNode
}

function lower(text: unknown): string {
  return String(text ?? '').toLowerCase()
}

function listed(value: unknown): readonly unknown[] {
  return [value ?? []].flat()
}

function differ(one: ManifestNode, other: ManifestNode, names: readonly string[]): boolean {
  return names.some((name) => isOther(plain(one[name]), plain(other[name])))
}

/** A list of one is what it lists, and nothing is nothing, however it is written. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? value[0] : value.length === 0 ? null : value
  return value ?? null
}

function isOther(one: unknown, other: unknown): boolean {
  return sorted(one) !== sorted(other)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
