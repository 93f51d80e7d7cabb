import type { ComparisonInput, KeyedInput } from '../../core/compare/compared-rows.js'
import { joinCountsQuery, keyCountsQuery, wholeRowsQuery } from '../../core/compare/count-queries.js'
import type { MatchedColumn, MatchedColumns } from '../../core/compare/match-columns.js'
import type { DiffColumn, RelationDiff, RepeatedKeys } from '../../core/compare/node-diff.js'
import { KerrosError } from '../../core/errors/index.js'
import { keyedSamples, wholeSamples } from './diff-samples.js'
import { numberOf, type ReadRow, type RunQuery } from './read-row.js'

/** What compares two relations. */
export interface ComparedRelations extends Pick<ComparisonInput, 'here' | 'there' | 'where' | 'tolerance'> {
  readonly name: string
  readonly columns: MatchedColumns
  /** Why the key is the key, for readers. */
  readonly keyFrom: string
  /** How many rows of each kind are returned; 0 for none. */
  readonly samples: number
}

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
  const samples = await wholeSamples(compared, compared.samples, rows, run)
  return { rows, key: undefined, repeated: undefined, columns: allColumns(compared.columns), samples }
}

async function keyedDiff(compared: ComparedRelations, run: RunQuery): Promise<RelationDiff> {
  const { key } = compared.columns
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
    samples: await keyedSamples(input, compared.samples, { added, removed, changed }, run),
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
