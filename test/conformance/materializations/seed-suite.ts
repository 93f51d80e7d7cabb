import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, date, decimal, defineProject, hook, integer, seed, table, varchar, view } from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

/** What every engine makes of files of the project. */
export function seedSuite(engine: EngineUnderTest): void {
  contractSuite('seeds', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      return () => project.remove()
    })

    const write = (name: string, text: string) => writeFile(path.join(project.folder, name), text)
    const errors = (result: { nodes: readonly { name: string; error?: { message: string } | undefined }[] }) =>
      result.nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))
    const codes = (work: Promise<unknown>) =>
      work.then(
        () => 'built',
        (error: { code?: string; diagnostics?: readonly { code: string }[] }) =>
          error.diagnostics?.map(({ code }) => code) ?? error.code,
      )

    const columns = { id: integer(), name: varchar().nullable() }
    const people = seed('people.csv', columns)
    const read = view({ people }, (db) => db.selectFrom('people').select('people.id'))

    it('have the rows of their file, again after a second run and after a full refresh', async () => {
      await write('people.csv', 'id,name\n1,Ann\n2,\n')
      for (const options of [{}, {}, { fullRefresh: true }]) {
        expect(errors(await project.build({ people, read }, options))).toEqual([])
        expect(await project.rows('select * from people order by id')).toEqual([
          { id: 1, name: 'Ann' },
          { id: 2, name: null },
        ])
      }
      await write('people.csv', 'id,name\n3,Bea\n')
      // Its reader is not built, and still there.
      expect(errors(await project.build({ people, read }, { select: ['people'] }))).toEqual([])
      expect(await project.rows('select * from read')).toEqual([{ id: 3 }])
    })

    it('are empty with --empty, with the types of their columns, and have their rows in the next run', async () => {
      await write('people.csv', 'id,name\n1,Ann\n2,\n')
      const codes = seed('people.csv', { id: integer(), name: varchar().nullable() })
      const added = table({ codes }, (db) => db.selectFrom('codes').select(['codes.id', 'codes.name']))
      const counts = async () =>
        Number((await project.rows('select (select count(*) from codes) + (select count(*) from added) as n'))[0]!['n'])
      for (const [options, wanted] of [
        [{ empty: true }, 0],
        [{}, 4],
        [{ empty: true }, 0],
        [{ empty: true }, 0],
        [{}, 4],
      ] as const) {
        expect(errors(await project.build({ codes, added }, options))).toEqual([])
        expect([options, await counts()]).toEqual([options, wanted])
      }
      await project.build({ codes, added }, { empty: true })
      await project.execute("insert into codes select 3, 'Cid'")
      await expect(project.execute("insert into codes select 'three', 'Cid'")).rejects.toMatchObject({
        code: 'E_QUERY',
      })
    })

    it('are in the schema that naming gives them, in every run', async () => {
      await write('people.csv', 'id,name\n1,Ann\n')
      const naming = ({ resourceType }: { readonly resourceType: string }) =>
        resourceType === 'seed' ? { schema: 'custom' } : {}
      const own = defineProject({ name: 's', models: [{ people, read }], targets: { dev: project.target }, naming })
      for (const fullRefresh of [false, false, true]) {
        expect(errors(await build({ project: own, cwd: project.folder, fullRefresh }))).toEqual([])
        expect(await project.rows('select id from custom.people')).toEqual([{ id: 1 }])
        expect(await project.rows('select id from read')).toEqual([{ id: 1 }])
      }
    })

    it('wait for what their hooks read', async () => {
      await write('people.csv', 'id,name\n1,Ann\n')
      const a_hooked = seed('people.csv', columns, {
        preHook: hook({ z_first: people }, (db) => db.selectFrom('z_first').select('z_first.id')),
      })
      const { nodes } = await project.build({ a_hooked, z_first: people })
      expect(nodes.map(({ name, status }) => [name, status])).toEqual([
        ['z_first', 'success'],
        ['a_hooked', 'success'],
      ])
    })

    it('are read with the delimiter that they name', async () => {
      await write('people.csv', 'id|name\n1|Ann, the first\n')
      const piped = seed('people.csv', columns, { delimiter: '|' })
      expect(errors(await project.build({ piped }))).toEqual([])
      expect(await project.rows('select * from piped')).toEqual([{ id: 1, name: 'Ann, the first' }])
    })

    it('of another delimiter, or of one that is empty, are refused before anything is written', async () => {
      await write('people.csv', 'id|name\n1|Ann\n')
      const wrong = seed('people.csv', columns, { delimiter: ';' })
      expect(await codes(project.build({ wrong }))).toEqual(expect.arrayContaining(['E_SEED']))
      const empty = seed('people.csv', columns, { delimiter: '' as never })
      expect(await codes(project.build({ empty }))).not.toBe('built')
      await expect(project.rows('select * from wrong')).rejects.toMatchObject({ code: 'E_QUERY' })
    })

    it('are built by a selection, and without what is excluded', async () => {
      await write('people.csv', 'id,name\n1,Ann\n')
      const other = seed('people.csv', columns)
      const names = async (options: object) =>
        (await project.build({ people, other }, options)).nodes.map(({ name }) => name)
      expect(await names({ select: ['people'] })).toEqual(['people'])
      await expect(project.rows('select * from other')).rejects.toMatchObject({ code: 'E_QUERY' })
      expect(await names({ exclude: ['people'] })).toEqual(['other'])
    })

    it('that cannot be read fail their command, and leave models that do not need them alone', async () => {
      await write('people.csv', 'id,name\none,Ann\n')
      const apart = table({}, (db) => db.selectNoFrom((eb) => eb.lit(1).as('id')) as never) as any
      expect(await codes(project.build({ people, apart }, { select: ['people'] }))).toEqual(
        expect.arrayContaining(['E_SEED']),
      )
      expect(errors(await project.build({ people, apart }, { select: ['apart'] }))).toEqual([])
    })

    it('have dots in their file’s name, letters of any script, a byte order mark and 20,000 rows', async () => {
      await write('seed.with.dots.csv', '\uFEFFid,name\n1,Ää 名前 🎬\n')
      await write('big.csv', `id,name\n${Array.from({ length: 20_000 }, (_, i) => `${i},n`).join('\n')}\n`)
      const dotted = seed('seed.with.dots.csv', columns)
      const big = seed('big.csv', columns)
      expect(errors(await project.build({ dotted, big }))).toEqual([])
      expect(await project.rows('select * from dotted')).toEqual([{ id: 1, name: 'Ää 名前 🎬' }])
      const [row] = await project.rows('select count(*) as n, sum(id) as total from big')
      expect([Number(row!['n']), Number(row!['total'])]).toEqual([20_000, (20_000 * 19_999) / 2])
    })

    it('of a header only are empty tables', async () => {
      await write('people.csv', 'id,name')
      expect(errors(await project.build({ people }))).toEqual([])
      expect(await project.rows('select * from people')).toEqual([])
    })

    it('have the types that they declare, as text that looks like numbers and dates', async () => {
      await write('typed.csv', 'zip,day,price,written\n01234,2024-02-29,1.50,2024-02-29\n')
      const typed = seed('typed.csv', { zip: varchar(), day: date(), price: decimal(10, 2), written: varchar() })
      expect(errors(await project.build({ typed }))).toEqual([])
      expect(await project.rows('select * from typed')).toEqual([
        { zip: '01234', day: '2024-02-29', price: 1.5, written: '2024-02-29' },
      ])
    })
  })
}
