import type { OperationNode } from 'kysely'
import type { ComparisonInput, KeyedInput } from '../../core/compare/compared-rows.js'
import type { MatchedColumn } from '../../core/compare/match-columns.js'
import type { DiffRows, DiffSample } from '../../core/compare/node-diff.js'
import {
  changedRowsQuery,
  repeatedKeysQuery,
  unequalRowsQuery,
  unpairedRowsQuery,
} from '../../core/compare/sample-queries.js'
import { numberOf, type ReadRow, type RunQuery } from './read-row.js'

/** The first whole rows that are more often on one side. */
export async function wholeSamples(
  input: ComparisonInput,
  limit: number,
  rows: Pick<DiffRows, 'added' | 'removed'>,
  run: RunQuery,
): Promise<readonly DiffSample[]> {
  const sides = [
    ['here', 'added', rows.added],
    ['there', 'removed', rows.removed],
  ] as const
  const samples: DiffSample[] = []
  for (const [side, kind, count] of sides) {
    if (count === 0 || limit === 0) continue
    for (const row of await run(unequalRowsQuery(input, side, limit))) {
      const values = valuesOf(row, 'c', input.columns.values)
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
  return samples
}

/** The first rows with a key that are different: nothing is asked of what has a count of 0. */
export async function keyedSamples(
  input: KeyedInput,
  limit: number,
  counts: Pick<DiffRows, 'added' | 'removed' | 'changed'>,
  run: RunQuery,
): Promise<readonly DiffSample[]> {
  if (limit === 0) return []
  const { key, values } = input.columns
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
