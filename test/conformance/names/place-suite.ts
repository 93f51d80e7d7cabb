import {
  build,
  incremental,
  integer,
  type NamingFunction,
  type RunOptions,
  type RunResult,
  snapshot,
  table,
  varchar,
  view,
} from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { showNode } from '../../../src/runtime/show/show-node.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { RAW_EVENTS, raw } from '../raw-events.js'
import { ScratchProject } from '../scratch-project.js'

const inputs = { e: raw.events }

/** Names that mean something in SQL, or have to be quoted. */
const NAMES = ['select', 'Order by', "it's a.b", 'x; y', '🎬 名前 Ä']

/** Where relations are: by the names of their definitions, and in the schemas and under the names that the project gives them. */
export function placeSuite(engine: EngineUnderTest): void {
  contractSuite('places of relations', engine, () => {
    let scratch: ScratchProject

    beforeEach(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute(...RAW_EVENTS)
      return () => scratch.remove()
    })

    const built = (
      definitions: object,
      naming?: NamingFunction,
      options: Omit<RunOptions, 'project'> = {},
    ): Promise<RunResult> =>
      build({ project: scratch.projectOf(definitions, naming && { naming }), cwd: scratch.folder, ...options })
    const expectBuilt = ({ nodes }: RunResult): void =>
      expect(nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))).toEqual([])

    it('a relation has the name that naming gives it, and its readers find it there', async () => {
      const one = table(inputs, (db) => db.selectFrom('e').select('e.id'))
      const two = view({ one }, (db) => db.selectFrom('one').select('one.id'))
      const naming: NamingFunction = ({ name }) => (name === 'one' ? { schema: 'core', name: 'dim_one' } : {})
      for (let run = 0; run < 2; run++) expectBuilt(await built({ raw, one, two }, naming))
      expect(await scratch.rows('select id from core.dim_one order by id')).toEqual([{ id: 1 }, { id: 2 }])
      expect(await scratch.rows('select id from two order by id')).toHaveLength(2)
    })

    it('two relations of one name in one schema are refused before anything runs, also where only the case differs', async () => {
      const one = table(inputs, (db) => db.selectFrom('e').select('e.id'))
      const two = table(inputs, (db) => db.selectFrom('e').select('e.id'))
      const naming: NamingFunction = ({ name }) => ({ name: name === 'one' ? 'same' : 'SAME' })
      await expect(built({ raw, one, two }, naming)).rejects.toMatchObject({
        diagnostics: [{ code: 'E_AMBIGUOUS_NAME' }],
      })
      await expect(scratch.rows('select * from same')).rejects.toMatchObject({ code: 'E_QUERY' })
    })

    it('one name in two schemas is two relations', async () => {
      const one = table(inputs, (db) => db.selectFrom('e').select('e.id').where('e.id', '=', 1))
      const two = table(inputs, (db) => db.selectFrom('e').select('e.id').where('e.id', '=', 2))
      const united = view({ one, two }, (db) =>
        db.selectFrom('one').innerJoin('two', 'two.id', 'one.id').select('one.id'),
      )
      const naming: NamingFunction = ({ name }) => (name === 'united' ? {} : { schema: `of_${name}`, name: 'same' })
      for (let run = 0; run < 2; run++) expectBuilt(await built({ raw, one, two, united }, naming))
      expect(await scratch.rows('select id from of_one.same')).toEqual([{ id: 1 }])
      expect(await scratch.rows('select id from of_two.same')).toEqual([{ id: 2 }])
      expect(await scratch.rows('select id from united')).toEqual([])
    })

    it('one name in two databases is two relations', async () => {
      const other = `${scratch.target.database}_OTHER`
      await scratch.execute(`create database ${other}`)
      try {
        const one = table(inputs, (db) => db.selectFrom('e').select('e.id').where('e.id', '=', 1))
        const two = table({ one }, (db) => db.selectFrom('one').select((eb) => eb('one.id', '+', 1).as('id')))
        const naming: NamingFunction = ({ name }) =>
          name === 'one' ? { name: 'same' } : { name: 'same', database: other, schema: 'elsewhere' }
        for (let run = 0; run < 2; run++) expectBuilt(await built({ raw, one, two }, naming))
        expect(await scratch.rows('select id from same')).toEqual([{ id: 1 }])
        expect(await scratch.rows(`select id from ${other}.elsewhere.same`)).toEqual([{ id: 2 }])
      } finally {
        await scratch.execute(`drop database ${other}`)
      }
    })

    it('names in lower, upper and mixed case are found by the next run', async () => {
      const lower = table(inputs, (db) => db.selectFrom('e').select('e.id'))
      const UPPER = incremental(inputs, (db) => db.selectFrom('e').select('e.id'), { uniqueKey: 'id' })
      const Mixed = snapshot(raw.events, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'] })
      const definitions = { raw, lower, UPPER, Mixed }
      expectBuilt(await built(definitions))
      await scratch.execute(`insert into raw.events values (3, 'c')`)
      const { nodes } = await built(definitions)
      // What was not found would be made again, with all rows.
      expect(Object.fromEntries(nodes.map(({ name, rowsAffected }) => [name, rowsAffected]))).toMatchObject({
        Mixed: 1,
      })
      expect(nodes.find(({ name }) => name === 'UPPER')!.statements.join('\n')).not.toMatch(/create or replace table/i)
      expect(await scratch.rows('select id from upper')).toHaveLength(3)
    })

    it.each(NAMES)('%s is a name of a schema, a relation and a column, and comes back as it is', async (name) => {
      const columns = { id: integer(), [name]: varchar() }
      const renamed = (db: any) => db.selectFrom('e').select((eb: any) => ['e.id', eb.ref('e.kind').as(name)])
      const first: any = table(inputs, renamed, { constraints: { notNull: [name], unique: [name] } } as never)
      const second: any = incremental({ first }, (db: any) => db.selectFrom('first').selectAll(), {
        uniqueKey: name,
        contract: columns,
        columns: { [name]: { description: 'Named.' } },
      } as never)
      const third: any = snapshot(second, { uniqueKey: 'id', strategy: 'check', checkColumns: [name] } as never)
      const naming: NamingFunction = (node) => ({ schema: name, name: `${name} ${node.name}` })
      const definitions = { raw, first, second, third }
      expectBuilt(await built(definitions, naming))
      await scratch.execute(`insert into raw.events values (3, 'c')`)
      expectBuilt(await built(definitions, naming))
      const opened = await openProject({
        project: scratch.projectOf(definitions, { naming }),
        cwd: scratch.folder,
      })
      for (const relation of ['first', 'second', 'third']) {
        const { rows } = await showNode(opened, relation, 100)
        const found = rows.map((row) => [row['id'], row[name]]).sort()
        expect(found, relation).toEqual(['a', 'b', 'c'].map((kind, i) => [i + 1, kind]))
      }
    })
  })
}
