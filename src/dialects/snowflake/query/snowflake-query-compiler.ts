import {
  AggregateFunctionNode,
  type AlterTableNode,
  type BinaryOperationNode,
  type CollateNode,
  type CompiledQuery,
  type CreateSchemaNode,
  type CreateViewNode,
  type DataTypeNode,
  type DropSchemaNode,
  type ExplainNode,
  type FetchNode,
  type FromNode,
  type GeneratedNode,
  type IdentifierNode,
  type InsertQueryNode,
  type JoinNode,
  type JSONReferenceNode,
  type LimitNode,
  type OffsetNode,
  type QueryId,
  type RootOperationNode,
  type SchemableIdentifierNode,
  type SelectQueryNode,
  type TopNode,
  type WithNode,
} from 'kysely'
import type { SqlType } from '../../../core/columns/index.js'
import { CanonicalQueryCompiler, type QueryCompilerOptions } from '../../../core/render/canonical-query-compiler.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import { snowflakeLiterals } from '../text/snowflake-literals.js'
import { snowflakeTypeName } from '../values/snowflake-types.js'
import { filterAsArgument, orderAsWithinGroup } from './filter-as-argument.js'
import { checkStatement } from './node-rules/check-nodes.js'
import { rowCount, truthTest, withLimit } from './select-parts.js'
import { snowflakeDataType } from './snowflake-data-type.js'
import { snowflakeFunctions } from './snowflake-functions.js'
import { snowflakeOnlyFunctions } from './snowflake-only.js'
import { withColumnLists } from './with-column-lists.js'
import { writeAlterTable } from './write-alter-table.js'
import { writeCreateView } from './write-create-view.js'
import { writeInsert } from './write-insert.js'
import { writeFromItems, writeOwnJoin } from './write-joins.js'
import { writeJsonReference } from './write-json-reference.js'

/** How names are written. */
export interface SnowflakeCompilerOptions extends QueryCompilerOptions {
  /**
   * `fold` (the default): upper case in quotes, which is what a name without quotes means; `exact`: as they are, for
   * objects whose names were quoted when they were made. For single names there is the helper `exact`.
   */
  readonly identifiers?: 'fold' | 'exact'
}

/** Statements that define something take no binds. */
const TAKES_NO_BINDS: ReadonlySet<string> = new Set(['CreateTableNode', 'CreateViewNode', 'AlterTableNode'])

/**
 * The aggregates whose WITHIN GROUP takes all that ORDER BY does. Percentiles take an expression, and leave NULL out.
 *
 * @see https://docs.snowflake.com/en/sql-reference/functions/listagg
 */
const TAKES_NULL_ORDER: ReadonlySet<string> = new Set(['array_agg', 'listagg'])

/**
 * Compiles queries to Snowflake's SQL: names in upper case and double quotes, binds as `?`. A schema's name may have two
 * parts: `withSchema('movielens.dev')`.
 *
 * @throws KerrosError `E_UNSUPPORTED` for what Kysely can say and Snowflake cannot do.
 */
export class SnowflakeQueryCompiler extends CanonicalQueryCompiler {
  protected override readonly title = 'Snowflake'
  protected override readonly functions = { ...snowflakeFunctions, ...snowflakeOnlyFunctions }
  protected override readonly literalStyle = snowflakeLiterals
  readonly #foldsNames: boolean

  constructor(options: SnowflakeCompilerOptions = { literals: 'bind' }) {
    super(options)
    this.#foldsNames = options.identifiers !== 'exact'
  }

  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    checkStatement(node)
    return super.compileQuery(node, queryId)
  }

  protected override typeName(type: SqlType): string {
    return snowflakeTypeName(type)
  }

  protected override getCurrentParameterPlaceholder(): string {
    return '?'
  }

  protected override appendValue(value: unknown): void {
    const [root] = this.nodeStack
    if (root && TAKES_NO_BINDS.has(root.kind)) this.appendImmediateValue(value)
    else super.appendValue(value)
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(this.#foldsNames ? foldIdentifier(identifier) : identifier)
  }

  protected override visitSchemableIdentifier({ schema, identifier }: SchemableIdentifierNode): void {
    if (schema) {
      this.#schemaName(schema)
      this.append('.')
    }
    this.visitNode(identifier)
  }

  /** Kysely knows names of two parts only, so a database is put before the schema's name, with a point. */
  #schemaName({ name }: IdentifierNode): void {
    this.append(
      name
        .split('.')
        .map((part) => `"${this.sanitizeIdentifier(part.trim())}"`)
        .join('.'),
    )
  }

  protected override visitSelectQuery(node: SelectQueryNode): void {
    super.visitSelectQuery(withLimit(node))
  }

  protected override visitWith(node: WithNode): void {
    super.visitWith(withColumnLists(node))
  }

  protected override visitLimit({ limit }: LimitNode): void {
    this.append('limit ')
    this.visitNode(rowCount(limit))
  }

  protected override visitOffset({ offset }: OffsetNode): void {
    this.append('offset ')
    this.visitNode(rowCount(offset))
  }

  protected override visitFetch(node: FetchNode): void {
    this.append('fetch next ')
    this.visitNode(rowCount(node.rowCount))
    this.append(' rows only')
  }

  protected override visitTop({ expression }: TopNode): void {
    this.append(`top ${expression}`)
  }

  protected override visitExplain({ format }: ExplainNode): void {
    this.append(format ? `explain using ${format}` : 'explain')
  }

  protected override visitCollate({ collation }: CollateNode): void {
    this.append('collate ')
    this.appendImmediateValue(collation.name)
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    super.visitAggregateFunction(orderAsWithinGroup(filterAsArgument(node)))
  }

  protected override takesNullOrder(): boolean {
    const aggregate = this.nodeStack.at(-3)
    return !aggregate || !AggregateFunctionNode.is(aggregate) || TAKES_NULL_ORDER.has(aggregate.func.toLowerCase())
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    super.visitBinaryOperation(truthTest(node))
  }

  protected override visitJSONReference(node: JSONReferenceNode): void {
    writeJsonReference(this.writer, node)
  }

  protected override visitDataType({ dataType }: DataTypeNode): void {
    this.append(snowflakeDataType(dataType))
  }

  protected override visitFrom({ froms }: FromNode): void {
    this.append('from ')
    writeFromItems(this.writer, froms)
  }

  protected override visitJoin(node: JoinNode): void {
    if (!writeOwnJoin(this.writer, node)) super.visitJoin(node)
  }

  protected override visitInsertQuery(node: InsertQueryNode): void {
    writeInsert(this.writer, node, this.parentNode !== undefined)
  }

  protected override getAutoIncrement(): string {
    return 'autoincrement'
  }

  protected override visitGenerated({ identity, expression }: GeneratedNode): void {
    if (identity) this.append('identity')
    if (!expression) return
    this.append('as (')
    this.visitNode(expression)
    this.append(')')
  }

  protected override visitCreateView(node: CreateViewNode): void {
    writeCreateView(this.writer, node)
  }

  protected override visitCreateSchema({ schema, ifNotExists }: CreateSchemaNode): void {
    this.append(`create schema ${ifNotExists ? 'if not exists ' : ''}`)
    this.#schemaName(schema)
  }

  protected override visitDropSchema({ schema, ifExists, cascade }: DropSchemaNode): void {
    this.append(`drop schema ${ifExists ? 'if exists ' : ''}`)
    this.#schemaName(schema)
    if (cascade) this.append(' cascade')
  }

  protected override visitAlterTable(node: AlterTableNode): void {
    writeAlterTable(this.writer, node)
  }
}
