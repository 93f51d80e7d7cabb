import {
  type AggregateFunctionNode,
  DefaultQueryCompiler,
  FunctionNode,
  HavingNode,
  type OverNode,
  type SelectQueryNode,
} from 'kysely'
import type { SqlType } from '../columns/index.js'
import { KerrosError } from '../errors/index.js'
import { canonicalFunction } from '../functions/canonical-function.js'
import type { FunctionTable, RenderFunction, SqlWriter } from './function-table.js'
import { type LiteralStyle, printLiteral } from './literal.js'
import { QUALIFY, takeQualify } from './qualify.js'
import { takeFrame } from './window-frame.js'

/** Whether values are written into the SQL (views and tables take no binds) or bound (everything else). */
export interface QueryCompilerOptions {
  readonly literals: 'inline' | 'bind'
}

/**
 * What the query compilers of all dialects share: QUALIFY, canonical functions, safe literals. A dialect adds its
 * function table, its literals and its identifiers.
 */
export abstract class CanonicalQueryCompiler extends DefaultQueryCompiler {
  readonly #inline: boolean

  constructor(options: QueryCompilerOptions = { literals: 'bind' }) {
    super()
    this.#inline = options.literals === 'inline'
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
    if (!predicate) return super.visitSelectQuery(select)
    // Printed in the place of HAVING: after GROUP BY, before UNION and ORDER BY.
    const having = FunctionNode.create(QUALIFY, select.having ? [predicate, select.having.having] : [predicate])
    super.visitSelectQuery({ ...select, having: HavingNode.create(having) })
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

  protected override visitFunction(node: FunctionNode): void {
    const render = this.#renderer(node.func)
    if (render) render(this.writer, node.arguments, node)
    else super.visitFunction(node)
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
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
