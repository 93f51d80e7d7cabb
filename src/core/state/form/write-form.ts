import { type Item, isBranch, isList, nameWithin, type Part, type Select, type Shared, type Tree } from './algebra.js'
import { expressionKind } from './function-kinds.js'
import { NotCanonical } from './not-canonical.js'

/** Digests of what a query computes. */
export interface WrittenSelect {
  /** What decides which rows there are. */
  readonly rows: string
  /** What each column is made of, in order. */
  readonly columns: ReadonlyMap<string, string>
  /** The clauses that decide the rows, by what they are called. */
  readonly clauses: ReadonlyMap<string, string>
}

/** The digests of a query. Equal digests mean equal rows and equal values. */
export function writeForm(select: Select, digest: (text: string) => string): WrittenSelect {
  return new FormWriter(digest).write(select)
}

/** What a part of the text of a form may be. */
type Json = null | boolean | number | string | readonly Json[]

/** The selects around a part, the nearest last. */
type Place = readonly Select[]

class FormWriter {
  readonly #rows = new Map<Select, string>()
  readonly #columns = new Map<Select, Map<string, string>>()
  readonly #recursions: Shared[] = []
  readonly #digest: (value: Json) => string

  constructor(digest: (text: string) => string) {
    this.#digest = (value) => digest(JSON.stringify(value))
  }

  write(select: Select): WrittenSelect {
    const columns = new Map(select.columns.map(({ name }) => [name, this.#column(select, name, [])]))
    const clauses = new Map(this.#clausesOf(select, []).map((clause) => [String(clause[0]), this.#digest(clause)]))
    return { rows: this.#rowsOf(select, []), columns, clauses }
  }

  /** What decides the rows of a select; the places around it are part of what its columns mean, and the same wherever it is asked. */
  #rowsOf(select: Select, around: Place): string {
    const known = this.#rows.get(select)
    if (known !== undefined) return known
    const rows = this.#digest(this.#clausesOf(select, around))
    this.#rows.set(select, rows)
    return rows
  }

  #clausesOf(select: Select, around: Place): readonly (readonly Json[])[] {
    const place = [...around, select]
    const write = (part: Part): Json => this.#part(part, place)
    const clauses: (readonly Json[])[] = [
      ['reads', ...select.items.map((item) => this.#item(item, place))],
      ['where', ...this.#unordered(select.where, place)],
      ...(select.groupBy ? [['group by', ...this.#unordered(select.groupBy, place)]] : []),
      ['having', ...this.#unordered(select.having, place)],
      ['qualify', ...this.#unordered(select.qualify, place)],
      ...(select.distinctOn ? [['distinct on', ...select.distinctOn.map(write)]] : []),
      ['order by', ...select.orderBy.map(write)],
      ...Object.entries(select.rest).map(([clause, part]) => [clause, write(part)]),
      ...(select.sets.length > 0
        ? [['united', ...select.sets.map((set): Json => [set.operator, set.all, this.#rowsOf(set.select, around)])]]
        : []),
    ]
    // Then which rows there are hangs on all values.
    const isOfAllValues = select.isDistinct || select.sets.some(({ operator, all }) => operator !== 'union' || !all)
    if (isOfAllValues)
      clauses.push([
        'distinct',
        select.isDistinct,
        ...select.columns.map(({ name }) => this.#column(select, name, around)),
      ])
    // An aggregate without groups makes one row of all.
    if (!select.groupBy) {
      clauses.push(['one row of all', select.columns.some(({ value }) => expressionKind(value).hasAggregate)])
      for (const { name, value } of select.columns)
        if (!expressionKind(value).isKnown) clauses.push(['perhaps one row of all', this.#column(select, name, around)])
    }
    return clauses
  }

  #column(select: Select, name: string, around: Place): string {
    let columns = this.#columns.get(select)
    if (!columns) {
      columns = new Map()
      this.#columns.set(select, columns)
    }
    const known = columns.get(name)
    if (known !== undefined) return known
    const at = select.columns.findIndex((column) => column.name === name)
    const own = this.#part(withoutParens(select.columns[at]!.value), [...around, select])
    const others = select.sets.map(({ select: united }) => {
      const other = united.columns[at]
      if (!other) throw new NotCanonical('a union of other columns')
      return this.#column(united, other.name, around)
    })
    const written = this.#digest(others.length > 0 ? ['united', own, ...others] : own)
    columns.set(name, written)
    return written
  }

  #item({ join, on, source }: Item, place: Place): Json {
    return [join, this.#source(source, place), ...this.#unordered(on, place)]
  }

  #source(source: Item['source'], place: Place): Json {
    switch (source.kind) {
      case 'relation':
        return ['relation', source.id]
      case 'select':
        return ['query', this.#rowsOf(source.select, place)]
      case 'shared':
        return ['query', this.#sharedRows(source.shared)]
      case 'function':
        return ['function', this.#part(source.call, place)]
      case 'recursion':
        return ['recursion', this.#depth(source.of)]
      default:
        return source satisfies never
    }
  }

  /** A query that several read sees nothing around it. */
  #sharedRows(shared: Shared): string {
    if (!shared.isRecursive) return this.#rowsOf(shared.select!, [])
    return this.#within(shared, () => {
      const select = shared.select!
      // Each step reads what the step before it has made, all columns.
      const columns = select.columns.map(({ name }) => this.#column(select, name, []))
      return this.#digest(['recursive', ...(shared.names ?? []), this.#rowsOf(select, []), ...columns])
    })
  }

  #within<T>(shared: Shared, write: () => T): T {
    if (this.#recursions.includes(shared)) return write()
    this.#recursions.push(shared)
    try {
      return write()
    } finally {
      this.#recursions.pop()
    }
  }

  #depth(shared: Shared): number {
    const at = this.#recursions.indexOf(shared)
    if (at < 0 || this.#recursions.length > 1) throw new NotCanonical('recursion within recursion')
    return at
  }

  /** A column by how far out its item is, which one it is there, and what it is in the query that the item is. */
  #use(item: Item, name: string, place: Place): Json {
    for (let up = 0; up < place.length; up++) {
      const at = place[place.length - 1 - up]!.items.indexOf(item)
      if (at >= 0) return ['column', up, at, this.#valueOf(item, name, place.slice(0, place.length - up))]
    }
    throw new NotCanonical('a column of what is not around it')
  }

  #valueOf({ source }: Item, name: string, place: Place): string {
    if (source.kind === 'select') return this.#column(source.select, name, place)
    if (source.kind === 'shared') {
      const within = nameWithin(source.shared, name)
      if (within === undefined) throw new NotCanonical('a column that is not there')
      return this.#within(source.shared, () => this.#column(source.shared.select!, within, []))
    }
    if (source.kind === 'recursion') return nameWithin(source.of, name) ?? name
    return name
  }

  #part(part: Part, place: Place): Json {
    if (isList(part)) return ['list', ...part.map((each) => this.#part(each, place))]
    if (!isBranch(part)) return part
    if (part.kind === 'column') return this.#use(part.item, part.name, place)
    if (part.kind === 'select') {
      const columns = part.select.columns.map(({ name }) => this.#column(part.select, name, place))
      return ['select', this.#rowsOf(part.select, place), ...columns]
    }
    return this.#tree(part, place)
  }

  #tree({ of, parts }: Tree, place: Place): Json {
    if ((of === 'and' || of === 'or') && isList(parts['parts']!)) return [of, ...this.#unordered(parts['parts'], place)]
    if (of === 'BinaryOperationNode' && isEquality(parts['operator']!))
      return ['equality', this.#part(parts['operator']!, place), ...this.#sides(parts, place)]
    const names = Object.keys(parts).sort()
    return [of, ...names.map((name): Json => [name, this.#part(bare(of, name, parts[name]!), place)])]
  }

  /** Which side is the left one says nothing. */
  #sides(parts: Tree['parts'], place: Place): readonly Json[] {
    return ['leftOperand', 'rightOperand'].map((side) => JSON.stringify(this.#part(parts[side]!, place))).sort()
  }

  /** Parts whose order and number say nothing. */
  #unordered(parts: readonly Part[], place: Place): readonly Json[] {
    const written = parts.map((part) => JSON.stringify(this.#part(withoutParens(part), place)))
    return [...new Set(written)].sort()
  }
}

/** Whether an operator says that two values are the same, or that they are not. */
function isEquality(operator: Part): boolean {
  return isBranch(operator) && operator.kind === 'tree' && EQUALITIES.has(String(operator.parts['operator']))
}

const EQUALITIES: ReadonlySet<string> = new Set(['=', '!=', '<>', 'is distinct from', 'is not distinct from'])

/** Places where parentheses say nothing: arguments, branches of a case. */
const ENCLOSING: { readonly [of: string]: readonly string[] } = {
  FunctionNode: ['arguments'],
  AggregateFunctionNode: ['aggregated'],
  CastNode: ['expression'],
  CaseNode: ['value', 'else'],
  WhenNode: ['condition', 'result'],
  order: ['by'],
  OrderByItemNode: ['orderBy'],
  PartitionByItemNode: ['partitionBy'],
}

function bare(of: string, name: string, part: Part): Part {
  if (!ENCLOSING[of]?.includes(name)) return part
  return isList(part) ? part.map(withoutParens) : withoutParens(part)
}

function withoutParens(part: Part): Part {
  return isBranch(part) && part.kind === 'tree' && part.of === 'parens' ? withoutParens(part.parts['part']!) : part
}
