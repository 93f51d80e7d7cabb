import {
  type AggregateFunctionNode,
  AndNode,
  type BinaryOperationNode,
  DefaultQueryCompiler,
  FunctionNode,
  type GroupByNode,
  HavingNode,
  type OrderByItemNode,
  type OrderByNode,
  type OverNode,
  type PartitionByNode,
  RawNode,
  type ReferenceNode,
  SelectAllNode,
  type SelectQueryNode,
  type SetOperationNode,
  type UnaryOperationNode,
  ValueNode,
} from 'kysely'
import type { SqlType } from '../columns/index.js'
import { KerrosError } from '../errors/index.js'
import { canonicalFunction } from '../functions/call/canonical-function.js'
import { QUALIFY, takeQualify } from '../nodes/qualify.js'
import { inWrittenOrder, setOperand } from '../nodes/set-operands.js'
import { takeFrame } from '../nodes/window-frame.js'
import { bound, operandsOf, operatorOf } from './binding.js'
import { checkWindow } from './check-window.js'
import { emptyListTest, hasUndefined, refuseEmptyClause } from './empty-list.js'
import type { FunctionTable, RenderFunction, SqlWriter } from './function-table.js'
import { type LiteralStyle, printLiteral } from './literal.js'
import { impliedNulls } from './null-order.js'

/** Whether values are written into the SQL (views and tables take no binds) or bound (everything else). */
export interface QueryCompilerOptions {
  /** Whether values are written into the SQL, or bound next to it. */
  readonly literals: 'inline' | 'bind'
  /**
   * `checked`: what an engine refuses in a window, or answers arbitrarily, is an error, as models want it on every engine.
   * `any` (the default): the engine decides.
   */
  readonly windows?: 'checked' | 'any'
}

/**
 * What the query compilers of all dialects share: QUALIFY, canonical functions, safe literals, and parentheses wherever SQL
 * would read operators or set operations otherwise than they are nested. A dialect adds its function table, its literals
 * and its identifiers.
 */
export abstract class CanonicalQueryCompiler extends DefaultQueryCompiler {
  readonly #inline: boolean
  readonly #checksWindows: boolean

  constructor(options: QueryCompilerOptions = { literals: 'bind' }) {
    super()
    this.#inline = options.literals === 'inline'
    this.#checksWindows = options.windows === 'checked'
  }

  /** The engine's name, for messages. */
  protected abstract readonly title: string
  protected abstract readonly functions: FunctionTable
  protected abstract readonly literalStyle: LiteralStyle
  protected abstract typeName(type: SqlType): string

  protected readonly writer: SqlWriter = {
    sql: (text) => this.append(text),
    node: (node) => this.visitNode(node),
    list: (nodes) => this.compileList(nodes),
    typeName: (type) => this.typeName(type),
  }

  protected override visitSelectQuery(node: SelectQueryNode): void {
    const { select, predicate } = takeQualify(node)
    if (!predicate) return super.visitSelectQuery(inWrittenOrder(select))
    // Printed in the place of HAVING: after GROUP BY, before UNION and ORDER BY.
    const having = FunctionNode.create(QUALIFY, select.having ? [predicate, select.having.having] : [predicate])
    super.visitSelectQuery(inWrittenOrder({ ...select, having: HavingNode.create(having) }))
  }

  protected override visitSetOperation({ operator, all, expression }: SetOperationNode): void {
    this.append(`${operator} ${all ? 'all ' : ''}`)
    this.visitNode(setOperand(expression))
  }

  protected override visitAnd({ left, right }: AndNode): void {
    this.visitNode(bound(left, 'and'))
    this.append(' and ')
    this.visitNode(bound(right, 'and'))
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node
    const isEmpty = emptyListTest(node)
    if (isEmpty !== undefined) return this.append(String(isEmpty))
    if (this.#inline && hasUndefined(rightOperand))
      throw new KerrosError('E_LITERAL', 'a value that is compared is undefined, which no row equals', {
        hint: 'See where the value comes from: a variable of the environment that is not set, a misspelled property.',
      })
    const { left, right } = operandsOf(node)
    const name = operatorOf(node)
    this.visitNode(bound(leftOperand, left))
    this.append(' ')
    this.visitNode(operator)
    this.append(' ')
    if (name?.startsWith('between') && AndNode.is(rightOperand)) {
      this.visitNode(bound(rightOperand.left, right))
      this.append(' and ')
      this.visitNode(bound(rightOperand.right, right))
    } else {
      // `is` takes words and no expressions: sql`not null`.
      const takesWords = name === 'is' || name === 'is not'
      // `is ?` is no SQL: Kysely writes NULL as a word by itself, but not where a plugin has made `is` of `=`.
      if (takesWords && ValueNode.is(rightOperand) && rightOperand.value === null) return this.append('null')
      this.visitNode(takesWords && RawNode.is(rightOperand) ? rightOperand : bound(rightOperand, right))
    }
  }

  protected override visitUnaryOperation(node: UnaryOperationNode): void {
    const { operator, operand } = node
    const isMinus = operatorOf(node) === '-'
    this.visitNode(operator)
    if (!isMinus) this.append(' ')
    // Two minus signs in a row would begin a comment.
    this.visitNode(bound(operand, operatorOf(node) === 'not' ? 'comparison' : 'operand'))
  }

  /** An expression inside of raw SQL stays one expression; raw SQL inside of raw SQL is text put together. */
  protected override visitRaw(node: RawNode): void {
    const { sqlFragments, parameters } = node
    for (const [i, fragment] of sqlFragments.entries()) {
      this.append(fragment)
      const parameter = parameters[i]
      if (!parameter) continue
      const isDelimited = /(^|[(,])\s*$/.test(fragment) && /^\s*($|[),])/.test(sqlFragments[i + 1] ?? '')
      this.visitNode(isDelimited || RawNode.is(parameter) ? parameter : bound(parameter, 'operand'))
    }
  }

  protected override visitHaving(node: HavingNode): void {
    const { having } = node
    if (!FunctionNode.is(having) || having.func !== QUALIFY) return super.visitHaving(node)
    const [predicate, original] = having.arguments
    if (original) {
      this.append('having ')
      this.visitNode(original)
      this.append(' ')
    }
    this.append('qualify ')
    this.visitNode(predicate!)
  }

  /** `schema.table.*`, which `withSchema` makes of `selectAll('table')`, is no SQL: a star follows one name. */
  protected override visitReference(node: ReferenceNode): void {
    if (!node.table || !SelectAllNode.is(node.column)) return super.visitReference(node)
    this.visitNode(node.table.table.identifier)
    this.append('.')
    this.visitNode(node.column)
  }

  protected override visitOver(node: OverNode): void {
    const { over, frame } = takeFrame(node)
    if (frame === undefined) return super.visitOver(over)
    this.append('over(')
    if (over.partitionBy) {
      this.visitNode(over.partitionBy)
      this.append(' ')
    }
    if (over.orderBy) {
      this.visitNode(over.orderBy)
      this.append(' ')
    }
    this.append(`${frame})`)
  }

  protected override visitGroupBy(node: GroupByNode): void {
    refuseEmptyClause('groupBy', node.items)
    super.visitGroupBy(node)
  }

  protected override visitOrderBy(node: OrderByNode): void {
    refuseEmptyClause('orderBy', node.items)
    super.visitOrderBy(node)
  }

  /** Views are also read, and dynamic tables refreshed, in sessions that may put NULL elsewhere by default. */
  protected override visitOrderByItem(node: OrderByItemNode): void {
    const nulls = this.#inline && this.takesNullOrder() ? impliedNulls(node) : undefined
    super.visitOrderByItem(nulls ? { ...node, nulls } : node)
  }

  /** Whether the grammar has NULLS FIRST and NULLS LAST where the current item is. */
  protected takesNullOrder(): boolean {
    return true
  }

  protected override visitPartitionBy(node: PartitionByNode): void {
    refuseEmptyClause('partitionBy', node.items)
    super.visitPartitionBy(node)
  }

  protected override visitFunction(node: FunctionNode): void {
    const render = this.#renderer(node.func)
    if (render) render(this.writer, node.arguments, node)
    else super.visitFunction(node)
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    const unsupported = this.#checksWindows ? checkWindow(node) : undefined
    if (unsupported)
      throw new KerrosError('E_UNSUPPORTED', `a model cannot use ${unsupported.what}`, { hint: unsupported.hint })
    const render = this.#renderer(node.func)
    if (render) render(this.writer, node.aggregated, node)
    else super.visitAggregateFunction(node)
  }

  #renderer(func: string): RenderFunction | undefined {
    const name = canonicalFunction(func)
    if (name === undefined) return undefined
    const render = Object.hasOwn(this.functions, name) ? this.functions[name as keyof FunctionTable] : undefined
    if (!render)
      throw new KerrosError('E_UNSUPPORTED', `${this.title} cannot render the function "${name}"`, {
        hint: `Write it with Kysely's sql template for ${this.title}, or run the model on an engine that has it.`,
      })
    return render
  }

  // One override covers values, `in` lists and the parameters of sql templates.
  protected override appendValue(value: unknown): void {
    if (this.#inline) this.append(printLiteral(value, this.literalStyle))
    else super.appendValue(value)
  }

  protected override appendImmediateValue(value: unknown): void {
    this.append(printLiteral(value, this.literalStyle))
  }

  protected override sanitizeStringLiteral(text: string): string {
    return this.literalStyle.escapeText(text)
  }
}
