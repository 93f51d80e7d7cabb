import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Given } from '../core/definitions/given.js'
import type { Model } from '../core/definitions/model.js'
import { KerrosError } from '../core/errors/index.js'
import { checkCall } from './check-call.js'
import { TestWarehouse } from './test-warehouse.js'
import type { TestingOptions } from './testing-options.js'
import { RUN_TIME, subjectName } from './testing-options.js'

/** Rows that arrive one load after another: of one relation, or of several together. */
export type Loads = readonly (Given | readonly Given[])[]

/** How {@link runIncremental} runs. */
export interface RunIncrementalOptions extends TestingOptions {
  /** When each run begins. Default: all at 2024-01-01 00:00 UTC. A microbatch model needs it. */
  readonly at?: readonly Date[] | undefined
}

/** What an incremental model has become. */
export interface IncrementalStates<Row> {
  /** The rows after the last load, sorted by their columns from first to last. */
  readonly rows: Row[]
  /** The rows after each load. */
  readonly states: readonly Row[][]
  /** The rows of a table rebuilt from all loads: what `rows` should equal. */
  readonly fullRebuild: Row[]
}

/**
 * Runs an incremental model after each of several loads, on a DuckDB in memory: the first run builds its table, the
 * others add to it.
 *
 * ```ts
 * const { rows, fullRebuild } = await runIncremental(fct_ratings, [
 *   given(src_ratings, [{ user_id: 1, movie_id: 7, loaded_at: new Date('2024-01-01') }]),
 *   given(src_ratings, [{ user_id: 1, movie_id: 8, loaded_at: new Date('2024-01-02') }]),
 * ])
 * expect(rows).toEqual(fullRebuild)
 * ```
 * @param loads Each load's rows are added to those before. What has no rows follows the rules of {@link runModel}.
 * @throws KerrosError `E_INVALID_OPTION` when `at` has not one time for each run, or is missing for a microbatch model;
 *   DiagnosticsError when rows do not match their columns, rows for a source are missing, or a run fails.
 */
export async function runIncremental<Row>(
  model: Model<Row>,
  loads: Loads,
  options: RunIncrementalOptions = {},
): Promise<IncrementalStates<Row>> {
  checkCall('runIncremental', model, ['model'], loads)
  const definition = model as RelationDefinition
  const at = runTimes(model, loads, options)
  const isTimed = options.at !== undefined
  const reads = { [subjectName(model, options.names ?? {})]: model }
  return TestWarehouse.use({ reads, subject: definition, given: loads.flat(), options }, async (bench) => {
    const states: Row[][] = []
    for (const [i, load] of loads.entries()) {
      await bench.add([load].flat())
      await bench.build({ startedAt: at[i]!, isTimed })
      states.push(await bench.read<Row>(definition))
    }
    await bench.build({ startedAt: at.at(-1) ?? options.now ?? RUN_TIME, isRebuild: true, isTimed })
    return { rows: states.at(-1) ?? [], states, fullRebuild: await bench.read<Row>(definition) }
  })
}

function runTimes(model: Model<any>, loads: Loads, { at, now = RUN_TIME }: RunIncrementalOptions): readonly Date[] {
  if (at === undefined && model.materialization.recordsIntervals)
    throw new KerrosError('E_INVALID_OPTION', 'a microbatch model needs the time at which each run begins', {
      hint: "Give one for each load: { at: [new Date('2026-01-03T06:00Z')] }.",
    })
  if (at !== undefined && at.length !== loads.length)
    throw new KerrosError('E_INVALID_OPTION', `\`at\` has ${at.length} times for ${loads.length} runs`, {
      hint: 'Give one time for each load.',
    })
  return at ?? loads.map(() => now)
}
