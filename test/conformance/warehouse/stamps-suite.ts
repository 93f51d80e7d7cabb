import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { defineProject, integer, source, varchar } from 'kerros'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { relationKey } from '../../../src/core/relations/relation.js'
import { loadOpened } from '../../../src/runtime/load/load.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

/** What happens to a table, and the statements. */
type Change = readonly [what: string, statements: readonly string[]]

/** What stamps are on an engine. */
export interface StampsSuiteOptions {
  /** Whether each table has a stamp of its own; otherwise they are all of one database. */
  readonly isPerTable: boolean
  /** More that may happen to a table, in the engine's own words. */
  readonly changes?: readonly Change[]
}

/** What else may happen to a table, by another program or in another session. */
const CHANGES: readonly Change[] = [
  ['insert', ["insert into raw.films values (3, 'Cube')"]],
  ['update', ["update raw.films set title = 'Aliens' where id = 1"]],
  ['delete', ['delete from raw.films where id = 1']],
  ['truncate', ['truncate table raw.films']],
  [
    'merge',
    [
      `merge into raw.films as f using (select 1 as id, 'Aliens' as title) as s on f.id = s.id
when matched then update set title = s.title when not matched then insert (id, title) values (s.id, s.title)`,
    ],
  ],
  ['a new column', ['alter table raw.films add column year integer']],
  ['a column less', ['alter table raw.films drop column title']],
  ['a column by another name', ['alter table raw.films rename column title to name']],
  ['replace', ["create or replace table raw.films as select 1 as id, 'Alien' as title"]],
  ['drop and create', ['drop table raw.films', 'create table raw.films (id integer, title varchar)']],
  ['a transaction', ['begin', "insert into raw.films values (3, 'Cube')", 'commit']],
]

/** Stamps say which tables no one else has changed. */
export function stampsSuite(engine: EngineUnderTest, { isPerTable, changes = [] }: StampsSuiteOptions): void {
  contractSuite('stamps', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await asRun(
        'create schema raw',
        'create table raw.films (id integer, title varchar)',
        "insert into raw.films values (1, 'Alien'), (2, 'Brazil')",
        'create table raw.actors (id integer)',
        'create view raw.titles as select title from raw.films',
      )
      return () => project.remove()
    })

    const withWarehouse = async <T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> => {
      const warehouse = await project.target.connect({ projectRoot: project.folder, threads: 1 })
      try {
        return await work(warehouse)
      } finally {
        await warehouse.close()
      }
    }
    const asRun = (...statements: readonly string[]) =>
      withWarehouse((warehouse) =>
        warehouse.withSession(async (session) => {
          for (const sql of statements) await session.execute(sql)
        }),
      )
    const relation = (name: string, loadedAs?: string) => ({
      database: project.target.database,
      schema: 'raw',
      name,
      loadedAs,
    })
    /** The stamps of the tables, in their order. */
    const stamps = (...names: readonly string[]): Promise<readonly (string | undefined)[]> =>
      withWarehouse(async (warehouse) => {
        const wanted = names.map((name) => relation(name))
        const found = await warehouse.stamps!(wanted)
        return wanted.map((one) => found.get(relationKey(one)))
      })

    it('are those of tables that exist; a view has none', async () => {
      const [films, actors, ...others] = await stamps('films', 'ACTORS', 'titles', 'missing')
      expect([typeof films, typeof actors]).toEqual(['string', 'string'])
      expect(others).toEqual([undefined, undefined])
      expect(await withWarehouse((warehouse) => warehouse.stamps!([]))).toEqual(new Map())
    })

    it('stay while tables are only read', async () => {
      const before = await stamps('films', 'actors')
      await project.rows('select count(*) as n from raw.titles')
      await asRun('select * from raw.films', 'begin', 'select * from raw.actors', 'rollback')
      expect(await stamps('films', 'actors')).toEqual(before)
    })

    describe('are other ones after a change of another program', () => {
      it.each([...CHANGES, ...changes])('%s', async (_, statements) => {
        const [films, actors] = await stamps('films', 'actors')
        await project.execute(...statements)
        const [changed, other] = await stamps('films', 'actors')
        expect(changed).toEqual(expect.any(String))
        expect(changed).not.toBe(films)
        if (isPerTable) expect(other).toBe(actors)
        expect(await stamps('films', 'actors')).toEqual([changed, other])
      })
    })

    it('are other ones for a table that a load fills, and the same for the rest', async () => {
      const filmsOf = (warehouse: Warehouse) =>
        warehouse.stamps!([relation('loaded', 'raw.loaded'), relation('actors')])
      const raw = source(
        'raw',
        { loaded: { id: integer(), title: varchar() } },
        { load: { loaded: { files: ['films.csv'] } } },
      )
      const given = defineProject({ name: 'scratch', models: [{ raw }], targets: { dev: project.target } })
      const filled = (rows: string) =>
        writeFile(path.join(project.folder, 'films.csv'), `id,title\n${rows}\n`).then(() =>
          openProject({ project: given, cwd: project.folder }).then((opened) =>
            loadOpened(opened, { cwd: project.folder, data: '.' }),
          ),
        )
      await filled('1,Alien')
      const first = await withWarehouse(filmsOf)
      await filled('1,Alien')
      expect(await withWarehouse(filmsOf)).toEqual(first)
      await filled('1,Aliens')
      const second = await withWarehouse(filmsOf)
      const [loaded, actors] = [relation('loaded'), relation('actors')].map(relationKey) as [string, string]
      expect(second.get(loaded)).toEqual(expect.any(String))
      expect(second.get(loaded)).not.toBe(first.get(loaded))
      expect(second.get(actors)).toBe(first.get(actors))
    })
  })
}
