import { IdentifierNode, type OperationNode, RawNode, type RootOperationNode } from 'kysely'
import type { Relation } from '../../core/ports/relation.js'
import type { SqlDialect } from '../../core/ports/sql-dialect.js'
import { SnowflakeQueryCompiler } from './snowflake-query-compiler.js'
import { quoteRelation, renderAlterColumns, renderStep } from './snowflake-render.js'
import { snowflakeTypeName } from './snowflake-types.js'

/** How Snowflake writes SQL: names of three parts, in upper case and quotes. */
export const snowflakeSql: SqlDialect = Object.freeze<SqlDialect>({
  name: 'snowflake',
  title: 'Snowflake',
  // CREATE, ALTER and DROP commit what was open before them.
  capabilities: { supportsTransactionalDdl: false, isRemote: true },
  compile: (node) => compiled(node),
  relationNode: ({ database, schema, name }) => relationNode([database, schema, name]),
  quoteRelation,
  // Temporary tables lie in a schema like others, and would hide one of the same name.
  temporaryRelation: ({ database, schema, name }: Relation, suffix) => ({
    database,
    schema,
    name: `kerros_${name}_${suffix}`,
  }),
  typeName: snowflakeTypeName,
  render: renderStep,
  renderAlterColumns,
})

function compiled(node: OperationNode): string {
  const compiler = new SnowflakeQueryCompiler({ literals: 'inline' })
  return compiler.compileQuery(node as RootOperationNode, { queryId: 'kerros' }).sql
}

function relationNode(parts: readonly string[]): OperationNode {
  return RawNode.create(
    ['', '.', '.', ''],
    parts.map((part) => IdentifierNode.create(part)),
  )
}
