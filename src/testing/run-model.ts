import type { Analysis } from '../core/definitions/analysis.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Given } from '../core/definitions/given.js'
import type { Model } from '../core/definitions/model.js'
import type { ROW } from '../core/query/ref.js'
import { checkCall } from './check-call.js'
import { TestWarehouse } from './test-warehouse.js'
import type { TestingOptions } from './testing-options.js'
import { RUN_TIME, subjectName } from './testing-options.js'
import { isInlined } from './testing-project.js'

/**
 * Runs a model or an analysis over given rows, on a DuckDB in memory, with the model's real materialization, contract
 * included.
 *
 * ```ts
 * const rows = await runModel(int_movie_genres, [given(src_movies, [{ movie_id: 1, genres: 'Drama|War' }])])
 * expect(rows).toEqual([{ movie_id: 1, genre: 'Drama' }, { movie_id: 1, genre: 'War' }])
 * ```
 * @param given Rows for what is read. Models without rows are computed from what they read in turn; seeds without rows
 *   come from their files; every source that is reached needs rows.
 * @returns The rows: of an analysis in the order of its query, of a model sorted by its columns from first to last.
 * @throws DiagnosticsError when rows do not match their columns, rows for a source are missing, or the
 *   model fails.
 */
export async function runModel<Row>(
  model: (Model<Row> | Analysis<Row>) & { readonly [ROW]: Row },
  given: readonly Given[],
  options: TestingOptions = {},
): Promise<Row[]> {
  checkCall('runModel', model, ['model', 'analysis'], given)
  const { inputs, query } = model
  const name = subjectName(model, options.names ?? {})
  const definition = model.kind === 'model' ? (model as RelationDefinition) : undefined
  const reads = definition ? { [name]: model as Model<Row> } : inputs
  return TestWarehouse.use({ reads, subject: definition, given, options }, async (bench) => {
    await bench.add(given)
    await bench.build({ startedAt: options.now ?? RUN_TIME })
    if (!definition) return bench.queryInOrder<Row>({ name, inputs, query, hasTypedRows: true })
    return isInlined(definition) ? bench.query<Row>({ name, inputs, query, definition }) : bench.read<Row>(definition)
  })
}
