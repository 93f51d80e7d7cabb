import { AliasNode, ColumnNode, IdentifierNode, type OperationNode, ReferenceNode, SelectQueryNode } from 'kysely'
import { VARIABLE } from '../../definitions/variable.js'
import type { FormContext, FormInputs } from './form-input.js'
import { NotCanonical } from './not-canonical.js'
import { readQuery } from './read-query.js'
import { simplify } from './simplify.js'
import { writeForm } from './write-form.js'

/**
 * How forms are made. Raise it when the same query gets another form than before: then forms that an older version has stored are not
 * compared with new ones. test/core/state/form/query-form.test.ts pins digests.
 */
export const FORM_FORMAT = 2

/** What a query computes, as digests: equal ones mean equal rows and equal values. */
export interface QueryForm {
  /** What decides which rows there are. */
  readonly rows: string
  /** What each column is made of, in order. Of a query whose columns are hidden: all of it, under `*`. */
  readonly columns: ReadonlyMap<string, string>
  /** The clauses that decide the rows, by what they are called: `where`, `reads` for what is read and joined. */
  readonly clauses: ReadonlyMap<string, string>
  /** Why it is compared as it is written, aliases and names included; `undefined` when it is not. */
  readonly asWritten: string | undefined
}

/**
 * The form of a query. What only says how it is written does not change it: aliases, names of inputs and of common table expressions,
 * parentheses, the order of conditions, whether a step is a subquery, a common table expression or an ephemeral model.
 */
export function queryForm(node: OperationNode, inputs: FormInputs, context: FormContext): QueryForm {
  try {
    const select = readQuery(node, inputs, context)
    simplify(select)
    return { ...writeForm(select, context.digest), asWritten: undefined }
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error
    return { ...writtenForm(node, inputs, context), asWritten: error.message }
  }
}

/** The form of a query whose text has to stay as it is. */
function writtenForm(node: OperationNode, inputs: FormInputs, context: FormContext): Omit<QueryForm, 'asWritten'> {
  const text = new WrittenText(inputs, context)
  if (!SelectQueryNode.is(node)) {
    const whole = text.digest(node)
    return { rows: whole, columns: new Map([['*', whole]]), clauses: new Map([['query', whole]]) }
  }
  const { selections = [], ...rest } = node
  const columns = new Map<string, string>()
  const others: unknown[] = []
  for (const { selection } of selections) {
    const name = nameOf(selection)
    if (name === undefined) others.push(selection)
    else columns.set(name, text.digest(AliasNode.is(selection) ? selection.node : selection))
  }
  // Raw SQL in the select list may be an aggregate, which decides about rows.
  const isGrouped = node.groupBy !== undefined
  const rows = text.digest([rest, isGrouped ? others : selections])
  if (others.length > 0) columns.set('*', text.digest(others))
  return { rows, columns, clauses: new Map([['query', rows]]) }
}

function nameOf(selection: OperationNode): string | undefined {
  if (AliasNode.is(selection)) return IdentifierNode.is(selection.alias) ? selection.alias.name : undefined
  if (ColumnNode.is(selection)) return selection.column.name
  return ReferenceNode.is(selection) && ColumnNode.is(selection.column) ? selection.column.column.name : undefined
}

class WrittenText {
  readonly #inputs: FormInputs
  readonly #context: FormContext

  constructor(inputs: FormInputs, context: FormContext) {
    this.#inputs = inputs
    this.#context = context
  }

  digest(value: unknown): string {
    const text = JSON.stringify(this.#plain(value)) ?? 'undefined'
    return this.#context.digest(text)
  }

  #plain(value: unknown): unknown {
    if (typeof value === 'bigint') return { bigint: String(value) }
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { number: Object.is(value, -0) ? '-0' : String(value) }
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Date) return { date: value.getTime() }
    if (ArrayBuffer.isView(value))
      return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') }
    if (Array.isArray(value)) return value.map((each) => this.#plain(each))
    const entries = Object.entries(value).filter(([, each]) => each !== undefined)
    const plain = entries
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, this.#plain(each)])
    return { ...Object.fromEntries(plain), ...this.#meaning(value) }
  }

  /** What a name of the project stands for. */
  #meaning(node: object): { readonly [word: string]: unknown } {
    const {
      kind,
      table,
      func,
      arguments: args,
    } = node as {
      readonly kind?: unknown
      readonly table?: { readonly identifier?: { readonly name?: unknown } }
      readonly func?: unknown
      readonly arguments?: readonly { readonly value?: unknown }[]
    }
    if (func === VARIABLE)
      return { variable: this.#plain(this.#context.variable(String(args?.[0]?.value), args?.[1]?.value)) }
    const name = kind === 'TableNode' ? table?.identifier?.name : undefined
    const input = typeof name === 'string' ? this.#inputs(name) : undefined
    if (!input) return {}
    if (input.kind === 'relation') return { relation: input.id }
    const { rows, columns } = queryForm(input.node(), input.inputs, this.#context)
    return { query: [rows, ...columns] }
  }
}
