import { boolean, date, decimal, integer, varchar } from 'kerros'
import { ExpressionWrapper, sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { typeFamily } from '../../../src/core/columns/sql-type.js'
import { relationKey } from '../../../src/core/relations/relation.js'
import type { SqlDialect } from '../../../src/core/steps/sql-dialect.js'
import type { Step } from '../../../src/core/steps/step.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'
import { TYPES } from './sql-types.js'

const TEXTS = ['', "it's", '"quoted"', 'a\\b', "\\'; drop table x; --", 'two\nlines', '𝕏 ż', '%_', '$1 ? :x {{y}}']

/** What every `SqlDialect` writes: SQL that the engine runs, and that means what was meant. */
export function sqlDialectSuite(engine: EngineUnderTest): void {
  contractSuite('SQL', engine, () => {
    let project: ScratchProject
    let dialect: SqlDialect

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      dialect = project.target.dialect
      await project.execute('create schema if not exists raw')
      return () => project.remove()
    })

    const relation = (name: string) => ({ database: project.target.database, schema: 'raw', name })
    const run = (step: Step) => project.execute(...dialect.render(step))
    const describeRaw = async () => {
      const warehouse = await project.target.connect({ projectRoot: project.folder, threads: 1 })
      try {
        return (await warehouse.describe([{ database: project.target.database, schema: 'raw' }])).relations
      } finally {
        await warehouse.close()
      }
    }

    it('names the engine', () => {
      expect(dialect.name).toMatch(/^[a-z]+$/)
      expect(dialect.title.toLowerCase()).toBe(dialect.name)
      expect(dialect.capabilities.longestText).toBeGreaterThan(100_000)
    })

    describe('types', () => {
      it.each(TYPES.map((type) => [type.name, type] as const))(
        '%s: its name makes a column that is read as it',
        async (_, type) => {
          await project.execute(`create table raw.t (v ${dialect.typeName(type)})`)
          const column = (await describeRaw()).get(relationKey(relation('t')))!.columns[0]!
          expect(typeFamily(dialect.sqlTypeOf(column.type)!)).toBe(typeFamily(type))
          expect(dialect.plainTypeOf(column.type)).not.toBe('')
        },
      )

      it('that kerros has no column for have none', () => {
        expect(dialect.sqlTypeOf('A_TYPE_OF_TOMORROW')).toBeUndefined()
        expect(dialect.plainTypeOf('A_TYPE_OF_TOMORROW')).not.toBe('')
      })
    })

    describe('strings', () => {
      it('come back as they were written into a statement', async () => {
        const select = dialect.textRows(
          TEXTS.map((text) => [text]),
          { v: varchar() },
        )
        const found = await project.rows(`select v from (${select}) as t`)
        expect(found.map(({ v }) => v).sort()).toEqual([...TEXTS].sort())
      })

      it('become values of the columns, and NULL', async () => {
        const columns = { i: integer(), d: decimal(12, 2), b: boolean(), day: date(), v: varchar() }
        const select = dialect.textRows(
          [
            ['1', '12.5', 'true', '2024-02-29', 'x'],
            [null, null, null, null, null],
          ],
          columns as never,
        )
        const found = await project.rows(
          `select i, cast(d as varchar) as d, b, cast(day as varchar) as day, v from (${select}) as t order by i`,
        )
        expect(found).toEqual([
          { i: 1, d: '12.50', b: true, day: '2024-02-29', v: 'x' },
          { i: null, d: null, b: null, day: null, v: null },
        ])
      })
    })

    describe('names', () => {
      it.each(['order', 'two words', 'a.b', 'semi;colon', 'ż', "it's"])('%s names one relation', async (name) => {
        const quoted = dialect.quoteRelation(relation(name))
        await project.execute(`create table ${quoted} as select 1 as id`)
        expect(await project.rows(`select id from ${quoted}`)).toEqual([{ id: 1 }])
        expect([...(await describeRaw()).keys()]).toEqual([relationKey(relation(name))])
      })

      it.each(['films', 'two words', '"raw".'])('%s is complete with its database, also in a query', async (name) => {
        const films = relation(name)
        await project.execute(`create table ${dialect.completeName(films)} as select 1 as id`)
        const table = new ExpressionWrapper(dialect.relationNode(films))
        const query = sql`select a.id, ${sql.lit(name)} as v from ${table} as a, ${table} as b`.toOperationNode()
        const both = dialect.compileBoth(query)
        expect(both.sql).toBe(dialect.compile(query))
        expect(both.complete.split(dialect.completeName(films))).toHaveLength(3)
        for (const text of Object.values(both)) expect(await project.rows(text)).toEqual([{ id: 1, v: name }])
      })

      it('of a temporary relation are not those of the relation', () => {
        const found = dialect.temporaryRelation(relation('films'), 'new')
        expect(dialect.quoteRelation(found)).not.toBe(dialect.quoteRelation(relation('films')))
        expect(dialect.quoteRelation(dialect.temporaryRelation(relation('films'), 'old'))).not.toBe(
          dialect.quoteRelation(found),
        )
      })
    })

    describe('steps', () => {
      const settings = {}

      it('make a schema, also when it is there', async () => {
        for (let i = 0; i < 2; i++)
          await run({ kind: 'createSchema', database: project.target.database, schema: 'made_here' })
        await project.execute('create table made_here.t (id integer)')
      })

      it('put tables and views in the place of each other, with all rows', async () => {
        const films = relation('films')
        const create = (
          kind: 'createView' | 'createTableAs',
          replaces: 'view' | 'table' | undefined,
          n: number,
        ): Step => {
          const all = { relation: films, select: `select ${n} as id`, replaces, settings }
          return kind === 'createView' ? { kind, ...all } : { kind, ...all, temporary: false }
        }
        const steps = [
          create('createView', undefined, 1),
          create('createView', 'view', 2),
          create('createTableAs', 'view', 3),
          create('createTableAs', 'table', 4),
          create('createView', 'table', 5),
        ]
        for (const [i, step] of steps.entries()) {
          await run(step)
          expect(await project.rows(`select id from ${dialect.quoteRelation(films)}`)).toEqual([{ id: i + 1 }])
          expect((await describeRaw()).get(relationKey(films))?.type).toBe(
            step.kind === 'createView' ? 'view' : 'table',
          )
        }
      })

      it('drop what is there', async () => {
        await project.execute('create table raw.t (id integer)', 'create view raw.v as select 1 as id')
        await run({ kind: 'dropRelation', relation: relation('t'), type: 'table' } as Step)
        await run({ kind: 'dropRelation', relation: relation('v'), type: 'view' } as Step)
        expect((await describeRaw()).size).toBe(0)
      })

      it('add and drop columns', async () => {
        await project.execute(
          'create table raw.t (id integer, gone varchar)',
          'create table raw.u (id integer, fresh date)',
        )
        const like = (await describeRaw()).get(relationKey(relation('u')))!.columns
        await project.execute(
          ...dialect.renderAlterColumns(
            {
              kind: 'alterColumns',
              relation: relation('t'),
              like: relation('u'),
              add: ['fresh'],
              drop: ['gone'],
              types: {},
            },
            like,
          ),
        )
        const columns = (await describeRaw()).get(relationKey(relation('t')))!.columns
        expect(columns.map(({ name }) => name.toLowerCase())).toEqual(['id', 'fresh'])
        expect(dialect.sqlTypeOf(columns[1]!.type)?.name).toBe('date')
      })
    })

    it('has settings that are settled: what applies to a relation applies to it again', () => {
      const once = dialect.settingsOf({ description: 'One.', persistDocs: { relation: true } })
      expect(dialect.settingsOf(once)).toEqual(once)
    })
  })
}
