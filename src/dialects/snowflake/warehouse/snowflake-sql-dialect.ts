import { IdentifierNode, type OperationNode, RawNode, type RootOperationNode } from 'kysely'
import type { StorageOptions } from '../../../core/definitions/options/model-options.js'
import type { Relation } from '../../../core/relations/relation.js'
import type { SqlDialect, StorageOptionValues } from '../../../core/steps/sql-dialect.js'
import { renderAlterColumns, renderPublishTable, renderStep } from '../../shared/render-step.js'
import { unknownColumnName } from '../errors/snowflake-errors.js'
import { SnowflakeQueryCompiler } from '../query/snowflake-query-compiler.js'
import { exactRelationNode } from '../text/exact-relation-node.js'
import { quoteRelation } from '../text/quote-relation.js'
import { comparesValues } from '../values/compares-values.js'
import { plainTypeOf } from '../values/plain-type-of.js'
import { snowflakeTypeName } from '../values/snowflake-types.js'
import { sqlTypeOf } from '../values/sql-type-of.js'
import { widerType } from '../values/wider-type.js'
import { createDynamicTable, dynamicTableDefinition, isSameLag } from './create-dynamic-table.js'
import { type RelationDefaults, withDefaults } from './create-relation.js'
import { setTypes, snowflakeStepWriter } from './snowflake-step-writer.js'
import { textRowsSql } from './snowflake-text-rows.js'

/** A statement has at most 1 MB, in which quotes and backslashes of the text are doubled. */
const LONGEST_TEXT = 400 * 1024

/** Kysely's identification of a query, which nothing reads here. */
const QUERY = { queryId: 'kerros' }

/**
 * How Snowflake writes SQL: names of three parts, in upper case and quotes.
 *
 * @param defaults What relations get that say nothing of their own.
 * @param computeWarehouse The warehouse that computes what names none.
 */
export function snowflakeSqlDialect(defaults: RelationDefaults = {}, computeWarehouse?: string): SqlDialect {
  const writer = snowflakeStepWriter(defaults)
  // One for all queries: it starts each with nothing, and making one takes as long as compiling a small query.
  const compiler = new SnowflakeQueryCompiler({ literals: 'inline' })
  const compile = (node: OperationNode): string => compiler.compileQuery(node as RootOperationNode, QUERY).sql
  return Object.freeze<SqlDialect>({
    name: 'snowflake',
    title: 'Snowflake',
    // CREATE, ALTER and DROP commit what was open before them.
    capabilities: {
      supportsTransactionalDdl: false,
      isRemote: true,
      attachesDatabases: false,
      clonesTables: true,
      tablesKeepLengths: true,
      hasInfiniteTimestamps: false,
      sortsInLessMemory: false,
      longestText: LONGEST_TEXT,
      // https://docs.snowflake.com/en/sql-reference/constraints
      constraints: {
        notNull: 'enforced',
        primaryKey: 'stored',
        unique: 'stored',
        check: 'enforced',
        foreignKey: 'stored',
      },
      altersConstraints: true,
    },
    lexicalRules: { backslashEscapes: true, slashesStartComment: true },
    utcNow: 'sysdate()',
    compile,
    compileBoth: (node) => {
      const sql = compile(node)
      return { sql, complete: sql }
    },
    relationNode: (relation) => exactRelationNode(relation) ?? relationNode(relation),
    quoteRelation,
    completeName: quoteRelation,
    textRows: textRowsSql,
    // Temporary tables are in a schema like others, and would hide one of the same name.
    temporaryRelation: ({ database, schema, name }: Relation, suffix) => ({
      database,
      schema,
      name: `kerros_${name}_${suffix}`,
    }),
    typeName: snowflakeTypeName,
    sqlTypeOf,
    comparesValues,
    widerType,
    renderSetTypes: setTypes,
    plainTypeOf,
    computeWarehouses: { namedBy },
    dynamicTables: {
      computeWarehouse,
      warehouseOption: WAREHOUSE_OPTION,
      definitionOf: (step) => dynamicTableDefinition(createDynamicTable(step, defaults)[0]!),
      isSameLag,
    },
    settingsOf: (settings) => withDefaults(defaults, settings),
    unknownColumn: unknownColumnName,
    render: (step) => renderStep(step, writer),
    renderAlterColumns: (step, like) => renderAlterColumns(step, like, writer),
    renderPublishTable: (step, like) => renderPublishTable(step, like, writer),
  })
}

/** dbt's word, in camelCase. */
const WAREHOUSE_OPTION = 'snowflakeWarehouse' satisfies keyof StorageOptions<string>

function namedBy({ [WAREHOUSE_OPTION]: name }: StorageOptionValues): string | undefined {
  return typeof name === 'string' ? name : undefined
}

function relationNode({ database, schema, name }: Relation): OperationNode {
  return RawNode.create(
    ['', '.', '.', ''],
    [database, schema, name].map((part) => IdentifierNode.create(part)),
  )
}
