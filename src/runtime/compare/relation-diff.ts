import type { OperationNode } from 'kysely'
import {
  type ComparisonInput,
  changedRowsQuery,
  joinCountsQuery,
  type KeyedInput,
  keyCountsQuery,
  repeatedKeysQuery,
  unequalRowsQuery,
  unpairedRowsQuery,
  wholeRowsQuery,
} from '../../core/compare/comparison-queries.js'
import type { MatchedColumn, MatchedColumns } from '../../core/compare/match-columns.js'
import type { DiffColumn, DiffSample, RelationDiff, RepeatedKeys } from '../../core/compare/node-diff.js'
import { KerrosError } from '../../core/errors/index.js'

/** What compares two relations. */
export interface ComparedRelations extends Pick<ComparisonInput, 'here' | 'there' | 'where' | 'tolerance'> {
  readonly name: string
  readonly columns: MatchedColumns
  /** Why the key is the key, for readers. */
  readonly keyFrom: string
  /** How many rows of each kind are returned; 0 for none. */
  readonly samples: number
}

/** A row of a result, decoded. */
export type ReadRow = { readonly [column: string]: unknown }

/** Runs a query, and returns its rows. */
export type RunQuery = (query: OperationNode) => Promise<readonly ReadRow[]>

/**
 * Compares two relations in the engine: two or three queries return counts, others only the rows that were asked for.
 *
 * @throws KerrosError `E_QUERY`, also when the rows change meanwhile; `E_INVALID_OPTION` for a tolerance without a key.
 */
export async function relationDiff(compared: ComparedRelations, run: RunQuery): Promise<RelationDiff> {
  const { columns, tolerance, name } = compared
  if (columns.key.length > 0) return keyedDiff(compared, run)
  if (tolerance !== undefined)
    throw new KerrosError('E_INVALID_OPTION', `"${name}" has no key, so its rows cannot be compared with a tolerance`, {
      hint: 'Name a key: --key COLUMN,… Or leave --tolerance out: without a key, whole rows are compared.',
    })
  if (columns.values.length === 0)
    throw new KerrosError(
      'E_INVALID_OPTION',
      `"${name}" has no column to compare: none is on both sides and is selected`,
      {
        hint: 'Name columns that both sides have: --columns COLUMN,…',
      },
    )
  return wholeDiff(compared, run)
}

async function wholeDiff(compared: ComparedRelations, run: RunQuery): Promise<RelationDiff> {
  const [counts] = await run(wholeRowsQuery(compared))
  const rows = { ...wholeRows(counts!), changed: 0 }
  const sides = [
    ['here', 'added', rows.added],
    ['there', 'removed', rows.removed],
  ] as const
  const samples: DiffSample[] = []
  for (const [side, kind, count] of sides) {
    if (count === 0 || compared.samples === 0) continue
    for (const row of await run(unequalRowsQuery(compared, side, compared.samples))) {
      const values = valuesOf(row, 'c', compared.columns.values)
      const often = { here: numberOf(row, 'n_here'), there: numberOf(row, 'n_there') }
      samples.push({
        kind,
        key: {},
        here: side === 'here' ? values : undefined,
        there: side === 'there' ? values : undefined,
        count: often.here + often.there > 1 ? often : undefined,
      })
    }
  }
  return { rows, key: undefined, repeated: undefined, columns: allColumns(compared.columns), samples }
}

async function keyedDiff(compared: ComparedRelations, run: RunQuery): Promise<RelationDiff> {
  const { key, values } = compared.columns
  const found = await run(keyCountsQuery(compared))
  const [here, there] = [0, 1].map((side) => found.find((row) => numberOf(row, 'side') === side)!) as [ReadRow, ReadRow]
  const hasRepeated = numberOf(here, 'repeated') + numberOf(there, 'repeated') > 0
  const hasNulls = key.map((_, i) => numberOf(here, `nulls${i}`) + numberOf(there, `nulls${i}`) > 0)
  const input: KeyedInput = { ...compared, hasNulls, hasRepeated }
  const [counts] = await run(joinCountsQuery(input))
  const [added, removed, paired, changed] = ['added', 'removed', 'paired', 'changed'].map((name) =>
    numberOf(counts!, name),
  ) as [number, number, number, number]
  const repeated = hasRepeated ? repeatedKeys([here, there], (await run(wholeRowsQuery(input)))[0]!) : undefined
  const total = { here: numberOf(here, 'n'), there: numberOf(there, 'n') }
  const apart = { here: repeated?.rows.here ?? 0, there: repeated?.rows.there ?? 0 }
  // Each row is in one count. A key that began to repeat meanwhile would join rows with each other.
  if (paired + added !== total.here - apart.here || paired + removed !== total.there - apart.there)
    throw new KerrosError('E_QUERY', `"${compared.name}" was changed while it was compared`, {
      hint: 'Compare again when nothing writes here or there.',
    })
  return {
    rows: { ...total, added, removed, changed, same: paired - changed },
    key: {
      columns: key.map(({ name }) => name),
      from: compared.keyFrom,
      nulls: { here: numberOf(here, 'nulls'), there: numberOf(there, 'nulls') },
    },
    repeated,
    columns: allColumns(compared.columns, (i) => ({
      changed: numberOf(counts!, `d${i}`),
      nullHere: numberOf(counts!, `x${i}`),
      nullThere: numberOf(counts!, `y${i}`),
    })),
    samples: await keyedSamples(input, compared.samples, { added, removed, changed }, values, run),
  }
}

function repeatedKeys([here, there]: readonly [ReadRow, ReadRow], counts: ReadRow): RepeatedKeys {
  return { here: numberOf(here, 'repeated'), there: numberOf(there, 'repeated'), rows: wholeRows(counts) }
}

function wholeRows(counts: ReadRow): RepeatedKeys['rows'] {
  const [here, there, added, removed] = ['n_here', 'n_there', 'added', 'removed'].map((name) =>
    numberOf(counts, name),
  ) as [number, number, number, number]
  return { here, there, added, removed, same: here - added }
}

async function keyedSamples(
  input: KeyedInput,
  limit: number,
  counts: { readonly added: number; readonly removed: number; readonly changed: number },
  values: readonly MatchedColumn[],
  run: RunQuery,
): Promise<readonly DiffSample[]> {
  if (limit === 0) return []
  const { key } = input.columns
  const samples: DiffSample[] = []
  const add = async (query: OperationNode, read: (row: ReadRow) => Omit<DiffSample, 'key'>): Promise<void> => {
    for (const row of await run(query)) samples.push({ ...read(row), key: valuesOf(row, 'k', key) })
  }
  if (counts.changed > 0)
    await add(changedRowsQuery(input, limit), (row) => {
      const changed = (_: MatchedColumn, i: number): boolean => numberOf(row, `d${i}`) === 1
      const [here, there] = ['h', 't'].map((side) => valuesOf(row, side, values, changed))
      return { kind: 'changed', here, there, count: undefined }
    })
  if (counts.added > 0)
    await add(unpairedRowsQuery(input, 'here', limit), (row) => {
      return { kind: 'added', here: valuesOf(row, 'c', values), there: undefined, count: undefined }
    })
  if (counts.removed > 0)
    await add(unpairedRowsQuery(input, 'there', limit), (row) => {
      return { kind: 'removed', here: undefined, there: valuesOf(row, 'c', values), count: undefined }
    })
  if (input.hasRepeated)
    await add(repeatedKeysQuery(input, limit), (row) => {
      const count = { here: numberOf(row, 'n_here'), there: numberOf(row, 'n_there') }
      return { kind: 'repeated', here: undefined, there: undefined, count }
    })
  return samples
}

function valuesOf(
  row: ReadRow,
  prefix: string,
  columns: readonly MatchedColumn[],
  isWanted: (column: MatchedColumn, at: number) => boolean = () => true,
): { readonly [column: string]: unknown } {
  const entries = columns.flatMap((column, i) =>
    isWanted(column, i) ? [[column.name, row[`${prefix}${i}`] ?? null] as const] : [],
  )
  return Object.fromEntries(entries)
}

function allColumns(
  { key, values, incomparable, onlyHere, onlyThere }: MatchedColumns,
  countsOf: (i: number) => Pick<DiffColumn, 'changed' | 'nullHere' | 'nullThere'> = () => NO_COUNTS,
): readonly DiffColumn[] {
  const both = ({ name, here, there }: MatchedColumn) => ({ name, here: here.type, there: there.type })
  return [
    ...key.map((column) => ({ ...both(column), isKey: true, isCompared: true, ...NO_COUNTS })),
    ...values.map((column, i) => ({ ...both(column), isKey: false, isCompared: true, ...countsOf(i) })),
    ...incomparable.map((column) => ({ ...both(column), isKey: false, isCompared: false, ...NO_COUNTS })),
    ...onlyHere.map(({ name, type }) => ({ name, here: type, there: undefined, ...APART })),
    ...onlyThere.map(({ name, type }) => ({ name, here: undefined, there: type, ...APART })),
  ]
}

const NO_COUNTS = { changed: 0, nullHere: 0, nullThere: 0 }
const APART = { isKey: false, isCompared: false, ...NO_COUNTS }

/** A count; a sum of no rows is NULL. */
function numberOf(row: ReadRow, name: string): number {
  return Number(row[name] ?? 0)
}
