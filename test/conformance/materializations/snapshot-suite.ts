import {
  build,
  defineProject,
  ephemeral,
  integer,
  type NamingFunction,
  snapshot,
  source,
  table,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', {
  people: { id: integer(), team: varchar(), name: varchar().nullable(), seen_at: timestamp() },
})
const columns = ['p.id', 'p.team', 'p.name', 'p.seen_at'] as const
const byTime = { uniqueKey: 'id', strategy: 'timestamp', updatedAt: 'seen_at' } as const

/** Histories as dbt's suites check them: keys that go and come back, columns that come, names, places, selections. */
export function snapshotSuite(engine: EngineUnderTest): void {
  contractSuite('snapshots', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.people (id integer, team varchar, name varchar, seen_at timestamp)',
        `insert into raw.people values
          (1, 'a', 'Ann', '2026-01-01'), (2, 'a', 'Bea', '2026-01-01'), (3, 'b', 'Cid', '2026-01-01')`,
      )
      return () => project.remove()
    })

    const change = (set: string, id: number) => project.execute(`update raw.people set ${set} where id = ${id}`)
    const expectBuilt = async (definitions: object): Promise<void> => {
      const { nodes } = await project.build(definitions as never)
      expect(nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))).toEqual([])
    }
    /** Each version as `id name`, with a star if it is current. */
    const versions = async (relation = 's', from = 'valid_from', to = 'valid_to') =>
      (await project.rows(`select id, name, ${to} is null as is_current from ${relation} order by id, ${from}`)).map(
        ({ id, name, is_current }) => `${id} ${name}${is_current ? ' *' : ''}`,
      )

    it('end versions of keys that are gone once, and begin again when the key comes back', async () => {
      const s = snapshot(raw.people, { ...byTime, hardDeletes: 'invalidate' })
      await expectBuilt({ raw, s })
      await project.execute('delete from raw.people where id = 3')
      for (let run = 0; run < 2; run++) {
        await expectBuilt({ raw, s })
        expect(await versions()).toEqual(['1 Ann *', '2 Bea *', '3 Cid'])
      }
      await project.execute(`insert into raw.people values (3, 'b', 'Cid again', '2026-03-01')`)
      for (let run = 0; run < 2; run++) {
        await expectBuilt({ raw, s })
        expect(await versions()).toEqual(['1 Ann *', '2 Bea *', '3 Cid', '3 Cid again *'])
      }
    })

    it.each([
      ['by timestamp', byTime],
      ['by check', { uniqueKey: 'id', strategy: 'check', checkColumns: ['name'] }],
    ])('write deletion records with newRecord, %s, which end when the key comes back', async (_, options) => {
      const s = snapshot(raw.people, { ...options, hardDeletes: 'newRecord' } as never)
      const third = async () =>
        await project.rows(
          'select name, is_deleted, valid_to is null as is_current, scd_id from s where id = 3 order by valid_from',
        )
      await expectBuilt({ raw, s })
      await project.execute('delete from raw.people where id = 3')
      for (let run = 0; run < 2; run++) {
        await expectBuilt({ raw, s })
        expect((await third()).map(({ name, is_deleted, is_current }) => [name, is_deleted, is_current])).toEqual([
          ['Cid', false, false],
          ['Cid', true, true],
        ])
      }
      await project.execute(`insert into raw.people values (3, 'b', 'Cid again', '2027-03-01')`)
      for (let run = 0; run < 2; run++) await expectBuilt({ raw, s })
      const versionsOfThird = await third()
      expect(versionsOfThird.map(({ name, is_deleted, is_current }) => [name, is_deleted, is_current])).toEqual([
        ['Cid', false, false],
        ['Cid', true, false],
        ['Cid again', false, true],
      ])
      expect(new Set(versionsOfThird.map(({ scd_id }) => scd_id)).size).toBe(3)
    })

    it('end current versions at validToCurrent, alone and with newRecord', async () => {
      const validToCurrent = new Date('2099-12-31')
      for (const [name, hardDeletes] of [
        ['plain', 'invalidate'],
        ['kept', 'newRecord'],
      ] as const) {
        const of = (): unknown => snapshot(raw.people, { ...byTime, hardDeletes, validToCurrent } as never)
        await expectBuilt({ raw, [name]: of() })
        await change(`name = 'Eve', seen_at = '2026-02-01'`, 1)
        await project.execute('delete from raw.people where id = 3')
        for (let run = 0; run < 2; run++) await expectBuilt({ raw, [name]: of() })
        const rows = await project.rows(`select id, name, valid_to from ${name} order by id, valid_from`)
        const current = rows.filter(({ valid_to }) => Number(valid_to) === Number(validToCurrent))
        expect(
          current.map((row) => `${row['id']} ${row['name']}`),
          name,
        ).toEqual(name === 'kept' ? ['1 Eve', '2 Bea', '3 Cid'] : ['1 Eve', '2 Bea'])
        expect(
          rows.filter(({ valid_to }) => valid_to === null),
          name,
        ).toEqual([])
        expect(rows, name).toHaveLength(name === 'kept' ? 5 : 4)
        await change(`name = 'Ann', seen_at = '2026-01-01'`, 1)
        await project.execute(`insert into raw.people values (3, 'b', 'Cid', '2026-01-01')`)
      }
    })

    it('record new columns, deleted, changed and new rows of one run together', async () => {
      const some: any = view({ p: raw.people }, (db) => db.selectFrom('p').select(['p.id', 'p.name', 'p.seen_at']))
      const all: any = view({ p: raw.people }, (db) => db.selectFrom('p').select(columns))
      for (const [name, options] of [
        ['timed', byTime],
        ['checked', { uniqueKey: 'id', strategy: 'check', checkColumns: ['name'] }],
      ] as const) {
        const recorded = (of: unknown) => snapshot(of as never, { ...options, hardDeletes: 'invalidate' } as never)
        await expectBuilt({ raw, v: some, [name]: recorded(some) })
      }
      await change(`name = 'Bob', seen_at = '2026-02-01'`, 2)
      await project.execute(
        'delete from raw.people where id = 3',
        `insert into raw.people values (4, 'c', 'Dee', '2026-02-01')`,
      )
      for (const [name, options] of [
        ['timed', byTime],
        ['checked', { uniqueKey: 'id', strategy: 'check', checkColumns: ['name'] }],
      ] as const) {
        await expectBuilt({ raw, v: all, [name]: snapshot(all, { ...options, hardDeletes: 'invalidate' } as never) })
        expect(await versions(name), name).toEqual(['1 Ann *', '2 Bea', '2 Bob *', '3 Cid', '4 Dee *'])
        // The new column is known of the versions of this run.
        const teams = await project.rows(`select id, team from ${name} where valid_to is null order by id`)
        expect(teams.map(({ id, team }) => [id, team]).slice(1), name).toEqual([
          [2, 'a'],
          [4, 'c'],
        ])
      }
    })

    it('have names of their own for the added columns, in every run, and are read by models', async () => {
      const names = { validFrom: 'known_from', validTo: 'known_to', scdId: 'version_id', scdUpdatedAt: 'noticed_at' }
      const s = snapshot(raw.people, { ...byTime, snapshotMetaColumnNames: names } as never) as any
      const now = table({ s }, (db: any) =>
        db.selectFrom('s').select(['s.id', 's.name']).where('s.known_to', 'is', null),
      ) as any
      await expectBuilt({ raw, s, now })
      await change(`name = 'Eve', seen_at = '2026-02-01'`, 1)
      await expectBuilt({ raw, s, now })
      expect(await versions('s', 'known_from', 'known_to')).toEqual(['1 Ann', '1 Eve *', '2 Bea *', '3 Cid *'])
      const [row] = await project.rows('select * from s')
      expect(Object.keys(row!)).toEqual(expect.arrayContaining(Object.values(names)))
      const read = await project.rows('select name from now order by id')
      expect(read.map(({ name }) => name)).toEqual(['Eve', 'Bea', 'Cid'])
    })

    it('have options in common by a constant, which types what reads them, and are selected as ever', async () => {
      const history = {
        strategy: 'check',
        checkColumns: ['name'],
        uniqueKey: 'id',
        snapshotMetaColumnNames: { validFrom: 'known_from', validTo: 'known_to' },
      } as const
      const s = snapshot(raw.people, history)
      const other = snapshot(raw.people, { ...history, checkColumns: ['team'], hardDeletes: 'invalidate' })
      const now = table({ s }, (db) => db.selectFrom('s').select(['s.id', 's.name']).where('s.known_to', 'is', null))
      await expectBuilt({ raw, s, other, now })
      await change(`name = 'Eve'`, 1)
      await change(`team = 'z'`, 2)
      await expectBuilt({ raw, s, other, now })
      expect(await versions('s', 'known_from', 'known_to')).toEqual(['1 Ann', '1 Eve *', '2 Bea *', '3 Cid *'])
      expect(await versions('other', 'known_from', 'known_to')).toEqual(['1 Ann *', '2 Bea', '2 Bea *', '3 Cid *'])
      const read = await project.rows('select name from now order by id')
      expect(read.map(({ name }) => name)).toEqual(['Eve', 'Bea', 'Cid'])
      const built = async (options: object) =>
        (await project.build({ raw, s, other, now }, options)).nodes
          .filter(({ resourceType }) => resourceType === 'snapshot')
          .map(({ name }) => name)
      expect(await built({ select: 'other' })).toEqual(['other'])
      expect(await built({ exclude: 'other' })).toEqual(['s'])
      expect(await built({})).toEqual(['other', 's'])
    })

    it('distinguish rows by all columns of a key', async () => {
      await project.execute(`insert into raw.people values (1, 'b', 'Ann of b', '2026-01-01')`)
      const s = snapshot(raw.people, { ...byTime, uniqueKey: ['id', 'team'] })
      await expectBuilt({ raw, s })
      await project.execute(`update raw.people set name = 'New', seen_at = '2026-02-01' where id = 1 and team = 'b'`)
      await expectBuilt({ raw, s })
      expect((await versions()).sort()).toEqual(['1 Ann *', '1 Ann of b', '1 New *', '2 Bea *', '3 Cid *'])
    })

    it('by check: only columns to check begin versions, and NULL is a value', async () => {
      const s = snapshot(raw.people, { uniqueKey: 'id', strategy: 'check', checkColumns: ['name'] })
      await expectBuilt({ raw, s })
      await change(`team = 'z'`, 1)
      await change('name = null', 2)
      await expectBuilt({ raw, s })
      expect(await versions()).toEqual(['1 Ann *', '2 Bea', '2 null *', '3 Cid *'])
      await change(`name = 'Bea'`, 2)
      for (let run = 0; run < 2; run++) await expectBuilt({ raw, s })
      expect(await versions()).toEqual(['1 Ann *', '2 Bea', '2 null', '2 Bea *', '3 Cid *'])
    })

    it('record an ephemeral model, with hard deletes and a column that comes', async () => {
      const some = ephemeral({ p: raw.people }, (db) => db.selectFrom('p').select(['p.id', 'p.name']))
      const all = ephemeral({ p: raw.people }, (db) => db.selectFrom('p').select(['p.id', 'p.name', 'p.team']))
      for (const [run, e] of [some, all].entries()) {
        const s = snapshot(
          e as any,
          { uniqueKey: 'id', strategy: 'check', checkColumns: ['name'], hardDeletes: 'invalidate' } as never,
        )
        await expectBuilt({ raw, e, s })
        expect(await versions(), `run ${run}`).toEqual(
          run === 0 ? ['1 Ann *', '2 Bea *', '3 Cid *'] : ['1 Ann *', '2 Bea *', '3 Cid'],
        )
        await project.execute('delete from raw.people where id = 3')
      }
    })

    it('record a query of raw SQL that ends in a comment', async () => {
      const contract = { id: integer(), name: varchar() }
      const v = view({ p: raw.people }, () => sql<any>`select p.id, p.name from ${sql.table('p')} as p -- the end`, {
        contract,
      })
      const s = snapshot(v as any, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' } as never)
      for (let run = 0; run < 2; run++) await expectBuilt({ raw, v, s })
      expect(await versions()).toEqual(['1 Ann *', '2 Bea *', '3 Cid *'])
    })

    it('are in the schema that naming gives them, and found there by the next run', async () => {
      const s = snapshot(raw.people, byTime)
      const naming: NamingFunction = ({ resourceType }) => (resourceType === 'snapshot' ? { schema: 'history' } : {})
      const own = defineProject({ name: 's', models: [{ raw, s }], targets: { dev: project.target }, naming })
      const run = () => build({ project: own, cwd: project.folder })
      expect((await run()).ok).toBe(true)
      await change(`name = 'Eve', seen_at = '2026-02-01'`, 1)
      expect((await run()).ok).toBe(true)
      expect(await versions('history.s')).toEqual(['1 Ann', '1 Eve *', '2 Bea *', '3 Cid *'])
    })

    it('are selected and excluded', async () => {
      const one = snapshot(raw.people, byTime)
      const two = snapshot(raw.people, { ...byTime, tags: ['slow'] })
      const three = snapshot(raw.people, byTime)
      const names = async (options: object) =>
        (await project.build({ raw, one, two, three }, options)).nodes.map(({ name }) => name).sort()
      expect(await names({ resourceTypes: undefined })).toEqual(['one', 'three', 'two'])
      expect(await names({ exclude: ['one'] })).toEqual(['three', 'two'])
      expect(await names({ select: ['one', 'tag:slow'] })).toEqual(['one', 'two'])
    })
  })
}
