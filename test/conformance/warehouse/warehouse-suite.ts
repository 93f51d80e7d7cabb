import { boolean, date, integer, type SqlType, timestamp, varchar } from 'kerros'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Lease } from '../../../src/core/ports/lease.js'
import type { Warehouse, WarehouseSession } from '../../../src/core/ports/warehouse.js'
import { relationKey, schemaKey } from '../../../src/core/relations/relation.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { TYPES } from '../kysely/sql-types.js'
import { ScratchProject } from '../scratch-project.js'

/** Types of values that no other of these can be. */
const DIFFERENT: readonly SqlType[] = [integer(), boolean(), varchar(), date(), timestamp()].map(({ type }) => type)

/** What every `Warehouse` does, and the sessions that it gives. */
export function warehouseSuite(engine: EngineUnderTest): void {
  contractSuite('a warehouse', engine, () => {
    let project: ScratchProject
    let warehouse: Warehouse

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      warehouse = await project.target.connect({ projectRoot: project.folder, threads: 2 })
      return async () => {
        await warehouse.close()
        await project.remove()
      }
    })

    const place = () => ({ database: project.target.database, schema: 'raw' })
    const relation = (name: string) => ({ ...place(), name })
    const execute = (...statements: readonly string[]) =>
      warehouse.withSession(async (session) => {
        for (const sql of statements) await session.execute(sql)
      })
    const rows = (sql: string) => warehouse.withSession(async (session) => (await session.execute(sql)).rows)
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: { code?: string }) => error.code,
      )

    describe('what exists', () => {
      it('is described with types, columns in order, and comments', async () => {
        await execute(
          'create schema raw',
          'create table raw.films (id integer, title varchar)',
          'create view raw.titles as select title from raw.films',
          `comment on table raw.films is 'What there is to see.'`,
        )
        const { relations, schemas } = await warehouse.describe([place(), { ...place(), schema: 'missing' }])
        expect([...schemas]).toContain(schemaKey(place()))
        expect([...schemas]).not.toContain(schemaKey({ ...place(), schema: 'missing' }))
        const films = relations.get(relationKey(relation('films')))
        expect(films).toMatchObject({ type: 'table', comment: 'What there is to see.' })
        expect(films!.columns.map(({ name }) => name.toLowerCase())).toEqual(['id', 'title'])
        expect(relations.get(relationKey(relation('titles')))?.type).toBe('view')
        expect(relations.get(relationKey(relation('nothing')))).toBeUndefined()
      })

      it('comes with rows and sizes when they are asked for, and a view has none', async () => {
        await execute(
          'create schema raw',
          'create schema other',
          'create table raw.films (id integer)',
          'insert into raw.films values (1), (2), (3)',
          'create table raw.empty (id integer)',
          'create table other.films (id integer)',
          'create view raw.ids as select id from raw.films',
        )
        const { relations } = await warehouse.describe([place()], { withSizes: true })
        const rowsOf = (name: string) => relations.get(relationKey(relation(name)))?.rowCount
        expect([rowsOf('films'), rowsOf('empty'), rowsOf('ids')]).toEqual([3, 0, undefined])
        expect(relations.size).toBe(3)
        const { bytes } = relations.get(relationKey(relation('films')))!
        expect(bytes === undefined || bytes > 0).toBe(true)
        expect(
          (await warehouse.describe([place()])).relations.get(relationKey(relation('films')))?.rowCount,
        ).toBeUndefined()
      })

      it('is read for a source, as a whole; a missing schema is undefined', async () => {
        await execute('create schema raw', 'create table raw.films (id integer not null, title varchar)')
        const found = await warehouse.readSchema(place())
        expect(found!.relations.map(({ name }) => name.toLowerCase())).toEqual(['films'])
        expect(found!.relations[0]!.columns.map(({ name }) => name.toLowerCase())).toEqual(['id', 'title'])
        expect(await warehouse.readSchema({ ...place(), schema: 'missing' })).toBeUndefined()
      })
    })

    describe('a session', () => {
      it('gives rows as JavaScript values, and counts the rows that it changes', async () => {
        await execute('create schema raw', 'create table raw.films (id integer, title varchar, seen boolean)')
        await warehouse.withSession(async (session) => {
          const inserted = await session.execute(`insert into raw.films values (1, 'Ż', true), (2, null, false)`)
          expect(inserted.rowsChanged).toBe(2)
          expect((await session.execute('update raw.films set seen = true')).rowsChanged).toBe(2)
          expect((await session.execute('delete from raw.films where id = 2')).rowsChanged).toBe(1)
          expect((await session.execute('select id, title, seen from raw.films')).rows).toEqual([
            { id: 1, title: 'Ż', seen: true },
          ])
        })
      })

      it('keeps what it commits, and nothing of what it rolls back', async () => {
        await execute('create schema raw', 'create table raw.films (id integer)')
        await warehouse.withSession(async (session) => {
          await session.begin()
          await session.execute('insert into raw.films values (1)')
          await session.commit()
          await session.begin()
          await session.execute('insert into raw.films values (2)')
          await session.rollback()
        })
        expect(await rows('select id from raw.films')).toEqual([{ id: 1 }])
      })

      it('fails with E_QUERY, and can be used again', async () => {
        await warehouse.withSession(async (session) => {
          expect(await codeOf(session.execute('select * from nowhere_at_all'))).toBe('E_QUERY')
          expect(await codeOf(session.execute('this is no SQL'))).toBe('E_QUERY')
          expect((await session.execute('select 1 as one')).rows).toEqual([{ one: 1 }])
        })
      })

      it('repeats no value of a row in an error', async () => {
        await execute('create schema raw', 'create table raw.films (title varchar)')
        await execute(`insert into raw.films values ('a secret title')`)
        const work = warehouse.withSession((session) =>
          session.execute('select cast(title as integer) as n from raw.films'),
        )
        const error = await work.catch((thrown: Error) => thrown)
        expect(error).toMatchObject({ code: 'E_QUERY' })
        expect((error as Error).message).not.toContain('secret')
      })

      it('ends with E_CANCELLED when its signal says so, before it starts', async () => {
        await warehouse.withSession(async (session) => {
          const signal = AbortSignal.abort()
          expect(await codeOf(session.execute('select 1 as one', { signal }))).toBe('E_CANCELLED')
          expect((await session.execute('select 1 as one')).rows).toEqual([{ one: 1 }])
        })
      })

      it('sees columns of a relation, also of a temporary one, which no other session sees', async () => {
        const temporary = warehouse.dialect.temporaryRelation({ ...project.target, name: 'films' }, 'new')
        const name = warehouse.dialect.quoteRelation(temporary)
        await execute(`create schema if not exists ${project.target.schema}`)
        await warehouse.withSession(async (session) => {
          await session.execute(`create temporary table ${name} as select 1 as id, 'x' as title`)
          const columns = await session.columnsOf(temporary)
          expect(columns.map((column) => column.name.toLowerCase())).toEqual(['id', 'title'])
          const other = (another: WarehouseSession) => codeOf(another.execute(`select * from ${name}`))
          expect(await warehouse.withSession(other)).toBe('E_QUERY')
        })
      })

      it('is used by one at a time, and what fails in it is rolled back', async () => {
        await execute('create schema raw', 'create table raw.films (id integer)')
        const work = (i: number) =>
          warehouse.withSession(async (session) => {
            await session.begin()
            await session.execute(`insert into raw.films values (${i})`)
            if (i % 2 === 0) throw new Error('of the work')
            await session.commit()
          })
        const done = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => work(i)))
        expect(done.map(({ status }) => status)).toEqual(
          Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? 'rejected' : 'fulfilled')),
        )
        expect((await rows('select id from raw.films order by id')).map(({ id }) => id)).toEqual([1, 3, 5])
      })
    })

    describe('types', () => {
      it.each(TYPES.map((type) => [type.name, type] as const))(
        '%s: a column that kerros makes is compatible with it',
        async (_, type) => {
          await execute('create schema raw', `create table raw.t (v ${warehouse.dialect.typeName(type)})`)
          const { relations } = await warehouse.describe([place()])
          const column = relations.get(relationKey(relation('t')))!.columns[0]!
          expect([column.type, warehouse.isTypeCompatible(column, type)]).toEqual([column.type, true])
        },
      )

      it('of other values are not', async () => {
        const columns = DIFFERENT.map((type, i) => `c${i} ${warehouse.dialect.typeName(type)}`)
        await execute('create schema raw', `create table raw.everything (${columns.join(', ')})`)
        const { relations } = await warehouse.describe([place()])
        const found = relations.get(relationKey(relation('everything')))!.columns
        const wrong = found.flatMap((column, i) =>
          DIFFERENT.filter((type, j) => i !== j && warehouse.isTypeCompatible(column, type)).map(
            ({ name }) => `${column.type} holds ${name}`,
          ),
        )
        expect(wrong).toEqual([])
      })
    })

    describe('the lease of a schema', () => {
      const request = (name: string, schema = 'raw') => ({
        holder: { runId: `run-${name}`, name },
        schemas: [{ ...place(), schema }],
        isGone: () => false,
      })

      it('is refused to a second run, which learns who has it, until it is released', async () => {
        const first: Lease = await warehouse.lease!(request('one'))
        await first.ensure()
        const refused = await warehouse.lease!(request('two')).catch((error: Error) => error)
        expect(refused).toMatchObject({ code: 'E_LOCKED', message: expect.stringContaining('one') })
        await first.release()
        const second = await warehouse.lease!(request('two'))
        expect(second.takenOverFrom).toEqual([])
        await second.release()
      })

      it('has a token that is greater for the next holder', async () => {
        const first = await warehouse.lease!(request('one'))
        await first.release()
        const second = await warehouse.lease!(request('two'))
        expect(second.token).toBeGreaterThan(first.token)
        await second.release()
      })

      it('leaves other schemas to other runs', async () => {
        const first = await warehouse.lease!(request('one'))
        await (await warehouse.lease!(request('two', 'other'))).release()
        await first.release()
      })

      it('is not granted when the request is cancelled', async () => {
        const work = warehouse.lease!({ ...request('one'), signal: AbortSignal.abort() })
        expect(await codeOf(work)).toBe('E_CANCELLED')
        await (await warehouse.lease!(request('two'))).release()
      })
    })
  })
}
