import { date, decimal, double, integer, type Model, type Source, source, timestamp, varchar } from 'kerros'
import { sql } from 'kysely'
import { ModelCompiler } from '../../src/core/compile/model-compiler.js'
import type { OutputColumn } from '../../src/core/infer/output-column.js'
import { duckDbSqlDialect } from '../../src/dialects/duckdb/warehouse/duckdb-sql-dialect.js'
import type { Compilable } from './engines.js'

/** The ratings of `engines.ts`, as a source, with more columns than the compiler needs there. */
export const { r: ratings } = source('main', {
  r: {
    id: integer(),
    user_id: integer(),
    rating: decimal(2, 1),
    weight: integer().nullable(),
    comment: varchar().nullable(),
    rated_on: date(),
    loaded_at: timestamp(),
  },
})

/** A source with a column that no key can hold. */
export const { scores } = source('main', { scores: { id: integer(), score: double() } })

/** Compiles a model as a run does; the models that it reads are put into the query. */
export function compileModel(
  model: Model<any>,
  name = 'm',
): { node: Compilable; columns: readonly OutputColumn[] | undefined } {
  const compiler = new ModelCompiler({
    // Names that each engine's compiler writes in its own way.
    dialect: {
      ...duckDbSqlDialect('memory'),
      relationNode: ({ schema, name }) => sql.id(schema, name).toOperationNode(),
    },
    relationOf: (definition) =>
      definition.kind === 'source'
        ? { database: 'memory', schema: definition.schema, name: (definition as Source<any>).name }
        : undefined,
    nameOf: (definition) => (definition === model ? name : 'upstream'),
    variable: (_, byDefault) => byDefault,
    now: () => new Date('2024-01-01'),
  })
  const { node, columns } = compiler.compile({ name, inputs: model.inputs, query: model.query, definition: model })
  return { node: { toOperationNode: () => node }, columns }
}
