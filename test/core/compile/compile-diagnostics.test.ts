import {
  arrayConstruct,
  count,
  countDistinct,
  date,
  decimal,
  divide,
  double,
  ephemeral,
  incremental,
  integer,
  json,
  max,
  min,
  orNull,
  round,
  snapshot,
  source,
  split,
  sum,
  table,
  timestamp,
  varchar,
  variable,
  view,
} from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { checkReturnedColumns } from '../../../src/core/compile/checks/check-returned-columns.js'
import { compileAndRun, compileFor, diagnosticsIn, raw } from './compile-models.js'

const { events, users } = raw

/** Hides a mistake from tsc, which would refuse it. */
const untyped = (value: unknown): never => value as never

describe('columns', () => {
  it('that are NULL of no rows say so: an aggregate without groupBy', async () => {
    const total = view({ e: events }, (db) =>
      db.selectFrom('e').select((eb) => [count().as('n'), round(sum(eb.ref('e.amount')), 1).as('total')]),
    )
    const within = view({ e: events }, (db) =>
      db
        .selectFrom(
          db
            .selectFrom('e')
            .select((eb) => eb.fn.max('e.id').as('last'))
            .as('s'),
        )
        .selectAll(),
    )
    expect([...diagnosticsIn({ m: total }), ...diagnosticsIn({ m: within })]).toMatchInlineSnapshot(`
      [
        "E_NULLABLE_AGGREGATE the column "total" of "m" is NULL when there are no rows, which its type does not say: sum without groupBy → Write orNull(…) around it, or give a value with eb.fn.coalesce(…). In a query with groupBy no group is empty.",
        "E_NULLABLE_AGGREGATE the column "last" of "m" is NULL when there are no rows, which its type does not say: max without groupBy → Write orNull(…) around it, or give a value with eb.fn.coalesce(…). In a query with groupBy no group is empty.",
      ]
    `)
    const typed = view({ e: events }, (db) =>
      db.selectFrom('e').select((eb) => [
        orNull(sum(eb.ref('e.amount'))).as('total'),
        eb.fn.coalesce(sum(eb.ref('e.amount')), eb.lit(0)).as('or_0'),
        sum(eb.ref('e.amount'))
          .filterWhere(eb('e.id', '>', 1))
          .as('some'),
        eb
          .selectFrom('e as i')
          .select(max(eb.ref('e.id')).as('m'))
          .as('of_subquery'),
        countDistinct(eb.ref('e.kind')).as('kinds'),
        divide(sum(eb.ref('e.amount')), count()).as('ratio'),
        eb(max(eb.ref('e.id')), '%', 7).as('rest'),
      ]),
    )
    const small = ephemeral({ e: events }, (db) => db.selectFrom('e').select((eb) => max(eb.ref('e.id')).as('last')))
    const reads = view({ s: small }, (db) => db.selectFrom('s').selectAll())
    expect(diagnosticsIn({ m: reads, small })).toEqual([
      expect.stringContaining('the column "last" of "small" is NULL'),
    ])
    const half = view({ e: events }, (db) =>
      db.selectFrom('e').select((eb) => divide(max(eb.ref('e.id')), 2).as('half')),
    )
    expect(diagnosticsIn({ m: half })).toEqual([expect.stringContaining('the column "half" of "m" is NULL when')])
    const grouped = view({ e: events }, (db) =>
      db
        .selectFrom('e')
        .select((eb) => [sum(eb.ref('e.amount')).as('total')])
        .groupBy('e.kind'),
    )
    const inWindow = view({ e: events }, (db) =>
      db.selectFrom('e').select((eb) => sum(eb.ref('e.id')).over().as('all')),
    )
    expect([typed, grouped, inWindow].flatMap((m) => diagnosticsIn({ m }))).toEqual([])
  })

  it('that appear twice, also when only their case differs', () => {
    const m = view({ e: events }, (db) =>
      db.selectFrom('e').select(['e.id', 'e.user_id as id', 'e.kind as KIND', 'e.kind']),
    )
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_DUPLICATE_COLUMN the query of "m" returns the column "id" twice → Name the columns that you want instead of selectAll(), or give one of them an alias.",
        "E_DUPLICATE_COLUMN the query of "m" returns the column "kind" as "KIND" and "kind", which engines take for one → Name the columns that you want instead of selectAll(), or give one of them an alias.",
      ]
    `)
  })

  it('that have no name are not read as raw SQL', () => {
    const named = (...items: any[]) =>
      view(
        { e: events },
        (db) =>
          db
            .selectFrom('e')
            .groupBy('e.kind')
            .select(items as never) as never,
      )
    const total = max(sql.ref<number>('e.id'))
    const message = (position: number) =>
      `E_INVALID_DEFINITION the query of "m" selects an expression without a name, as item ${position} of its list → Give it one: sum(…).as('total').`
    expect(diagnosticsIn({ m: named('e.kind', total) })).toEqual([message(2)])
    expect(diagnosticsIn({ m: named(split(sql.ref<string>('e.kind'), ','), 'e.kind') })).toEqual([message(1)])
    expect(diagnosticsIn({ m: named('e.kind', total.as('total')) })).toEqual([])
    // Raw SQL may name its columns itself.
    expect(diagnosticsIn({ m: named(sql`e.id as n`) })).toEqual([expect.stringContaining('E_COLUMNS_UNKNOWN')])
  })

  it('that raw SQL hides need a contract, which then says what they are', async () => {
    const query = () => sql<{ n: number }>`select 1 as n`
    expect(diagnosticsIn({ m: view({}, query) })).toMatchInlineSnapshot(`
      [
        "E_COLUMNS_UNKNOWN the columns of "m" are hidden in raw SQL → Say what they are with a contract: { contract: { id: integer(), … } }.",
      ]
    `)
    const m = view({}, query, { contract: { n: integer() } })
    expect((await compileAndRun({ m })).rows).toEqual([{ n: 1 }])
    const reader = view({ x: m }, (db) => db.selectFrom('x').selectAll())
    expect(diagnosticsIn({ m: reader, x: m })).toEqual([])
  })

  it('that do not keep a contract: missing, extra, of another type', () => {
    const m = view({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind']) as never, {
      contract: { id: varchar(), user_id: integer() },
    } as never)
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_CONTRACT the contract of "m" has the column "user_id", its query does not → Make the contract and the query agree.",
        "E_CONTRACT the query of "m" returns "kind", its contract does not have it → Make the contract and the query agree.",
        "E_CONTRACT the contract of "m" says that "id" is varchar, its query returns integer → Make the contract and the query agree.",
      ]
    `)
  })

  it('that options name and the query does not return', () => {
    const m = incremental({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.loaded_at']), {
      uniqueKey: untyped('idd'),
      watermark: untyped('loaded'),
    })
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_UNKNOWN_COLUMN the uniqueKey of "m" names "idd", which its query does not return → Did you mean "id"?",
        "E_UNKNOWN_COLUMN the watermark of "m" names "loaded", which its query does not return → Did you mean "loaded_at"?",
      ]
    `)
  })
})

describe('tables', () => {
  it('that are not among the inputs, with the nearest name', () => {
    const m = view({ events }, (db) => db.selectFrom(untyped('event')).select(untyped('id')))
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_UNDECLARED_TABLE "m": the query selects from "event", which is not one of its inputs (events) → Did you mean "events"?",
      ]
    `)
  })

  it('with a schema are no inputs either', () => {
    const m = view({ events }, (db) => db.selectFrom(untyped('raw.users')).select(untyped('user_id')))
    expect(diagnosticsIn({ m })[0]).toMatchInlineSnapshot(
      `"E_UNDECLARED_TABLE "m": the query selects from "raw.users", which is not one of its inputs (events) → Declare it: the first argument names every relation that the query reads."`,
    )
  })

  it('of sql templates have to be inputs, too', () => {
    const m = view({}, () => sql<{ n: number }>`select 1 as n from ${sql.table('users')}`, {
      contract: { n: integer() },
    })
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_UNDECLARED_TABLE "m": the query selects from "users", which is not one of its inputs (it has none) → Declare it: the first argument names every relation that the query reads.",
      ]
    `)
  })

  it('are all reported together', () => {
    const m = view({ e: events }, (db) =>
      (db as any).selectFrom('a').innerJoin('b', 'a.id', 'b.id').select(['a.id', 'b.id']),
    )
    expect(diagnosticsIn({ m }).map((diagnostic) => diagnostic.split(' ')[0])).toEqual([
      'E_UNDECLARED_TABLE',
      'E_UNDECLARED_TABLE',
      'E_DUPLICATE_COLUMN',
    ])
  })
})

describe('since', () => {
  const model = (column: 'e.loaded_at' | 'e.user_id') =>
    incremental(
      { e: events },
      (db, { since }) =>
        db
          .selectFrom('e')
          .$call(since(column))
          .groupBy('e.user_id')
          .select((eb) => ['e.user_id', count().as('n'), max(eb.ref('e.loaded_at')).as('seen')]),
      { uniqueKey: 'user_id', watermark: 'seen' },
    )

  it('must compare the types of column and watermark', () => {
    expect(diagnosticsIn({ m: model('e.user_id') }, { facts: { isIncremental: true } })).toMatchInlineSnapshot(`
      [
        "E_TYPE_MISMATCH "m": since(…) compares integer with the watermark "seen", which is timestamp → Name as watermark the output column that holds the greatest value of the column in since(…).",
      ]
    `)
    expect(diagnosticsIn({ m: model('e.loaded_at') }, { facts: { isIncremental: true } })).toEqual([])
  })

  const moments = source('raw', {
    moments: { id: integer(), at: timestamp().nullable(), day: date(), name: varchar(), n: integer() },
  }).moments
  const over = (column: string, options: object = {}, watermark = column) =>
    diagnosticsIn(
      {
        moments,
        m: incremental(
          { e: moments },
          (db, { since }) =>
            db
              .selectFrom('e')
              .selectAll()
              .$call(since(`e.${column}` as 'e.n', options)),
          { uniqueKey: 'id', watermark: watermark as 'n' },
        ),
      },
      { facts: { isIncremental: true } },
    )

  it('must say what becomes of NULLs where a column can be NULL', () => {
    expect(over('at')).toEqual([
      expect.stringMatching(/^E_INVALID_OPTION "m": since\(…\) compares a column that can be NULL/),
    ])
    expect(over('at', { nulls: 'skip' })).toEqual([])
    expect(over('at', { nulls: 'always' })).toEqual([])
    // Through a query that leaves no NULLs out.
    const v = view({ e: moments }, (db) => db.selectFrom('e').select(['id', 'at as seen']))
    const m = incremental(
      { v },
      (db, { since }) =>
        db
          .selectFrom('v')
          .selectAll()
          .$call(since('v.seen' as 'v.id')),
      { uniqueKey: 'id', watermark: 'seen' },
    )
    expect(diagnosticsIn({ moments, v, m }, { facts: { isIncremental: true } })).toEqual([
      expect.stringContaining('compares a column that can be NULL'),
    ])
  })

  it('must say what becomes of NULLs where the type of the watermark has NULL, also when the query leaves them out', () => {
    const other = source('raw', { others: { id: integer(), at: timestamp(), seen: timestamp().nullable() } }).others
    const watermarkOf = (build: (db: any) => any, options: object = {}) =>
      diagnosticsIn(
        {
          moments,
          other,
          m: incremental(
            { e: moments, o: other },
            ((db: any, run: any) => build(db).$call(run.since('e.n' as never, options as never))) as never,
            { uniqueKey: untyped('id'), watermark: untyped('w') },
          ),
        },
        { facts: { isIncremental: true } },
      )
    const joined = (db: any) => db.selectFrom('e').leftJoin('o', 'o.id', 'e.id')
    const nullable: readonly ((db: any) => any)[] = [
      (db) => joined(db).select(['e.id', 'o.id as w']),
      (db) => joined(db).where('o.id', '>', 1).select(['e.id', 'o.id as w']),
      (db) => db.selectFrom('o').rightJoin('e', 'e.id', 'o.id').select(['e.id', 'o.id as w']),
      (db) =>
        joined(db)
          .groupBy('e.id')
          .select((eb: any) => ['e.id', max(eb.ref('o.id')).as('w')]),
      (db) => joined(db).select((eb: any) => ['e.id', eb.case().when('e.n', '>', 1).then(eb.ref('e.n')).end().as('w')]),
      (db) => db.selectFrom('e').select((eb: any) => ['e.id', eb('e.n', '/', 2).as('w')]),
      (db) => db.selectFrom('e').select((eb: any) => ['e.id', orNull(eb.ref('e.n')).as('w')]),
    ]
    for (const build of nullable) {
      expect(watermarkOf(build)).toEqual([expect.stringContaining('with the watermark "w", which can be NULL')])
      expect(watermarkOf(build, { nulls: 'skip' })).toEqual([])
    }
    const known: readonly ((db: any) => any)[] = [
      (db) => joined(db).select(['e.id', 'e.n as w']),
      (db) =>
        joined(db)
          .groupBy('e.id')
          .select((eb: any) => ['e.id', max(eb.ref('e.n')).as('w')]),
      (db) => joined(db).select((eb: any) => ['e.id', eb.fn.coalesce('o.id', 'e.n').as('w')]),
      (db) => db.selectFrom('e').innerJoin('o', 'o.id', 'e.id').select(['e.id', 'o.id as w']),
    ]
    for (const build of known) expect(watermarkOf(build)).toEqual([])
  })

  it('does not compare strings', () => {
    expect(over('name')).toEqual([
      expect.stringMatching(/^E_TYPE_MISMATCH "m": since\(…\) compares varchar, which does not say what is newer/),
    ])
  })

  it('compares numbers and dates without looking back', () => {
    expect(over('n')).toEqual([])
    expect(over('day')).toEqual([])
  })

  it('looks back over dates by the day and the month, and over numbers not at all', () => {
    const back = (unit: string) => ({ lookback: { unit, amount: 1 } })
    expect(over('day', back('day'))).toEqual([])
    expect(over('day', back('month'))).toEqual([])
    expect(over('day', back('hour'))).toEqual([expect.stringContaining('looks back by the hour over a date')])
    expect(over('n', back('day'))).toEqual([expect.stringContaining('cannot look back one day from integer')])
  })

  it.each([
    [{ ties: 'keep' }, 'the option `ties` of since(…) is not valid'],
    [{ nulls: 'drop' }, 'the option `nulls` of since(…) is not valid'],
    [{ tie: 'again' }, 'since(…) has no option "tie"'],
  ])('refuses options like %j', (options, message) => {
    expect(() => over('n', options)).toThrow(expect.objectContaining({ message: `"m": ${message}` }))
  })

  it.each([
    ['ties', { ties: 'again' }, "that have the watermark's own value"],
    ['nulls', { nulls: 'always' }, 'in which the column of since(…) is NULL'],
  ])('keeps no rows by %s that would be appended again', (_, options, rows) => {
    const m = incremental(
      { e: moments },
      (db, { since }) =>
        db
          .selectFrom('e')
          .selectAll()
          .$call(since('e.n', options as {})),
      {
        watermark: 'n',
      },
    )
    expect(diagnosticsIn({ moments, m })).toEqual([expect.stringContaining(`would append the rows again ${rows}`)])
  })

  it('reads columns of its own relation with all the values that the query returns', () => {
    const wide = source('raw', { wide: { id: integer(), w: decimal(38, 2), at: timestamp().nullable() } }).wide
    const reading = (own: object) =>
      diagnosticsIn({
        wide,
        m: incremental(
          { e: wide },
          (db, { self }) =>
            db
              .selectFrom('e')
              .leftJoin(self({ id: integer(), ...own }).as('s'), 's.id', 'e.id')
              .select(['e.id', 'e.w', 'e.at']),
          { uniqueKey: 'id' },
        ),
      })
    expect([
      reading({ w: decimal(10, 2) }),
      reading({ at: timestamp() }),
      reading({ w: decimal(38, 2), at: timestamp().nullable() }),
    ]).toEqual([
      [expect.stringContaining('names "w" as decimal(10, 2), and its query returns decimals as strings')],
      [expect.stringContaining('names "at" as timestamp, and its query returns NULL too')],
      [],
    ])
  })

  it('reads only columns of its own relation that the query returns, of their types', () => {
    const own = { id: integer(), user: integer(), loaded_at: varchar() }
    const m = incremental(
      { e: events },
      (db, { since, self }) =>
        db
          .selectFrom('e')
          .leftJoin(self(own).as('s'), 's.id', 'e.id')
          .where('s.user', 'is', null)
          .select(['e.id', 'e.user_id', 'e.loaded_at'])
          .$call(since('e.loaded_at')),
      { watermark: 'loaded_at', uniqueKey: 'id' },
    )
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_UNKNOWN_COLUMN self(…) in "m" names "user", which its query does not return → Did you mean "user_id"?",
        "E_TYPE_MISMATCH self(…) in "m" names "loaded_at" as varchar, and its query returns timestamp → Say what it is: self({ loaded_at: … }).",
      ]
    `)
    const right = incremental(
      { e: events },
      (db, { since, self }) =>
        db
          .selectFrom('e')
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom(self({ id: integer() }).as('s'))
                .select('s.id')
                .whereRef('s.id', '=', 'e.id'),
            ),
          )
          .select(['e.id', 'e.user_id', 'e.loaded_at'])
          .$call(since('e.loaded_at')),
      { watermark: 'loaded_at', uniqueKey: 'id' },
    )
    expect(diagnosticsIn({ m: right })).toEqual([])
  })

  it('needs a watermark, and says of which model', () => {
    const m = incremental({ e: events }, (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')))
    expect(() => diagnosticsIn({ m }, { facts: { isIncremental: true } })).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_OPTION',
        message: '"m": since(…) needs the option `watermark`',
      }),
    )
  })
})

describe('touched', () => {
  const model = (query: (db: any, run: any) => any, options: object = {}) =>
    incremental(
      { e: events, u: users },
      query as never,
      {
        uniqueKey: 'id',
        watermark: 'loaded_at',
        ...options,
      } as never,
    )
  const keys = (db: any, { since }: any) => db.selectFrom('e').select('e.user_id').$call(since('e.loaded_at'))
  const found = (m: ReturnType<typeof model>) => diagnosticsIn({ m }, { facts: { isIncremental: true } })
  const lost = expect.stringMatching(/^E_INVALID_DEFINITION "m": stored rows of the groups .* "e\.user_id" as it is/)

  const selects = (columns: readonly string[]) =>
    model((db, run) =>
      db
        .selectFrom('e')
        .select(columns)
        .$call(run.touched('e.user_id', keys(db, run))),
    )

  it('finds stored rows by the columns that the query passes on', () => {
    expect(found(selects(['e.id', 'e.user_id as owner', 'e.loaded_at']))).toEqual([])
    expect(found(selects(['e.id', 'e.loaded_at']))).toEqual([lost])
    const computed = model((db, run) =>
      db
        .selectFrom('e')
        .select((eb: any) => ['e.id', 'e.loaded_at', eb('e.user_id', '+', 1).as('user_id')])
        .$call(run.touched('e.user_id', keys(db, run))),
    )
    expect(found(computed)).toEqual([lost])
  })

  it('finds them through subqueries, common table expressions and selectAll', () => {
    const inner = (db: any, run: any) =>
      db
        .selectFrom('e')
        .selectAll()
        .$call(run.touched('e.user_id', keys(db, run)))
    expect(found(model((db, run) => db.selectFrom(inner(db, run).as('x')).selectAll('x')))).toEqual([])
    expect(
      found(
        model((db, run) =>
          db
            .with('x', (cte: any) => inner(cte, run))
            .with('y', (cte: any) => cte.selectFrom('x as z').select(['z.id', 'z.user_id as owner', 'z.loaded_at']))
            .selectFrom('y')
            .select(['id', 'owner', 'loaded_at']),
        ),
      ),
    ).toEqual([])
  })

  it('does not delete by one half of a union, or by another column of that name', () => {
    const half = (db: any, run: any) =>
      db
        .selectFrom('e')
        .select(['e.id', 'e.user_id', 'e.loaded_at'])
        .$call(run.touched('e.user_id', keys(db, run)))
    const all = (db: any) => db.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at'])
    expect(found(model((db, run) => half(db, run).unionAll(all(db))))).toEqual([lost])
    const joined = model((db, run) =>
      db
        .selectFrom('e')
        .innerJoin('u', 'u.id', 'e.id')
        .select(['e.id', 'u.id as user_id', 'e.loaded_at'])
        .$call(run.touched('e.user_id', keys(db, run))),
    )
    expect(found(joined)).toEqual([lost])
    const other = model((db, run) =>
      db
        .selectFrom('e')
        .innerJoin('u', 'u.user_id', 'e.id')
        .select(['e.id', 'e.user_id', 'e.loaded_at'])
        .$call(run.touched('u.user_id', keys(db, run))),
    )
    expect(found(other)).toEqual([expect.stringMatching(/^E_INVALID_DEFINITION .* "u\.user_id" as it is/)])
  })

  it('finds them through any relation of a join that passes them on', () => {
    const owners = (db: any, run: any) =>
      db
        .selectFrom('u as o')
        .select(['o.user_id as owner', 'o.name'])
        .$call(run.touched('o.user_id', keys(db, run)))
    const second = model((db, run) =>
      db
        .selectFrom('e')
        .innerJoin(owners(db, run).as('x'), 'x.owner', 'e.user_id')
        .select(['e.id', 'x.owner', 'e.loaded_at']),
    )
    expect(found(second)).toEqual([])
  })

  it('must say what is gone where the query may return only some rows of a group', () => {
    const partly = (gone?: 'delete' | 'keep') =>
      model((db, run) =>
        db
          .selectFrom('e')
          .select(['e.id', 'e.user_id', 'e.loaded_at'])
          .$call(run.since('e.loaded_at'))
          .$call(run.touched('e.user_id', keys(db, run), gone && { gone })),
      )
    expect(found(partly())).toEqual([
      expect.stringMatching(/^E_INVALID_DEFINITION .* uses since\(…\) outside of the keys of touched\(…\)/),
    ])
    expect(found(partly('keep'))).toEqual([])
    expect(found(partly('delete'))).toEqual([])
    const own = model((db, run) =>
      db
        .selectFrom('e')
        .leftJoin(run.self({ id: integer() }).as('s'), 's.id', 'e.id')
        .select(['e.id', 'e.user_id', 'e.loaded_at'])
        .$call(run.touched('e.user_id', keys(db, run))),
    )
    expect(found(own)).toEqual([expect.stringContaining('reads self(…)')])
  })

  it('is refused where rows are appended, and accepts no other options', () => {
    const appended = model(
      (db, run) =>
        db
          .selectFrom('e')
          .select(['e.id', 'e.user_id', 'e.loaded_at'])
          .$call(run.touched('e.user_id', keys(db, run))),
      { uniqueKey: undefined },
    )
    expect(found(appended)).toEqual([expect.stringContaining('would append the rows of touched groups again')])
    for (const options of [{ gone: 'stay' }, { lost: 'keep' }]) {
      const m = model((db, run) =>
        db
          .selectFrom('e')
          .select(['e.id', 'e.user_id', 'e.loaded_at'])
          .$call(run.touched('e.user_id', keys(db, run), options as never)),
      )
      expect(() => found(m)).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
    }
  })
})

describe('queries', () => {
  it.each([
    ['an insert, not a select', (db: any) => db.insertInto('e').values({ id: 1 })],
    ['an update, not a select', (db: any) => db.updateTable('e').set({ id: 1 })],
    ['a delete, not a select', (db: any) => db.deleteFrom('e')],
  ])('that are %s', (what, query) => {
    expect(() => compileFor('duckdb', { m: view({ e: events }, untyped(query)) })).toThrow(
      expect.objectContaining({ code: 'E_INVALID_DEFINITION', message: `"m": the query is ${what}` }),
    )
  })

  it('that select nothing', () => {
    const m = view({ e: events }, (db) => untyped(db.selectFrom('e').where('e.id', '>', 1)))
    expect(() => compileFor('duckdb', { m })).toThrow(
      expect.objectContaining({ code: 'E_INVALID_DEFINITION', message: '"m": the query selects no columns' }),
    )
  })

  it('that throw', () => {
    const m = view({ e: events }, (db) => (db as never as { nope(): ReturnType<typeof db.selectFrom<'e'>> }).nope())
    expect(() => diagnosticsIn({ m })).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_DEFINITION',
        message: 'the query of "m" throws: db.nope is not a function',
      }),
    )
  })

  it('that return nothing, or a promise', () => {
    const m = view({ e: events }, (() => undefined) as never)
    expect(() => diagnosticsIn({ m })).toThrow('the query of "m" returns undefined, not a query')
    const promise = view({ e: events }, (async (db: any) => db.selectFrom('e').selectAll()) as never)
    expect(() => diagnosticsIn({ m: promise })).toThrow('the query of "m" returns a promise, not a query')
  })
})

it('arrays have no least and no greatest, in groups, windows and filters', () => {
  const least = view({ e: events }, (db) =>
    db
      .selectFrom('e')
      .groupBy('e.id')
      .select((eb) => [min(split(eb.ref('e.kind'), ',')).as('least'), max(eb.ref('e.kind')).as('greatest')]),
  )
  const greatest = view({ e: events }, (db) =>
    db.selectFrom('e').select((eb) =>
      max(arrayConstruct(eb.ref('e.id')))
        .over((w) => w.partitionBy('e.id'))
        .as('greatest'),
    ),
  )
  expect([...diagnosticsIn({ m: least }), ...diagnosticsIn({ m: greatest })]).toEqual([
    'E_TYPE_MISMATCH "m": min takes no array, because not every engine orders arrays → Compare a value that says which one is meant: min(arraySize(x)).',
    'E_TYPE_MISMATCH "m": max takes no array, because not every engine orders arrays → Compare a value that says which one is meant: max(arraySize(x)).',
  ])
})

describe('surrogate keys', () => {
  const key = (column: 'loaded_at' | 'score' | 'id' | 'born') =>
    column === 'score' || column === 'born'
      ? view({ u: users }, (db) =>
          db.selectFrom('u').select((eb) => surrogateKey([untyped(eb.ref(`u.${column}`))]).as('k')),
        )
      : view({ e: events }, (db) =>
          db.selectFrom('e').select((eb) => surrogateKey([untyped(eb.ref(`e.${column}`))]).as('k')),
        )

  it('refuse what engines write differently', () => {
    expect([...diagnosticsIn({ m: key('loaded_at') }), ...diagnosticsIn({ m: key('score') })]).toMatchInlineSnapshot(`
      [
        "E_TYPE_MISMATCH "m": a timestamp cannot be part of a surrogate key, because engines write it differently → Use an integer, a decimal, text or a date; cast it with castTo(…) first.",
        "E_TYPE_MISMATCH "m": a double cannot be part of a surrogate key, because engines write it differently → Use an integer, a decimal, text or a date; cast it with castTo(…) first.",
      ]
    `)
  })

  it('take whole numbers and dates', async () => {
    expect((await compileAndRun({ m: key('id') })).rows).toHaveLength(3)
    expect((await compileAndRun({ m: key('born') })).rows).toHaveLength(2)
  })
})

describe('variables', () => {
  const least = variable('least', 2)
  const m = view({ e: events }, (db) => db.selectFrom('e').select('e.id').where('e.id', '>=', least))

  it('have the given value, else their default', async () => {
    expect((await compileAndRun({ m })).rows).toHaveLength(2)
    expect((await compileAndRun({ m }, { vars: { least: 3 } })).rows).toEqual([{ id: 3 }])
  })

  it('cannot leave their literal', async () => {
    const kind = variable('kind', 'a')
    const safe = view({ e: events }, (db) => db.selectFrom('e').select('e.id').where('e.kind', '=', kind))
    expect((await compileAndRun({ m: safe }, { vars: { kind: "a' or '1'='1" } })).rows).toEqual([])
  })

  it('refuse values of another type', () => {
    expect(() => diagnosticsIn({ m }, { vars: { least: '3' } })).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_OPTION',
        message: 'the variable "least" is a number, but was given a string',
        hint: `Give it like this: --vars '{"least":2}'.`,
      }),
    )
    expect(() => diagnosticsIn({ m }, { vars: { least: null } })).toThrow('but was given null')
  })
})

describe('snapshots', () => {
  it('name columns that their source has, and add none that it has', async () => {
    const up = table({ u: users }, (db) => db.selectFrom('u').select(['u.user_id', 'u.name as valid_to']))
    const s = snapshot(up, { uniqueKey: untyped('id'), strategy: 'check', checkColumns: [untyped('nam')] })
    const { buildProject } = await import('../../../src/core/project/build-project.js')
    const { project } = buildProject('p', [{ file: 'm.ts', exports: { raw, up, s } }])
    expect(project.nodes).toHaveLength(4)
    const columns = [
      { name: 'user_id', type: double().type },
      { name: 'valid_to', type: varchar().type },
    ]
    expect(
      checkReturnedColumns({ name: 's', definition: s }, columns).map(({ message }) => message),
    ).toMatchInlineSnapshot(`
      [
        "the uniqueKey of snapshot "s" names "id", which its source does not have",
        "the checkColumns of snapshot "s" names "nam", which its source does not have",
        "snapshot "s" adds the column "valid_to", which its source has already",
      ]
    `)
  })

  it('have no JSON in their key, which engines compare differently', () => {
    const { docs } = source('raw', { docs: { id: integer(), doc: json(), at: timestamp() } })
    const m = incremental({ d: docs }, (db, { since }) => db.selectFrom('d').selectAll().$call(since('d.at')), {
      uniqueKey: ['id', 'doc'],
      watermark: 'at',
    })
    const said =
      'has "doc", which is JSON, and engines compare JSON differently → Name a column with the value in it that counts: jsonPath(x, path, varchar()).'
    expect(diagnosticsIn({ docs, m })).toEqual([`E_TYPE_MISMATCH the uniqueKey of "m" ${said}`])
    const s = snapshot(docs, { uniqueKey: 'doc', strategy: 'check', checkColumns: ['id'] })
    expect(
      checkReturnedColumns({ name: 's', definition: s }, [
        { name: 'doc', type: json().type },
        { name: 'id', type: integer().type },
      ]).map(({ message }) => message),
    ).toEqual(['the uniqueKey of snapshot "s" has "doc", which is JSON, and engines compare JSON differently'])
  })
})
