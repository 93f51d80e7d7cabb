import { createHash } from 'node:crypto'
import { isBuildable, type ProjectNode } from '../project/node.js'

/** Options that say nothing of what is built: texts, names for selection, and what has a form of its own. */
const OTHER_OPTIONS: ReadonlySet<string> = new Set([
  'description',
  'tags',
  'meta',
  'tests',
  'docs',
  'group',
  'access',
  'columns',
  'schema',
  'database',
  'alias',
  'enabled',
])

/** Digests of what decides how a node is built besides its query, by the names of its options. */
export function settingsOf(node: ProjectNode): { readonly [name: string]: string } {
  const given = { ...givenSettings(node) }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, digest(value)]])),
  )
}

function givenSettings(node: ProjectNode): { readonly [name: string]: unknown } {
  if (node.resourceType === 'test') {
    const { severity, warnIf, errorIf } = node
    return { severity, warnIf, errorIf }
  }
  if (!isBuildable(node)) return {}
  const { materialization } = node.definition
  const options = Object.entries(node.options).filter(([name]) => !OTHER_OPTIONS.has(name))
  return { ...Object.fromEntries(options), ...materialization.config, ...seedColumns(node.definition) }
}

/** The types of a seed's columns decide what its text becomes. */
function seedColumns(definition: object): { readonly [name: string]: unknown } {
  return 'kind' in definition && definition.kind === 'seed' && 'columns' in definition
    ? { columnTypes: definition.columns }
    : {}
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(plain(value)) ?? 'undefined')
    .digest('base64url')
    .slice(0, 16)
}

/** A value as JSON, in one order; of a function its text. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return { function: String(value) }
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { date: value.getTime() }
  if (Array.isArray(value)) return value.map(plain)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, plain(each)]),
  )
}
