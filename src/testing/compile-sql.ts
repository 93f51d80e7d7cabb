import type { Analysis } from '../core/definitions/analysis.js'
import type { DataTest } from '../core/definitions/data-test.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Model } from '../core/definitions/model.js'
import type { Snapshot } from '../core/definitions/snapshot.js'
import { KerrosError } from '../core/errors/index.js'
import { checkCall } from './check-call.js'
import { compilePlaces, type DialectName } from './compile-places.js'
import { definitionsWithin } from './definitions-within.js'
import type { TestingOptions } from './testing-options.js'
import { subjectName } from './testing-options.js'
import { testingProject } from './testing-project.js'

/** What {@link compileSql} compiles for. */
export interface CompileSqlOptions extends Omit<TestingOptions, 'root'> {
  /** Default: `duckdb`. */
  readonly dialect?: DialectName | undefined
  /** Compile the query of an incremental model as a run does that finds a table: only new rows. Default: false. */
  readonly incremental?: boolean | undefined
}

/**
 * The SELECT that a model, an analysis or a data test compiles to, or that a snapshot takes its rows from, as text. Needs no engine and no driver.
 *
 * ```ts
 * expect(compileSql(src_links, { names: { src_links } })).toBe('select … from "raw"."raw_links" as "l"')
 * ```
 * Relations are in `main` on DuckDB and in `ANALYTICS.DEV` on Snowflake, sources in their schemas; ephemerals are common
 * table expressions. Values are written into the SQL.
 *
 * @throws DiagnosticsError with everything that is wrong with the query; KerrosError `E_UNSUPPORTED` for what a dialect cannot do,
 *   `E_UNKNOWN_VARIABLE` for a variable that no query asks for, `E_INVALID_OPTION` for a dialect that there is not.
 */
export function compileSql(
  definition: Model<any> | Snapshot<any> | Analysis<any> | DataTest,
  options: CompileSqlOptions = {},
): string {
  const { dialect = 'duckdb', incremental = false, names = {} } = options
  checkCall('compileSql', definition, ['model', 'snapshot', 'analysis', 'dataTest'])
  if (!Object.hasOwn(compilePlaces, dialect))
    throw new KerrosError('E_INVALID_OPTION', `compileSql has no dialect "${dialect}"`, {
      hint: `The dialects are ${Object.keys(compilePlaces).join(', ')}.`,
    })
  const place = compilePlaces[dialect]
  const name = subjectName(definition, names)
  const { inputs, query } = definition
  const model = definition.kind === 'model' ? (definition as RelationDefinition) : undefined
  const { compiler, relationOf, variables } = testingProject(
    definitionsWithin(model ? { [name]: definition as Model<any> } : inputs, names, () => false),
    place,
    options,
  )
  const self = model && relationOf(model)
  const hasTypedRows = definition.kind === 'analysis'
  const subject = { name, inputs, query, definition: model, self, hasTypedRows }
  const compiled = compiler.compile(subject, { isIncremental: incremental })
  variables.checkAllUsed()
  return place.dialect.compile(compiled.node)
}
