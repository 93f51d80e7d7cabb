import {
  concat,
  count,
  countDistinct,
  ephemeral,
  iff,
  integer,
  lag,
  length,
  listagg,
  max,
  min,
  orNull,
  rank,
  rowNumber,
  source,
  splitToTable,
  sum,
  table,
  upper,
  varchar,
  view,
} from 'kerros'
import { deduplicate, selectExcept, topN, unionRelations } from 'kerros/macros'
import { type Expression, sql } from 'kysely'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { Random } from '../../oracles/random.js'

type Type = 'int' | 'text'

interface Column {
  readonly name: string
  readonly type: Type
}

/** A relation that later queries read. */
interface Relation {
  readonly name: string
  readonly definition: any
  readonly columns: readonly Column[]
}

/** A query and the columns that it returns. */
interface Query {
  readonly query: any
  readonly columns: readonly Column[]
}

/** A column of one of a query's tables. */
interface Place extends Column {
  readonly ref: string
}

/** The columns of every source table. */
export const SOURCE_COLUMNS: readonly Column[] = [
  { name: 'k', type: 'int' },
  { name: 'a', type: 'int' },
  { name: 'b', type: 'int' },
  { name: 's', type: 'text' },
  { name: 't', type: 'text' },
]

export const SOURCE_NAMES = ['one', 'two', 'three'] as const

/**
 * A project whose queries follow from a seed: three sources and some models that read them and each other.
 *
 * @param change What becomes of the query of a model. Default: it stays as it is.
 * @param isStored Whether a model that is a view would be a table. Default: none is.
 */
export function randomProject(
  seed: number,
  size: number,
  change: (name: string, query: any) => any = (_name, query) => query,
  isStored: (name: string) => boolean = () => false,
): { readonly [name: string]: unknown } {
  const types = { int: integer().nullable(), text: varchar().nullable() }
  const declared: any = Object.fromEntries(SOURCE_COLUMNS.map(({ name, type }) => [name, types[type]]))
  const raw: { readonly [name: string]: any } = source('raw', { one: declared, two: declared, three: declared })
  const relations: Relation[] = SOURCE_NAMES.map((name) => ({ name, definition: raw[name], columns: SOURCE_COLUMNS }))
  const random = new Random(seed)
  const exported: { [name: string]: unknown } = { ...raw }
  for (let i = 0; i < size; i++) {
    const name = `m${i}`
    // The nearer, the likelier, so that chains come about.
    const pick = (): Relation => relations[relations.length - 1 - random.below(Math.min(relations.length, 5))]!
    const inputs = { x: pick(), y: pick(), z: pick() }
    const definitions = Object.fromEntries(Object.entries(inputs).map(([key, { definition }]) => [key, definition]))
    const { made, columns } = madeOf(random, inputs)
    const define: any = random.below(5) === 0 ? ephemeral : isStored(name) ? table : view
    const definition = define(definitions, (db: any) =>
      change(name, new RandomQuery(new Random(made), db, inputs).query().query),
    )
    relations.push({ name, definition, columns })
    exported[name] = definition
  }
  return exported
}

/** A number out of which a query over some tables can be made, and the query's columns. */
function madeOf(
  random: Random,
  inputs: { readonly [name: string]: Relation },
): { readonly made: number; readonly columns: readonly Column[] } {
  for (;;) {
    const made = random.below(2 ** 31)
    try {
      return { made, columns: new RandomQuery(new Random(made), compileDatabase, inputs).query().columns }
    } catch (error) {
      if (!(error instanceof NoSuchColumn)) throw error
    }
  }
}

/** One random query over `x`, `y` and `z`. The same numbers make the same query. */
class RandomQuery {
  readonly #random: Random
  readonly #db: any
  readonly #tables: { readonly [name: string]: Pick<Relation, 'columns'> }

  constructor(random: Random, db: any, tables: { readonly [name: string]: Pick<Relation, 'columns'> }) {
    this.#random = random
    this.#db = db
    this.#tables = tables
  }

  query(): Query {
    switch (this.#random.below(14)) {
      case 0:
        return this.#united()
      case 1:
        return this.#withTable()
      case 2:
        return this.#recursive()
      case 3:
        return this.#split()
      case 4:
        return this.#lateral()
      case 5:
        return this.#unitedRelations()
      case 6:
        return this.#first()
      case 7:
        return this.#allBut()
      case 8:
        return this.#nested()
      default:
        return this.#simple(this.#db, this.#tables)
    }
  }

  /** Rows, groups, windows or distinct rows of one table or two. */
  #simple(db: any, tables: { readonly [name: string]: Pick<Relation, 'columns'> }): Query {
    const [first, second] = [this.#one(Object.keys(tables)), this.#one(Object.keys(tables))]
    let query = db.selectFrom(`${first} as l`)
    let places = placesOf('l', tables[first]!.columns)
    if (this.#random.below(2) === 0) {
      const right = placesOf('r', tables[second]!.columns)
      const join = this.#one(['innerJoin', 'leftJoin'])
      const on = this.#sameType(places, right)
      query = query[join](`${second} as r`, (builder: any) => builder.onRef(on[0], '=', on[1]))
      places = [...places, ...right]
    }
    if (this.#random.below(2) === 0) query = query.where((eb: any) => this.#condition(eb, places))
    return this.#one([this.#rows, this.#rows, this.#groups, this.#windows, this.#distinct]).call(this, query, places)
  }

  #rows(from: any, places: readonly Place[]): Query {
    const columns = this.#names(1 + this.#random.below(4))
    const query = from.select((eb: any) => columns.map(({ name, type }) => this.#value(eb, places, type).as(name)))
    if (this.#random.below(5) > 0) return { query, columns }
    const ordered = columns.reduce((built, { name }) => built.orderBy(name), query)
    return { query: ordered.limit(2 + this.#random.below(4)), columns }
  }

  #groups(from: any, places: readonly Place[]): Query {
    const keys = this.#some(places, 1 + this.#random.below(2))
    const columns: Column[] = keys.map(({ type }, i) => ({ name: `g${i}`, type }))
    const kinds = Array.from({ length: 1 + this.#random.below(3) }, () => this.#random.below(6))
    const choices = kinds.map(() => ({
      a: this.#any(places, 'int'),
      t: this.#any(places, 'text'),
      k: this.#any(places, 'int'),
    }))
    let query = from.groupBy(keys.map(({ ref }) => ref)).select((eb: any) => [
      ...keys.map(({ ref }, i) => eb.ref(ref).as(`g${i}`)),
      ...kinds.map((kind, i) => {
        const { a, t, k } = choices[i]!
        const aggregates: (() => any)[] = [
          () => count(),
          () => orNull(sum(eb.ref(a.ref))),
          () => orNull(max(eb.ref(a.ref))),
          () => countDistinct(eb.ref(t.ref)),
          () => length(listagg(eb.ref(t.ref), ',').withinGroupOrderBy(eb.ref(t.ref)) as any),
          () => orNull(min(eb.ref(a.ref)).filterWhere(eb(k.ref, '>', 1)) as any),
        ]
        return aggregates[kind]!().as(`v${i}`)
      }),
    ])
    columns.push(...kinds.map((_, i): Column => ({ name: `v${i}`, type: 'int' })))
    if (this.#random.below(3) === 0) {
      const { a } = choices[0]!
      query = query.having((eb: any) => eb(max(eb.ref(a.ref)), '>', 0))
    }
    return { query, columns }
  }

  #windows(from: any, places: readonly Place[]): Query {
    const [kept, by, value] = [this.#one(places), this.#one(places), this.#any(places, 'int')]
    const kind = this.#random.below(4)
    const all = places.map(({ ref }) => ref)
    const columns: Column[] = [
      { name: 'kept', type: kept.type },
      { name: 'over_rows', type: 'int' },
    ]
    const query = from.select((eb: any) => {
      const window = (w: any): any => w.partitionBy(eb.ref(by.ref)).orderBy(all.map((ref) => eb.ref(ref)))
      const functions: (() => any)[] = [
        () => rowNumber().over(window),
        () => sum(eb.ref(value.ref)).over((w: any) => w.partitionBy(eb.ref(by.ref))),
        () => lag(eb.ref(value.ref)).over(window),
        () => rank().over((w: any) => w.partitionBy(eb.ref(by.ref)).orderBy(eb.ref(value.ref))),
      ]
      return [eb.ref(kept.ref).as('kept'), functions[kind]!().as('over_rows')]
    })
    if (this.#random.below(2) === 0) return { query, columns }
    const orderBy = all.map((ref) => [ref, 'asc'])
    return {
      query: query.$call(topN({ n: 2, partitionBy: [by.ref], orderBy, as: 'place' } as any)),
      columns: [...columns, { name: 'place', type: 'int' }],
    }
  }

  #distinct(from: any, places: readonly Place[]): Query {
    const kept = this.#some(places, 2)
    const columns = kept.map(({ type }, i): Column => ({ name: `d${i}`, type }))
    const selected = from.select(kept.map(({ ref }, i) => `${ref} as d${i}`))
    return { query: selected.distinct(), columns }
  }

  #united(): Query {
    const method = this.#one(['union', 'unionAll', 'intersect', 'except'])
    const columns = this.#names(2)
    const half = (): any => {
      const name = this.#one(Object.keys(this.#tables))
      const places = placesOf(name, this.#tables[name]!.columns)
      let query = this.#db.selectFrom(name)
      if (this.#random.below(3) === 0) query = query.where((eb: any) => this.#condition(eb, places))
      return query.select((eb: any) => columns.map((column) => this.#value(eb, places, column.type).as(column.name)))
    }
    return { query: half()[method](half()), columns }
  }

  #withTable(): Query {
    let columns: readonly Column[] = []
    const db = this.#db.with('c', (cte: any) => {
      const made = this.#simple(cte, this.#tables)
      columns = made.columns
      return made.query
    })
    const { x } = this.#tables
    return this.#simple(db, { c: { columns }, x: x! })
  }

  #recursive(): Query {
    const { columns } = this.#tables['x']!
    const places = placesOf('x', columns)
    const [value, kept, step] = [
      this.#any(places, 'int'),
      this.#one(places),
      this.#any(placesOf('y', this.#tables['y']!.columns), 'int'),
    ]
    const db = this.#db.withRecursive('steps(n, v, w)', (cte: any) =>
      cte
        .selectFrom('x')
        .select((eb: any) => [eb.lit(1).as('n'), eb.ref(value.ref).as('v'), eb.ref(kept.ref).as('w')])
        .unionAll(
          cte
            .selectFrom('steps as p')
            .where('p.n', '<', 3)
            .select((eb: any) => [
              eb('p.n', '+', 1).as('n'),
              eb('p.v', '+', eb.fn.coalesce(eb.selectFrom('y').select(max(eb.ref(step.ref)).as('most')), eb.lit(1))).as(
                'v',
              ),
              'p.w',
            ]),
        ),
    )
    return {
      query: db.selectFrom('steps').select(['n as level', 'v', 'w']),
      columns: [int('level'), int('v'), { name: 'w', type: kept.type }],
    }
  }

  #split(): Query {
    const places = placesOf('x', this.#tables['x']!.columns)
    const [parts, kept] = [this.#any(places, 'text'), this.#one(places)]
    return {
      query: this.#db
        .selectFrom('x')
        .crossJoinLateral((eb: any) => splitToTable(eb.ref(parts.ref), '|').as('p'))
        .select([`${kept.ref} as kept`, 'p.value as part', 'p.index as position']),
      columns: [{ name: 'kept', type: kept.type }, { name: 'part', type: 'text' }, int('position')],
    }
  }

  #lateral(): Query {
    const [left, right] = [placesOf('x', this.#tables['x']!.columns), placesOf('y', this.#tables['y']!.columns)]
    const [on, kept, value] = [this.#sameType(left, right), this.#one(left), this.#any(right, 'int')]
    const join = this.#one(['innerJoinLateral', 'leftJoinLateral'])
    return {
      query: this.#db
        .selectFrom('x')
        [join](
          (eb: any) =>
            eb
              .selectFrom('y')
              .whereRef(on[1], '=', on[0])
              .select([orNull(max(eb.ref(value.ref)) as any).as('most'), count().as('n')])
              .as('f'),
          (builder: any) => builder.onTrue(),
        )
        .select([`${kept.ref} as kept`, 'f.most', 'f.n']),
      columns: [{ name: 'kept', type: kept.type }, int('most'), int('n')],
    }
  }

  #unitedRelations(): Query {
    const [x, y] = [this.#tables['x']!, this.#tables['y']!]
    const types = new Map<string, Type>()
    const clash = y.columns.some(({ name, type }) =>
      x.columns.some((other) => other.name === name && other.type !== type),
    )
    if (clash || [...x.columns, ...y.columns].some(({ name }) => name === 'from_where')) return this.#united()
    for (const { name, type } of [...x.columns, ...y.columns]) if (!types.has(name)) types.set(name, type)
    return {
      query: unionRelations(this.#db, ['x', 'y'] as never, { sourceColumn: 'from_where' as never }),
      columns: [...[...types].map(([name, type]) => ({ name, type })), { name: 'from_where', type: 'text' }],
    }
  }

  #first(): Query {
    const { columns } = this.#tables['x']!
    const by = this.#one(columns)
    const orderBy = columns.map(({ name }) => [`x.${name}`, 'asc'])
    return {
      query: this.#db
        .selectFrom('x')
        .selectAll('x')
        .$call(deduplicate({ by: [`x.${by.name}`], orderBy } as any)),
      columns,
    }
  }

  #allBut(): Query {
    const { columns } = this.#tables['x']!
    if (columns.length < 2) return this.#first()
    const left = this.#one(columns)
    return {
      query: this.#db.selectFrom('x').$call(selectExcept('x' as never, [left.name] as never)),
      columns: columns.filter((column) => column !== left),
    }
  }

  #nested(): Query {
    const inner = this.#simple(this.#db, this.#tables)
    const places = placesOf('i', inner.columns)
    const from = this.#db.selectFrom(inner.query.as('i'))
    if (this.#random.below(2) === 0) return { query: from.selectAll(), columns: inner.columns }
    return this.#rows(
      from.where((eb: any) => this.#condition(eb, places)),
      places,
    )
  }

  #value(eb: any, places: readonly Place[], type: Type): any {
    const value = type === 'int' ? this.#number(eb, places) : this.#text(eb, places)
    return typeof value === 'string' ? eb.ref(value) : value
  }

  #number(eb: any, places: readonly Place[]): any {
    const [a, b, t] = [this.#any(places, 'int').ref, this.#any(places, 'int').ref, this.#any(places, 'text').ref]
    const { z } = this.#tables
    switch (this.#random.below(12)) {
      case 0:
        return eb(a, '+', eb.ref(b))
      case 1:
        return eb.fn.coalesce(eb.ref(a), eb.ref(b))
      case 2:
        return eb.case().when(this.#condition(eb, places)).then(eb.ref(a)).else(eb.ref(b)).end()
      case 3:
        return iff(this.#condition(eb, places), eb.ref(a), eb.ref(b))
      case 4:
        return sql`(${eb.ref(a)} * 2 + ${eb.ref(b)})`
      case 5:
        return length(eb.ref(t))
      case 6: {
        if (!z) return a
        const inner = placesOf('z', z.columns)
        const [value, key] = [this.#any(inner, 'int'), this.#sameType(inner, places)]
        return eb
          .selectFrom('z')
          .whereRef(key[0], '=', key[1])
          .select(max(eb.ref(value.ref)).as('most'))
      }
      case 7:
        return z ? eb.selectFrom('z').select(count().as('n')) : a
      case 8:
        return eb(a, '-', 1)
      default:
        return a
    }
  }

  #text(eb: any, places: readonly Place[]): any {
    const [t, s] = [this.#any(places, 'text').ref, this.#any(places, 'text').ref]
    switch (this.#random.below(6)) {
      case 0:
        return upper(eb.ref(t))
      case 1:
        return concat(eb.ref(t), '-', eb.ref(s))
      case 2:
        return eb.fn.coalesce(eb.ref(t), eb.ref(s))
      default:
        return t
    }
  }

  #condition(eb: any, places: readonly Place[]): Expression<any> {
    const [a, b, t] = [this.#any(places, 'int').ref, this.#any(places, 'int').ref, this.#any(places, 'text').ref]
    const { z } = this.#tables
    const inner = z ? placesOf('z', z.columns) : []
    switch (this.#random.below(z ? 7 : 4)) {
      case 0:
        return eb(a, '>', eb.ref(b))
      case 1:
        return eb(a, 'in', [1, 2])
      case 2:
        return eb.or([eb(t, 'is', null), eb(a, '<', 2)])
      case 3:
        return eb.between(a, 1, 3)
      case 4:
        return eb(
          a,
          'in',
          eb.selectFrom('z').select(this.#any(inner, 'int').ref).where(this.#any(inner, 'int').ref, '>', 0),
        )
      default: {
        const key = this.#sameType(inner, places)
        const found = eb.exists(eb.selectFrom('z').whereRef(key[0], '=', key[1]).select(eb.lit(1).as('found')))
        return this.#random.below(2) === 0 ? found : eb.not(found)
      }
    }
  }

  /** A place of a type; any constant of it where there is none. */
  #any(places: readonly Place[], type: Type): Place {
    const fitting = places.filter((place) => place.type === type)
    if (fitting.length > 0) return this.#one(fitting)
    throw new NoSuchColumn()
  }

  /** Columns of both that can be compared. */
  #sameType(left: readonly Place[], right: readonly Place[]): readonly [string, string] {
    const pairs = left.flatMap((one) =>
      right.filter(({ type }) => type === one.type).map((other) => [one.ref, other.ref] as const),
    )
    if (pairs.length > 0) return this.#one(pairs)
    throw new NoSuchColumn()
  }

  #names(length: number): readonly Column[] {
    return Array.from({ length }, (_, i) => ({ name: `c${i}`, type: this.#one(['int', 'int', 'text'] as const) }))
  }

  #some<T>(values: readonly T[], most: number): readonly T[] {
    return [...new Set(Array.from({ length: most }, () => this.#one(values)))]
  }

  #one<T>(values: readonly T[]): T {
    return this.#random.one(values)
  }
}

class NoSuchColumn extends Error {}

function int(name: string): Column {
  return { name, type: 'int' }
}

function placesOf(alias: string, columns: readonly Column[]): readonly Place[] {
  return columns.map((column) => ({ ...column, ref: `${alias}.${column.name}` }))
}
