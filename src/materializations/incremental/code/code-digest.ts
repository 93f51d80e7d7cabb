import { createHash } from 'node:crypto'
import { AliasNode, ColumnNode, IdentifierNode, type OperationNode, ReferenceNode, SelectQueryNode } from 'kysely'
import type { CodeMark } from '../../../core/relations/relation-settings.js'
import type { ModelCode } from '../../../core/steps/materialization.js'

/**
 * How digests are made. Raise it when the same query gets another tree than before: then tables that were written by an older version
 * are not compared, rather than reported as changed. test/materializations/incremental/code/code-digest.test.ts pins digests.
 */
const CODE_FORMAT = 2

/** How many columns have a digest each; a wider table has one for all of them, so that its comment does not grow. */
const MOST_COLUMNS = 150

/** All columns of a wide table together. */
export const ALL_COLUMNS = '*'

/**
 * Digests of what the rows of a table are made of. They follow from the query's tree: spaces, comments and the order of options do not
 * change them.
 *
 * @param query The query of a full run as code: over names of the project.
 * @param columns The names of the query's columns.
 * @param writes What else decides which rows are stored: keys, clauses.
 */
export function codeDigest(query: OperationNode, columns: readonly string[], writes: unknown): CodeMark {
  const split = SelectQueryNode.is(query) ? splitSelect(query, columns) : undefined
  const own = split ? Object.entries(split.columns) : []
  return {
    format: CODE_FORMAT,
    rows: digest(split ? split.rows : query),
    columns:
      own.length > MOST_COLUMNS
        ? { [ALL_COLUMNS]: digest(own) }
        : Object.fromEntries(own.map(([name, node]) => [name, digest(node)])),
    writes: digest(writes),
  }
}

/**
 * One digest of all that the rows of a batch are made of, with its format.
 *
 * @param reads What decides which rows of its inputs a batch reads, and is not in the query.
 */
export function batchDigest({ query, columns }: ModelCode, reads: unknown): string {
  return `${CODE_FORMAT}:${digest(codeDigest(query, columns, reads))}`
}

/** Whether two digests of batches are of different code: those of two formats are not compared. */
export function isOtherBatchCode(before: string, now: string): boolean {
  return before !== now && before.startsWith(`${CODE_FORMAT}:`)
}

interface SplitSelect {
  /** Everything but the select list. */
  readonly rows: unknown
  /** What each column is made of. */
  readonly columns: { readonly [column: string]: unknown }
}

/** The select list apart from the rest. A column that an item such as `selectAll()` returns is made of that item. */
function splitSelect({ selections = [], ...rest }: SelectQueryNode, columns: readonly string[]): SplitSelect {
  const named = new Map<string, unknown>()
  const others: unknown[] = []
  for (const { selection } of selections) {
    const name = nameOf(selection)
    if (name === undefined) others.push(selection)
    else named.set(name, AliasNode.is(selection) ? selection.node : selection)
  }
  return {
    // The second half of a union has a select list of its own, which is a part of the rest.
    rows: rest,
    columns: Object.fromEntries(columns.map((name) => [name, named.get(name) ?? [name, others]])),
  }
}

function nameOf(selection: OperationNode): string | undefined {
  if (AliasNode.is(selection)) return IdentifierNode.is(selection.alias) ? selection.alias.name : undefined
  return ReferenceNode.is(selection) && ColumnNode.is(selection.column) ? selection.column.column.name : undefined
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonicalValue(value)) ?? 'undefined')
    .digest('hex')
    .slice(0, 10)
}

/** A tree without what says nothing: properties that are undefined, and their order. */
function canonicalValue(value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { date: value.getTime() }
  if (ArrayBuffer.isView(value))
    return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') }
  if (Array.isArray(value)) return value.map(canonicalValue)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, canonicalValue(each)]),
  )
}
