import { IdentifierNode, type OperationNode, RawNode, type RootOperationNode } from 'kysely'
import type { Relation } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import { renderAlterColumns, renderPublishTable, renderStep } from '../../shared/render-step.js'
import { unknownColumnName } from '../errors/duckdb-errors.js'
import { CURRENT_DATABASE, DuckDbQueryCompiler } from '../query/duckdb-query-compiler.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbTypeName } from '../values/duckdb-types.js'
import { plainTypeOf } from '../values/plain-type-of.js'
import { sqlTypeOf } from '../values/sql-type-of.js'
import { widerType } from '../values/wider-type.js'
import { duckDbStepWriter } from './duckdb-step-writer.js'
import { textRowsSql } from './duckdb-text-rows.js'

/** Far from DuckDB's own limit; more would only be held in memory several times. */
const LONGEST_TEXT = 64 * 1024 * 1024

/** Kysely's identification of a query, which nothing reads here. */
const QUERY = { queryId: 'kerros' }

/**
 * How DuckDB writes SQL.
 *
 * @param database The catalog that is current. Names in it are written without it, so that the views of a database file
 *   still work when the file is copied or renamed; names in other catalogs have three parts.
 */
export function duckDbSqlDialect(database: string): SqlDialect {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
  const parts = ({ database: of, schema, name }: Relation): readonly string[] =>
    // DuckDB takes the first of two parts for a catalog if there is one of that name.
    same(of, database) && !same(schema, database) ? [schema, name] : [of, schema, name]
  const quoteRelation = (relation: Relation): string => parts(relation).map(quoteIdentifier).join('.')
  const quoteSchema = (of: { readonly database: string; readonly schema: string }): string =>
    parts({ ...of, name: '' })
      .slice(0, -1)
      .map(quoteIdentifier)
      .join('.')
  const writer = duckDbStepWriter({ quoteRelation, quoteSchema })
  // One for all queries: it starts each with nothing, and making one takes as long as compiling a small query.
  const compiler = new DuckDbQueryCompiler({ literals: 'inline', windows: 'checked' })
  return Object.freeze<SqlDialect>({
    name: 'duckdb',
    title: 'DuckDB',
    capabilities: {
      supportsTransactionalDdl: true,
      isRemote: false,
      attachesDatabases: true,
      clonesTables: false,
      tablesKeepLengths: false,
      hasInfiniteTimestamps: true,
      sortsInLessMemory: true,
      longestText: LONGEST_TEXT,
      // DuckDB replaces no table that a foreign key points to: https://duckdb.org/docs/stable/sql/constraints
      constraints: {
        notNull: 'enforced',
        primaryKey: 'enforced',
        unique: 'enforced',
        check: 'enforced',
        foreignKey: 'none',
      },
      altersConstraints: false,
    },
    lexicalRules: { backslashEscapes: false, slashesStartComment: false },
    utcNow: 'make_timestamp(epoch_us(current_timestamp))',
    compile: (node) => compiler.compileQuery(node as RootOperationNode, QUERY).sql,
    compileBoth: (node) => {
      const { sql } = compiler.compileQuery(node as RootOperationNode, QUERY)
      return { sql, complete: compiler.withCurrentDatabase(sql, database) }
    },
    relationNode: (relation) => relationNode(parts(relation)),
    textRows: textRowsSql,
    quoteRelation,
    completeName: ({ database: of, schema, name }) => [of, schema, name].map(quoteIdentifier).join('.'),
    // Temporary tables of one session share one schema, so the whole name of the original goes into theirs.
    temporaryRelation: ({ schema, name }, suffix) => ({
      database: 'temp',
      schema: 'main',
      name: `kerros_${schema}_${name}_${suffix}`,
    }),
    typeName: duckDbTypeName,
    sqlTypeOf,
    comparesValues: () => true,
    widerType,
    renderSetTypes: (relation, columns) =>
      columns.map(
        ({ name, type }) =>
          `alter table ${quoteRelation(relation)} alter column ${quoteIdentifier(name)} set data type ${type}`,
      ),
    plainTypeOf,
    settingsOf: ({
      grants: _grants,
      copyGrants: _copyGrants,
      clusterBy: _clusterBy,
      transient: _transient,
      rowAccessPolicy: _rowAccessPolicy,
      maskingPolicies: _maskingPolicies,
      snowflakeTags: _snowflakeTags,
      dataRetentionDays: _dataRetentionDays,
      ...settings
    }) => settings,
    unknownColumn: unknownColumnName,
    render: (step) => renderStep(step, writer),
    renderAlterColumns: (step, like) => renderAlterColumns(step, like, writer),
    renderPublishTable: (step, like) => renderPublishTable(step, like, writer),
  })
}

function relationNode(parts: readonly string[]): OperationNode {
  const dots = parts.slice(1).map(() => '.')
  return RawNode.create(
    [parts.length < 3 ? CURRENT_DATABASE : '', ...dots, ''],
    parts.map((part) => IdentifierNode.create(part)),
  )
}
