import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Snapshot } from '../core/definitions/snapshot.js'
import { KerrosError } from '../core/errors/index.js'
import { checkCall } from './check-call.js'
import type { Loads } from './run-incremental.js'
import { TestWarehouse } from './test-warehouse.js'
import type { TestingOptions } from './testing-options.js'
import { RUN_TIME, subjectName } from './testing-options.js'

/** How {@link runSnapshot} runs. */
export interface RunSnapshotOptions extends TestingOptions {
  /** When each run begins. Default: one run a day from 2024-01-01 00:00 UTC. */
  readonly at?: readonly Date[] | undefined
}

/** What a snapshot has recorded. */
export interface SnapshotStates<Row> {
  /** The history after the last run, sorted by its columns from first to last. */
  readonly rows: Row[]
  /** The history after each run. */
  readonly states: readonly Row[][]
}

const DAY = 24 * 60 * 60 * 1000

/**
 * Takes a snapshot of each of several states of what it records, on a DuckDB in memory.
 *
 * ```ts
 * const { rows } = await runSnapshot(prices_snapshot, [
 *   given(src_prices, [{ sku: 'a', price: 1 }]),
 *   given(src_prices, [{ sku: 'a', price: 2 }]),
 * ])
 * expect(rows.map((row) => [row.price, row.valid_to])).toEqual([[1, new Date('2024-01-02')], [2, null]])
 * ```
 * @param inputs All rows of a relation at the time of each run; a relation that is not mentioned stays as it was.
 * @throws KerrosError `E_INVALID_OPTION` when `at` has not one time for each run; DiagnosticsError when rows do not
 *   match their columns, rows for a source are missing, or a run fails.
 */
export async function runSnapshot<Row>(
  snapshot: Snapshot<Row>,
  inputs: Loads,
  options: RunSnapshotOptions = {},
): Promise<SnapshotStates<Row>> {
  checkCall('runSnapshot', snapshot, ['snapshot'], inputs)
  const at = options.at ?? inputs.map((_, i) => new Date(RUN_TIME.getTime() + i * DAY))
  if (at.length !== inputs.length)
    throw new KerrosError('E_INVALID_OPTION', `\`at\` has ${at.length} times for ${inputs.length} runs`, {
      hint: 'Give one time for each input, or leave `at` out.',
    })
  const definition = snapshot as RelationDefinition
  const reads = { [subjectName(snapshot, options.names ?? {})]: snapshot }
  return TestWarehouse.use({ reads, subject: definition, given: inputs.flat(), options }, async (bench) => {
    const states: Row[][] = []
    for (const [i, input] of inputs.entries()) {
      await bench.replace([input].flat())
      await bench.build({ startedAt: at[i]! })
      states.push(await bench.read<Row>(definition))
    }
    return { rows: states.at(-1) ?? [], states }
  })
}
