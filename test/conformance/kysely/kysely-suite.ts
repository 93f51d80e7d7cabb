import {
  CamelCasePlugin,
  CompiledQuery,
  DeduplicateJoinsPlugin,
  type Dialect,
  type Generated,
  HandleEmptyInListsPlugin,
  Kysely,
  type KyselyPlugin,
  type LogEvent,
  ParseJSONResultsPlugin,
  replaceWithNoncontingentExpression,
  SafeNullComparisonPlugin,
  sql,
} from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

interface Person {
  id: Generated<number>
  first_name: string | null
  last_name: string | null
  gender: string
  age: number | null
}

interface Pet {
  id: number
  name: string
  owner_id: number
  species: string
}

interface Database {
  person: Person
  pet: Pet
}

/** A dialect under test, and what its engine has: what it does not have is refused, with a code. */
export interface KyselyDialectUnderTest {
  readonly name: string
  readonly skipReason?: string | undefined
  /** The function that reads JSON. */
  readonly parseJson: string
  /** A dialect over an empty database of its own, the same for each call. */
  createDialect(options?: { readonly duplicateColumns?: 'last' | 'error' }): Dialect | Promise<Dialect>
  readonly has: {
    readonly returning: boolean
    readonly onConflict: boolean
    readonly distinctOn: boolean
    readonly indexes: boolean
    readonly replaceInto: boolean
    /** `intersect all` and `except all`. */
    readonly setOperationsOfAll: boolean
    readonly readOnlyTransactions: boolean
    readonly arrays: boolean
    readonly explain: boolean
  }
}

/**
 * Kysely's behaviour, area by area as its own tests are ordered: a table of docs/kysely.md says which area is where, and which
 * do not apply. Every area runs on every dialect with the same expected rows.
 */
export function kyselySuite(under: KyselyDialectUnderTest): void {
  const { has } = under
  describe.skipIf(under.skipReason)(`Kysely on ${under.name}`, () => {
    let db: Kysely<Database>
    const opened: Kysely<any>[] = []
    const open = async (
      plugins: KyselyPlugin[] = [],
      more: { duplicateColumns?: 'last' | 'error'; log?: (event: LogEvent) => void } = {},
    ): Promise<Kysely<Database>> => {
      const { log, ...options } = more
      const one = new Kysely<Database>({ dialect: await under.createDialect(options), plugins, ...(log && { log }) })
      opened.push(one)
      return one
    }
    const refused = (work: () => Promise<unknown>) =>
      expect(Promise.resolve().then(work)).rejects.toMatchObject({ code: 'E_UNSUPPORTED' })
    const names = async (query: { execute(): Promise<{ readonly first_name: string | null }[]> }) =>
      (await query.execute()).map((row) => row.first_name)

    beforeAll(async () => {
      db = await open()
      await db.schema
        .createTable('person')
        .addColumn('id', 'integer', (column) => column.notNull())
        .addColumn('first_name', 'varchar(255)')
        .addColumn('last_name', 'varchar(255)')
        .addColumn('gender', 'varchar(50)', (column) => column.notNull())
        .addColumn('age', 'integer')
        .execute()
      await db.schema
        .createTable('pet')
        .addColumn('id', 'integer', (column) => column.notNull())
        .addColumn('name', 'varchar(255)', (column) => column.notNull())
        .addColumn('owner_id', 'integer', (column) => column.notNull())
        .addColumn('species', 'varchar(50)', (column) => column.notNull())
        .execute()
    }, 120_000)
    beforeEach(async () => {
      await db.deleteFrom('pet').execute()
      await db.deleteFrom('person').execute()
      await db
        .insertInto('person')
        .values([
          { id: 1, first_name: 'Jennifer', last_name: 'Aniston', gender: 'female', age: 25 },
          { id: 2, first_name: 'Arnold', last_name: 'Schwarzenegger', gender: 'male', age: 76 },
          { id: 3, first_name: 'Sylvester', last_name: 'Stallone', gender: 'male', age: null },
        ])
        .execute()
      await db
        .insertInto('pet')
        .values([
          { id: 11, name: 'Catto', owner_id: 1, species: 'cat' },
          { id: 12, name: 'Doggo', owner_id: 2, species: 'dog' },
          { id: 13, name: 'Hammo', owner_id: 3, species: 'hamster' },
        ])
        .execute()
    }, 60_000)
    afterAll(() => Promise.all(opened.map((one) => one.destroy())))

    describe('aggregate-function', () => {
      it('aggregates in select, having and order by, distinct and with a filter', async () => {
        const rows = await db
          .selectFrom('person')
          .groupBy('gender')
          .having((eb) => eb.fn.countAll(), '>', 0)
          .orderBy((eb) => eb.fn.count('id'), 'desc')
          .select((eb) => [
            'gender',
            eb.fn.countAll<number>().as('all'),
            eb.fn.count<number>('age').as('ages'),
            eb.fn.count<number>('first_name').distinct().as('names'),
            eb.fn.max('age').as('oldest'),
            eb.fn.count<number>('id').filterWhere('age', '>', 50).as('old'),
          ])
          .execute()
        expect(rows).toEqual([
          { gender: 'male', all: 2, ages: 1, names: 2, oldest: 76, old: 1 },
          { gender: 'female', all: 1, ages: 1, names: 1, oldest: 25, old: 0 },
        ])
      })

      it('aggregates over windows', async () => {
        const rows = await db
          .selectFrom('person')
          .select((eb) => [
            'id',
            eb.fn
              .countAll<number>()
              .over((over) => over.partitionBy('gender'))
              .as('same'),
            eb.fn
              .agg<number>('row_number')
              .over((over) => over.orderBy('id', 'desc'))
              .as('place'),
          ])
          .orderBy('id')
          .execute()
        expect(rows).toEqual([
          { id: 1, same: 1, place: 3 },
          { id: 2, same: 2, place: 2 },
          { id: 3, same: 2, place: 1 },
        ])
      })
    })

    describe('array', () => {
      it.runIf(has.arrays)('returns arrays as arrays', async () => {
        const { rows } = await sql<{ v: string[] }>`select ['a', 'b'] as v`.execute(db)
        expect(rows).toEqual([{ v: ['a', 'b'] }])
      })
    })

    describe('async-dispose', () => {
      it('closes at the end of the block', async () => {
        const one = new Kysely<Database>({ dialect: await under.createDialect() })
        await one.selectFrom('person').select('id').execute()
        await one[Symbol.asyncDispose]()
        await expect(one.selectFrom('person').selectAll().execute()).rejects.toThrow()
      })
    })

    describe('camel-case', () => {
      it('converts names on the way in and out', async () => {
        const camel = (await open([new CamelCasePlugin()])) as unknown as Kysely<{
          person: { id: number; firstName: string; lastName: string; gender: string }
        }>
        await camel
          .insertInto('person')
          .values({ id: 4, firstName: 'Foo', lastName: 'Barson', gender: 'other' })
          .execute()
        expect(
          await camel.selectFrom('person').select(['firstName', 'lastName']).where('firstName', '=', 'Foo').execute(),
        ).toEqual([{ firstName: 'Foo', lastName: 'Barson' }])
      })
    })

    describe('cancellation', () => {
      it('throws before it runs when the signal is aborted', async () => {
        const signal = AbortSignal.abort()
        await expect(db.selectFrom('person').selectAll().execute({ signal })).rejects.toThrow()
        expect(await names(db.selectFrom('person').select('first_name').orderBy('id'))).toHaveLength(3)
      })
    })

    describe('case', () => {
      it('has searched and simple forms, and nests', async () => {
        const rows = await db
          .selectFrom('person')
          .orderBy('id')
          .select((eb) => [
            eb.case().when('age', '>', 50).then('old').when('age', 'is', null).then('?').else('young').end().as('a'),
            eb.case('gender').when('male').then(1).else(0).end().as('m'),
          ])
          .execute()
        expect(rows).toEqual([
          { a: 'young', m: 0 },
          { a: 'old', m: 1 },
          { a: '?', m: 1 },
        ])
      })
    })

    describe('clear', () => {
      it('clears what was said', async () => {
        const query = db.selectFrom('person').select('id').where('id', '=', 1).orderBy('id').limit(1).groupBy('id')
        const cleared = query.clearSelect().clearWhere().clearOrderBy().clearLimit().clearGroupBy()
        expect(await cleared.select('first_name').orderBy('id').execute()).toHaveLength(3)
      })
    })

    describe('coalesce', () => {
      it('takes several operands', async () => {
        const query = db.selectFrom('person').select((eb) => eb.fn.coalesce('age', eb.lit(-1)).as('age'))
        expect(await query.orderBy('id').execute()).toEqual([{ age: 25 }, { age: 76 }, { age: -1 }])
      })
    })

    describe('controlled-transaction', () => {
      it('commits and rolls back on request', async () => {
        const kept = await db.startTransaction().execute()
        await kept.insertInto('person').values({ id: 4, gender: 'other' }).execute()
        await kept.commit().execute()
        const dropped = await db.startTransaction().execute()
        await dropped.insertInto('person').values({ id: 5, gender: 'other' }).execute()
        await dropped.rollback().execute()
        expect(await db.selectFrom('person').select('id').where('id', '>', 3).execute()).toEqual([{ id: 4 }])
        await expect(kept.selectFrom('person').selectAll().execute()).rejects.toThrow()
      })

      it('refuses savepoints', async () => {
        const transaction = await db.startTransaction().execute()
        try {
          await refused(() => transaction.savepoint('one').execute())
        } finally {
          await transaction.rollback().execute()
        }
      })
    })

    describe('deduplicate-joins', () => {
      it('joins once what is joined twice', async () => {
        const one = await open([new DeduplicateJoinsPlugin()])
        const query = one
          .selectFrom('person')
          .innerJoin('pet', 'pet.owner_id', 'person.id')
          .innerJoin('pet', 'pet.owner_id', 'person.id')
          .select('pet.name')
        expect(query.compile().sql.match(/join/g)).toHaveLength(1)
        expect(await query.orderBy('pet.name').execute()).toEqual([
          { name: 'Catto' },
          { name: 'Doggo' },
          { name: 'Hammo' },
        ])
      })
    })

    describe('delete', () => {
      it('deletes and counts', async () => {
        const two = await db.deleteFrom('person').where('gender', '=', 'male').executeTakeFirst()
        expect(two.numDeletedRows).toBe(2n)
        const none = await db.deleteFrom('person').where('id', '=', 99).executeTakeFirst()
        expect(none.numDeletedRows).toBe(0n)
        expect(await names(db.selectFrom('person').select('first_name'))).toEqual(['Jennifer'])
      })

      it('deletes by another table', async () => {
        await db
          .deleteFrom('pet')
          .using('person')
          .whereRef('pet.owner_id', '=', 'person.id')
          .where('person.first_name', '=', 'Arnold')
          .execute()
        expect(await db.selectFrom('pet').select('name').orderBy('id').execute()).toEqual([
          { name: 'Catto' },
          { name: 'Hammo' },
        ])
      })

      it('returns deleted rows, or refuses to', async () => {
        const query = () => db.deleteFrom('pet').where('id', '=', 11).returning('name').execute()
        if (has.returning) expect(await query()).toEqual([{ name: 'Catto' }])
        else await refused(query)
      })
    })

    describe('error-stack', () => {
      it('has a frame of the file that asked', async () => {
        const failing = async (work: () => Promise<unknown>): Promise<string> =>
          work().then(
            () => 'no error',
            (error: Error) => error.stack ?? '',
          )
        const broken = sql`select * from no_such_table`
        expect(await failing(() => broken.execute(db))).toContain('kysely-suite.ts')
        expect(
          await failing(async () => {
            await db.transaction().execute(async (trx) => {
              await broken.execute(trx)
            })
          }),
        ).toContain('kysely-suite.ts')
      })
    })

    describe('execute', () => {
      it('throws when there is no row', async () => {
        const none = db.selectFrom('person').selectAll().where('id', '=', 99)
        expect(await none.executeTakeFirst()).toBeUndefined()
        await expect(none.executeTakeFirstOrThrow()).rejects.toThrow('no result')
      })

      it('runs compiled queries and builders', async () => {
        const query = db.selectFrom('person').select('first_name').where('id', '=', 2)
        expect((await db.executeQuery(query)).rows).toEqual([{ first_name: 'Arnold' }])
        expect((await db.executeQuery(query.compile())).rows).toEqual([{ first_name: 'Arnold' }])
      })
    })

    describe('explain', () => {
      it.runIf(has.explain)('explains a query', async () => {
        expect((await db.selectFrom('person').selectAll().explain()).length).toBeGreaterThan(0)
      })
    })

    describe('expression', () => {
      it('combines operands of all kinds', async () => {
        const query = db
          .selectFrom('person')
          .select('first_name')
          .where((eb) =>
            eb.or([
              eb.and([eb('gender', '=', 'male'), eb.not(eb('age', 'is not', null))]),
              eb.and({ first_name: 'Jennifer', gender: 'female' }),
              eb.between('id', 100, 200),
              eb(eb.parens('id', '+', eb.lit(1)), '=', -1),
            ]),
          )
        expect(await names(query.orderBy('id'))).toEqual(['Jennifer', 'Sylvester'])
      })
    })

    describe('group-by', () => {
      it('groups by columns, expressions and references', async () => {
        const rows = await db
          .selectFrom('person')
          .groupBy(['gender', sql`age is null`])
          .select((eb) => ['gender', eb.fn.countAll<number>().as('n')])
          .orderBy('gender')
          .orderBy('n')
          .execute()
        expect(rows).toEqual([
          { gender: 'female', n: 1 },
          { gender: 'male', n: 1 },
          { gender: 'male', n: 1 },
        ])
      })
    })

    describe('handle-empty-in-lists-plugin', () => {
      it('reads an empty list as nothing', async () => {
        const one = await open([new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })])
        expect(await one.selectFrom('person').selectAll().where('id', 'in', []).execute()).toEqual([])
        expect(await one.selectFrom('person').selectAll().where('id', 'not in', []).execute()).toHaveLength(3)
      })
    })

    describe('having', () => {
      it('filters groups', async () => {
        const query = db
          .selectFrom('person')
          .groupBy('gender')
          .select('gender')
          .having((eb) => eb.fn.count('id'), '>', 1)
        expect(await query.execute()).toEqual([{ gender: 'male' }])
      })
    })

    describe('insert', () => {
      it('inserts one row, several, expressions and the rows of a query', async () => {
        const one = await db.insertInto('person').values({ id: 4, first_name: 'A', gender: 'x' }).executeTakeFirst()
        expect(one.numInsertedOrUpdatedRows).toBe(1n)
        await db
          .insertInto('person')
          .values([
            { id: 5, first_name: sql`upper('b')`, gender: 'x' },
            { id: 6, gender: 'x' },
          ])
          .execute()
        await db
          .insertInto('person')
          .columns(['id', 'first_name', 'gender'])
          .expression((eb) =>
            eb
              .selectFrom('pet')
              .select((e) => ['pet.id', 'pet.name', e.val('pet').as('gender')])
              .where('species', '=', 'cat'),
          )
          .execute()
        const rows = db.selectFrom('person').select(['id', 'first_name']).where('id', '>', 3).orderBy('id')
        expect(await rows.execute()).toEqual([
          { id: 4, first_name: 'A' },
          { id: 5, first_name: 'B' },
          { id: 6, first_name: null },
          { id: 11, first_name: 'Catto' },
        ])
      })

      it('returns inserted rows, and resolves conflicts, or refuses to', async () => {
        const values = { id: 4, first_name: 'A', gender: 'x' }
        const returning = () => db.insertInto('person').values(values).returning(['id', 'gender']).execute()
        if (has.returning) expect(await returning()).toEqual([{ id: 4, gender: 'x' }])
        else await refused(returning)
        const conflict = () =>
          db
            .insertInto('person')
            .values(values)
            .onConflict((oc) => oc.column('id').doNothing())
            .execute()
        if (!has.onConflict) await refused(conflict)
      })
    })

    describe('introspect', () => {
      it('reads tables and columns', async () => {
        const tables = await db.introspection.getTables()
        const person = tables.find(({ name }) => name === 'person')
        expect(person?.isView).toBe(false)
        expect(person?.columns.map(({ name, isNullable }) => [name, isNullable])).toEqual([
          ['id', false],
          ['first_name', true],
          ['last_name', true],
          ['gender', false],
          ['age', true],
        ])
        expect((await db.introspection.getSchemas()).map(({ name }) => name)).toContain(person?.schema)
      })
    })

    describe('join', () => {
      it('joins in all ways', async () => {
        await db.deleteFrom('pet').where('id', '=', 13).execute()
        await db.insertInto('pet').values({ id: 14, name: 'Stray', owner_id: 99, species: 'cat' }).execute()
        const from = db.selectFrom('person')
        const rows = (query: { execute(): Promise<object[]> }) => query.execute().then((all) => all.length)
        expect(await rows(from.innerJoin('pet', 'pet.owner_id', 'person.id').select('pet.name'))).toBe(2)
        expect(await rows(from.leftJoin('pet', 'pet.owner_id', 'person.id').select('pet.name'))).toBe(3)
        expect(await rows(from.rightJoin('pet', 'pet.owner_id', 'person.id').select('pet.name'))).toBe(3)
        expect(await rows(from.fullJoin('pet', 'pet.owner_id', 'person.id').select('pet.name'))).toBe(4)
        expect(await rows(from.crossJoin('pet').select('pet.name'))).toBe(9)
        expect(
          await from
            .innerJoin(
              (eb) =>
                eb.selectFrom('pet').select(['owner_id as owner', 'name']).where('species', '=', 'dog').as('dogs'),
              (join) => join.onRef('dogs.owner', '=', 'person.id').on('dogs.name', 'is not', null),
            )
            .select(['first_name', 'dogs.name'])
            .execute(),
        ).toEqual([{ first_name: 'Arnold', name: 'Doggo' }])
      })
    })

    describe('json-traversal', () => {
      it('reaches into JSON', async () => {
        const value = sql<{ a: { b: number[] } }>`${sql.raw(under.parseJson)}('{"a":{"b":[1,2]}}')`
        const rows = await db
          .selectFrom((eb) => eb.selectFrom('person').select(value.as('data')).where('id', '=', 1).as('j'))
          .select((eb) => eb.cast<number>(eb.ref('j.data', '->').key('a').key('b').at(1), 'integer').as('v'))
          .execute()
        expect(rows).toEqual([{ v: 2 }])
      })
    })

    describe('logging', () => {
      it('logs queries, failures, and what begins and ends transactions', async () => {
        const events: string[] = []
        const one = await open([], { log: (event) => events.push(`${event.level} ${event.query.sql.split(' ')[0]}`) })
        await one.transaction().execute((trx) => trx.selectFrom('person').select('id').execute())
        const failed = one.transaction().execute((trx) => sql`select * from no_such_table`.execute(trx))
        await expect(failed).rejects.toThrow()
        expect(events).toEqual([
          'query begin',
          'query select',
          'query commit',
          'query begin',
          'error select',
          'query rollback',
        ])
      })
    })

    describe('merge', () => {
      it('updates, deletes and inserts', async () => {
        await db.deleteFrom('person').where('id', '=', 3).execute()
        await db.updateTable('pet').set({ owner_id: 9 }).where('owner_id', '=', 3).execute()
        const merged = await db
          .mergeInto('person as p')
          .using('pet', 'p.id', 'pet.owner_id')
          .whenMatched()
          .thenUpdateSet({ last_name: sql.lit('Owner') })
          .whenNotMatched()
          .thenInsertValues({ id: sql<number>`pet.owner_id`, gender: sql.lit('new') })
          .executeTakeFirst()
        expect(merged.numChangedRows).toBe(3n)
        expect(await db.selectFrom('person').select(['id', 'last_name']).orderBy('id').execute()).toEqual([
          { id: 1, last_name: 'Owner' },
          { id: 2, last_name: 'Owner' },
          { id: 9, last_name: null },
        ])
        const deleted = db.mergeInto('person as p').using('pet', 'p.id', 'pet.owner_id').whenMatched().thenDelete()
        expect((await deleted.executeTakeFirst()).numChangedRows).toBe(3n)
        expect(await db.selectFrom('person').select('id').execute()).toEqual([])
      })
    })

    describe('migration', () => {
      it('migrates up and down, and says what it did', async () => {
        const migrator = new Migrator({
          db,
          provider: {
            getMigrations: async () => ({
              one: {
                up: (on) => on.schema.createTable('migrated').addColumn('id', 'integer').execute(),
                down: (on) => on.schema.dropTable('migrated').execute(),
              },
            }),
          },
        })
        expect((await migrator.migrateToLatest()).error).toBeUndefined()
        expect((await migrator.getMigrations()).map(({ executedAt }) => executedAt instanceof Date)).toEqual([true])
        expect((await migrator.migrateDown()).results).toMatchObject([{ status: 'Success', direction: 'Down' }])
        expect((await db.introspection.getTables()).some(({ name }) => name === 'migrated')).toBe(false)
      })
    })

    describe('order-by', () => {
      it('orders by columns, aliases, expressions, and puts NULL first or last on request', async () => {
        expect(
          await names(db.selectFrom('person').select('first_name').orderBy('gender').orderBy('id', 'desc')),
        ).toEqual(['Jennifer', 'Sylvester', 'Arnold'])
        const nulls = db.selectFrom('person').select('first_name')
        expect(await names(nulls.orderBy('age', (o) => o.asc().nullsFirst()).limit(1))).toEqual(['Sylvester'])
        expect(await names(nulls.orderBy('age', (o) => o.desc().nullsLast()).limit(1))).toEqual(['Arnold'])
        expect(await names(nulls.orderBy(sql`length(first_name)`, 'desc').limit(1))).toEqual(['Sylvester'])
      })
    })

    describe('parse-json-results-plugin', () => {
      it('leaves rows as they are, which hold parsed values already', async () => {
        const one = await open([new ParseJSONResultsPlugin()])
        expect(await one.selectFrom('person').select('first_name').where('id', '=', 1).execute()).toEqual([
          { first_name: 'Jennifer' },
        ])
      })
    })

    describe('plugin-composition', () => {
      it('calls plugins in their order, on the way in and out', async () => {
        const calls: string[] = []
        const plugin = (name: string): KyselyPlugin => ({
          transformQuery: ({ node }) => {
            calls.push(`in ${name}`)
            return node
          },
          transformResult: async ({ result }) => {
            calls.push(`out ${name}`)
            return result
          },
        })
        const one = await open([plugin('a'), plugin('b')])
        await one.selectFrom('person').select('id').execute()
        expect(calls).toEqual(['in a', 'in b', 'out a', 'out b'])
      })
    })

    describe('query-id', () => {
      it('is one for a query, from plugin to result', async () => {
        const ids: string[] = []
        const one = await open([
          {
            transformQuery: ({ node, queryId }) => {
              ids.push(queryId.queryId)
              return node
            },
            transformResult: async ({ result, queryId }) => {
              ids.push(queryId.queryId)
              return result
            },
          },
        ])
        await one.selectFrom('person').select('id').execute()
        await one.selectFrom('person').select('id').execute()
        expect(ids[0]).toBe(ids[1])
        expect(ids[2]).toBe(ids[3])
        expect(ids[0]).not.toBe(ids[2])
      })
    })

    describe('raw-query', () => {
      it('selects, inserts, updates and deletes; what writes has counts and no rows', async () => {
        const selected = await sql<{ first_name: string }>`select first_name from person where id = ${1}`.execute(db)
        expect(selected.rows).toEqual([{ first_name: 'Jennifer' }])
        const written = [
          [sql`insert into person (id, gender) values (${4}, ${'x'}), (5, 'x')`, 2n],
          [sql`update person set gender = ${'other'} where gender = ${'male'}`, 2n],
          [sql`delete from person where id = ${4}`, 1n],
          [sql`delete from person where id = ${99}`, 0n],
        ] as const
        for (const [query, count] of written) {
          const { rows, numAffectedRows } = await query.execute(db)
          expect({ rows, numAffectedRows }).toEqual({ rows: [], numAffectedRows: count })
        }
      })
    })

    describe('raw-sql', () => {
      it('has parameters, literals, identifiers, lists and tables', async () => {
        const query = sql<{ first_name: string }>`
          select ${sql.ref('first_name')} from ${sql.table('person')}
          where ${sql.id('gender')} = ${sql.lit('male')} and id in (${sql.join([1, 2, 3])}) order by id`
        expect((await query.execute(db)).rows).toEqual([{ first_name: 'Arnold' }, { first_name: 'Sylvester' }])
        const compiled = CompiledQuery.raw('select 1 as one')
        expect((await db.executeQuery(compiled)).rows).toEqual([{ one: 1 }])
      })
    })

    describe('replace', () => {
      it.runIf(has.replaceInto)('replaces rows of the same key, or leaves them', async () => {
        const one: Kysely<any> = await open()
        await one.schema
          .createTable('keyed')
          .addColumn('id', 'integer', (column) => column.primaryKey())
          .addColumn('name', 'varchar(20)')
          .execute()
        try {
          const first = (id: number) => one.selectFrom('keyed').select('name').where('id', '=', id).execute()
          await one.insertInto('keyed').values({ id: 1, name: 'one' }).execute()
          await one.replaceInto('keyed').values({ id: 1, name: 'two' }).execute()
          expect(await first(1)).toEqual([{ name: 'two' }])
          await one.insertInto('keyed').orReplace().values({ id: 1, name: 'three' }).execute()
          expect(await first(1)).toEqual([{ name: 'three' }])
          await one.insertInto('keyed').orIgnore().values({ id: 1, name: 'four' }).execute()
          await one.insertInto('keyed').ignore().values({ id: 1, name: 'five' }).execute()
          expect(await first(1)).toEqual([{ name: 'three' }])
        } finally {
          await one.schema.dropTable('keyed').execute()
        }
      })

      it.runIf(!has.replaceInto)('refuses what to do with rows of the same key', async () => {
        const row = { id: 1, gender: 'x' }
        await refused(() => db.insertInto('person').orReplace().values(row).execute())
        await refused(() => db.insertInto('person').orIgnore().values(row).execute())
      })

      it.runIf(!has.replaceInto)('refuses what the engine does not have', () =>
        refused(() => db.replaceInto('person').values({ id: 1, gender: 'x' }).execute()),
      )
    })

    describe('safe-null-comparison-plugin', () => {
      it('compares with NULL as with values', async () => {
        const one = await open([new SafeNullComparisonPlugin()])
        expect(await names(one.selectFrom('person').select('first_name').where('age', '=', null))).toEqual([
          'Sylvester',
        ])
      })
    })

    describe('sanitize-identifiers', () => {
      it('keeps quotes within names', async () => {
        const odd = db.selectFrom('person').select(sql<number>`1`.as('a "b" c')).limit(1)
        expect(await odd.execute()).toEqual([{ 'a "b" c': 1 }])
        const dotted = db.selectFrom('person').select('id as a.b').where('id', '=', 1)
        expect(await dotted.execute()).toEqual([{ 'a.b': 1 }])
      })
    })

    describe('schema', () => {
      it('creates, alters and drops tables and views', async () => {
        await db.schema
          .createTable('made')
          .ifNotExists()
          .addColumn('id', 'integer', (column) => column.notNull())
          .addColumn('price', 'decimal(10, 2)')
          .addColumn('at', 'timestamp')
          .execute()
        await db.schema.alterTable('made').addColumn('note', 'varchar(20)').execute()
        await db.schema.alterTable('made').renameColumn('note', 'words').execute()
        await db.schema.alterTable('made').dropColumn('at').execute()
        const made = (await db.introspection.getTables()).find(({ name }) => name === 'made')
        expect(made?.columns.map(({ name }) => name)).toEqual(['id', 'price', 'words'])
        await db.schema
          .createView('viewed')
          .orReplace()
          .as(db.selectFrom('person').select(['id', 'first_name']).where('gender', '=', 'male'))
          .execute()
        expect((await sql<{ n: number }>`select count(*) as n from viewed`.execute(db)).rows).toEqual([{ n: 2 }])
        await db.schema.dropView('viewed').ifExists().execute()
        await db.schema.dropTable('made').ifExists().execute()
      })

      it.runIf(!has.indexes)('refuses indexes', () =>
        refused(() => db.schema.createIndex('i').on('person').column('id').execute()),
      )
    })

    describe('select', () => {
      it('selects columns, aliases, subqueries and expressions', async () => {
        const rows = await db
          .selectFrom('person as p')
          .select((eb) => [
            'p.first_name as name',
            eb
              .selectFrom('pet')
              .whereRef('pet.owner_id', '=', 'p.id')
              .select((e) => e.fn.max('pet.name').as('pet'))
              .as('pet'),
            sql<string>`concat(p.first_name, ' ', p.last_name)`.as('whole'),
          ])
          .where('p.id', '<', 3)
          .orderBy('p.id')
          .execute()
        expect(rows).toEqual([
          { name: 'Jennifer', pet: 'Catto', whole: 'Jennifer Aniston' },
          { name: 'Arnold', pet: 'Doggo', whole: 'Arnold Schwarzenegger' },
        ])
        expect(await db.selectFrom('person').select('gender').distinct().orderBy('gender').execute()).toHaveLength(2)
        expect(await db.selectFrom('person').select('id').orderBy('id').limit(1).offset(1).execute()).toEqual([
          { id: 2 },
        ])
      })

      it('keeps the later of two columns of one name, or refuses them', async () => {
        const joined = (on: Kysely<Database>) =>
          on.selectFrom('person').innerJoin('pet', 'pet.owner_id', 'person.id').selectAll().orderBy('pet.id')
        const rows = await joined(db).execute()
        expect(rows.map(({ id, first_name, name }) => [id, first_name, name])).toEqual([
          [11, 'Jennifer', 'Catto'],
          [12, 'Arnold', 'Doggo'],
          [13, 'Sylvester', 'Hammo'],
        ])
        const streamed: number[] = []
        for await (const row of joined(db).stream()) streamed.push(row.id)
        expect(streamed).toEqual([11, 12, 13])
        const strict = await open([], { duplicateColumns: 'error' })
        await expect(joined(strict).execute()).rejects.toMatchObject({ code: 'E_DUPLICATE_COLUMN' })
      })

      it('refuses what the engine does not have', async () => {
        const locking = db.selectFrom('person').selectAll().forUpdate()
        await expect(Promise.resolve().then(() => locking.execute())).rejects.toMatchObject({
          code: expect.stringMatching(/^E_(UNSUPPORTED|QUERY)$/),
        })
        if (!has.distinctOn) await refused(() => db.selectFrom('person').distinctOn('gender').selectAll().execute())
      })
    })

    describe('set-operation', () => {
      it('combines queries', async () => {
        const people = db.selectFrom('person').select('id as n').where('id', '<', 3)
        const pets = db.selectFrom('pet').select('owner_id as n')
        const sorted = async (query: { execute(): Promise<{ n: number }[]> }) =>
          (await query.execute()).map(({ n }) => n).sort((a, b) => a - b)
        expect(await sorted(people.union(pets))).toEqual([1, 2, 3])
        expect(await sorted(people.unionAll(pets))).toEqual([1, 1, 2, 2, 3])
        expect(await sorted(people.intersect(pets))).toEqual([1, 2])
        expect(await sorted(pets.except(people))).toEqual([3])
        if (!has.setOperationsOfAll) await refused(() => people.exceptAll(pets).execute())
      })
    })

    describe('sql-injection', () => {
      it('keeps names and values apart from SQL', async () => {
        const evil = `person"; drop table person; --`
        await expect(
          db
            .selectFrom(evil as 'person')
            .selectAll()
            .execute(),
        ).rejects.toThrow()
        const value = db.selectFrom('person').select('id').where('first_name', '=', `' or 1 = 1 --`)
        expect(await value.execute()).toEqual([])
        const literal = db.selectFrom('person').select('id').where('first_name', '=', sql.lit(`\\' or 1 = 1 --`))
        expect(await literal.execute()).toEqual([])
        expect(await db.selectFrom('person').select('id').execute()).toHaveLength(3)
      })
    })

    describe('stream', () => {
      it('streams', async () => {
        const seen: unknown[] = []
        for await (const row of db.selectFrom('person').select('id').orderBy('id').stream(2)) seen.push(row)
        expect(seen).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
      })
    })

    describe('transaction', () => {
      it('commits all or nothing', async () => {
        await db.transaction().execute(async (trx) => {
          await trx.insertInto('person').values({ id: 4, gender: 'x' }).execute()
          await trx.insertInto('pet').values({ id: 15, name: 'P', owner_id: 4, species: 'cat' }).execute()
        })
        const failed = db.transaction().execute(async (trx) => {
          await trx.deleteFrom('person').execute()
          throw new Error('no')
        })
        await expect(failed).rejects.toThrow('no')
        expect(await db.selectFrom('person').select('id').execute()).toHaveLength(4)
      })

      it('has the modes that the engine has', async () => {
        const readOnly = () =>
          db
            .transaction()
            .setAccessMode('read only')
            .execute((trx) => trx.selectFrom('person').select('id').where('id', '=', 1).execute())
        if (has.readOnlyTransactions) expect(await readOnly()).toEqual([{ id: 1 }])
        else await refused(readOnly)
        await refused(() =>
          db
            .transaction()
            .setIsolationLevel('serializable')
            .execute(async () => undefined),
        )
      })
    })

    describe('update', () => {
      it('updates, counts, and leaves out what is undefined', async () => {
        const one = await db
          .updateTable('person')
          .set({ first_name: 'Foo', last_name: undefined })
          .where('id', '=', 1)
          .executeTakeFirst()
        expect(one.numUpdatedRows).toBe(1n)
        await db
          .updateTable('person')
          .set((eb) => ({ age: eb('age', '+', 1), last_name: eb.fn<string>('upper', ['last_name']) }))
          .where('age', 'is not', null)
          .execute()
        expect(
          await db.selectFrom('person').select(['first_name', 'last_name', 'age']).orderBy('id').execute(),
        ).toEqual([
          { first_name: 'Foo', last_name: 'ANISTON', age: 26 },
          { first_name: 'Arnold', last_name: 'SCHWARZENEGGER', age: 77 },
          { first_name: 'Sylvester', last_name: 'Stallone', age: null },
        ])
      })

      it('updates from another table', async () => {
        await db
          .updateTable('person')
          .from('pet')
          .set((eb) => ({ first_name: eb.ref('pet.name') }))
          .whereRef('pet.owner_id', '=', 'person.id')
          .where('pet.species', '=', 'cat')
          .execute()
        expect(await names(db.selectFrom('person').select('first_name').orderBy('id'))).toEqual([
          'Catto',
          'Arnold',
          'Sylvester',
        ])
      })

      it('returns updated rows, or refuses to', async () => {
        const query = () => db.updateTable('person').set({ age: 1 }).where('id', '=', 1).returning('id').execute()
        if (has.returning) expect(await query()).toEqual([{ id: 1 }])
        else await refused(query)
      })
    })

    describe('where', () => {
      it('filters in all ways', async () => {
        const from = db.selectFrom('person').select('first_name').orderBy('id')
        expect(await names(from.where('first_name', 'in', ['Arnold', 'Jennifer']))).toEqual(['Jennifer', 'Arnold'])
        expect(await names(from.where('age', 'is', null))).toEqual(['Sylvester'])
        expect(await names(from.where('first_name', 'like', 'J%'))).toEqual(['Jennifer'])
        expect(await names(from.whereRef('first_name', '<', 'last_name'))).toEqual(['Arnold'])
        expect(
          await names(
            from.where(({ exists, selectFrom }) =>
              exists(
                selectFrom('pet')
                  .select('pet.id')
                  .whereRef('pet.owner_id', '=', 'person.id')
                  .where('species', '=', 'cat'),
              ),
            ),
          ),
        ).toEqual(['Jennifer'])
        expect(
          await names(
            from.where('id', 'in', (eb) => eb.selectFrom('pet').select('owner_id').where('species', '!=', 'cat')),
          ),
        ).toEqual(['Arnold', 'Sylvester'])
      })
    })

    describe('with-schema', () => {
      it('puts the schema before tables, and not before names of queries', async () => {
        const schema = (await db.introspection.getTables()).find(({ name }) => name === 'person')!.schema!
        const query = db
          .withSchema(schema)
          .with('males', (cte) => cte.selectFrom('person').select('id').where('gender', '=', 'male'))
          .selectFrom('males')
          .innerJoin('pet', 'pet.owner_id', 'males.id')
          .select('pet.name')
          .orderBy('pet.id')
        expect(await query.execute()).toEqual([{ name: 'Doggo' }, { name: 'Hammo' }])
      })
    })

    describe('with-schema and selectAll', () => {
      it('has all columns of one table of a schema', async () => {
        const schema = (await db.introspection.getTables()).find(({ name }) => name === 'person')!.schema!
        const pets = db.withSchema(schema).selectFrom('pet').innerJoin('person', 'person.id', 'pet.owner_id')
        const rows = await pets.selectAll('pet').select('person.first_name').where('pet.id', '=', 11).execute()
        expect(rows).toEqual([{ id: 11, name: 'Catto', owner_id: 1, species: 'cat', first_name: 'Jennifer' }])
        const named = (db as Kysely<any>).selectFrom(`${schema}.pet`).selectAll(`${schema}.pet`).where('id', '=', 11)
        expect(await named.execute()).toEqual([{ id: 11, name: 'Catto', owner_id: 1, species: 'cat' }])
      })

      it.runIf(has.returning)('returns all columns of it', async () => {
        const schema = (await db.introspection.getTables()).find(({ name }) => name === 'person')!.schema!
        const one = db.withSchema(schema)
        const updated = await one
          .updateTable('pet')
          .set({ name: 'Cat' })
          .where('id', '=', 11)
          .returningAll('pet')
          .execute()
        expect(updated).toEqual([{ id: 11, name: 'Cat', owner_id: 1, species: 'cat' }])
      })
    })

    describe('with', () => {
      it('has common table expressions, with columns and recursive ones', async () => {
        const rows = await db
          .with('m(pid, n)', (cte) =>
            cte.selectFrom('person').select(['id as pid', 'first_name as n']).where('gender', '=', 'male'),
          )
          .selectFrom('m')
          .innerJoin('pet', 'pet.owner_id', 'm.pid')
          .select(['m.n', 'pet.name'])
          .orderBy('m.pid')
          .execute()
        expect(rows).toEqual([
          { n: 'Arnold', name: 'Doggo' },
          { n: 'Sylvester', name: 'Hammo' },
        ])
        const counted = await db
          .withRecursive('c(i)', (cte) =>
            cte
              .selectFrom('person')
              .select('id as i')
              .where('id', '=', 1)
              .unionAll(cte.selectFrom('c').select(sql<number>`i + 1`.as('i')).where('i', '<', 4)),
          )
          .selectFrom('c')
          .select('i')
          .orderBy('i')
          .execute()
        expect(counted.map(({ i }) => i)).toEqual([1, 2, 3, 4])
      })
    })
  })
}
