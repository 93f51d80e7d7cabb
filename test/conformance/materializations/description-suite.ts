import { integer, source, table, varchar, view } from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { relationKey } from '../../../src/core/relations/relation.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', { events: { id: integer(), kind: varchar() } })
const inputs = { e: raw.events }
const query = (db: any): any => db.selectFrom('e').select(['e.id', 'e.kind', 'e.id as 2id'])

/** What a comment has to survive: quotes of both kinds, lines, comments and letters of any script. */
const TEXT = `It's "said" '''thrice''',\non two lines -- and /* comments */ \\ 名前 🎬`

/** Descriptions that become comments in the warehouse. */
export function descriptionSuite(engine: EngineUnderTest): void {
  contractSuite('persisted descriptions', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.events (id integer, kind varchar)',
      )
      return () => project.remove()
    })

    const described = async (name: string) => {
      const { database, schema } = project.target as { readonly database: string; readonly schema?: string }
      const warehouse = await project.target.connect({ projectRoot: project.folder, threads: 1 })
      try {
        const place = { database, schema: schema ?? 'main' }
        const { relations } = await warehouse.describe([place])
        const { comment, columns } = relations.get(relationKey({ ...place, name }))!
        return {
          comment,
          columns: Object.fromEntries(
            columns.flatMap((one) => (one.comment ? [[one.name.toLowerCase(), one.comment]] : [])),
          ),
        }
      } finally {
        await warehouse.close()
      }
    }

    const options = { description: TEXT, columns: { id: { description: TEXT }, '2id': { description: 'Quoted.' } } }

    it('are comments of relations and columns as they are written, and of no others', async () => {
      const persistDocs = { relation: true, columns: true }
      const t = table(inputs, query, { ...options, persistDocs } as never)
      const v = view(inputs, query, { ...options, persistDocs } as never)
      const none = table(inputs, query, options as never)
      const { nodes } = await project.build({ raw, t, v, none })
      expect(nodes.flatMap(({ error }) => error ?? [])).toEqual([])
      for (const name of ['t', 'v']) {
        const { comment, columns } = await described(name)
        expect(comment, name).toBe(TEXT)
        expect(columns, name).toEqual({ id: TEXT, '2id': 'Quoted.' })
      }
      expect((await described('none')).columns).toEqual({})
    })

    it('keep dollars, which enclose strings in some SQL', async () => {
      const description = 'Some $lbl$ labeled $lbl$ and $$ unlabeled $$ dollars, $1'
      const t = table(inputs, query, { description, persistDocs: { relation: true } } as never)
      expect((await project.build({ raw, t })).nodes.flatMap(({ error }) => error ?? [])).toEqual([])
      expect((await described('t')).comment).toBe(description)
    })

    it('of a column that the query does not return are an error before anything runs', async () => {
      const t = table(inputs, query, {
        columns: { lost: { description: 'Lost.' } },
        persistDocs: { columns: true },
      } as never)
      const { nodes } = await project.build({ raw, t })
      expect(nodes).toMatchObject([{ status: 'error', error: { message: expect.stringContaining('"lost"') } }])
    })

    it('are of the column of exactly that name, and no two columns differ by case only', async () => {
      const t = table(inputs, query, {
        columns: { KIND: { description: 'Any.' } },
        persistDocs: { columns: true },
      } as never)
      const twice = table(inputs, ((db: any) => db.selectFrom('e').select(['e.id', 'e.kind as ID'])) as never)
      const { nodes } = await project.build({ raw, t, twice })
      expect(nodes.map(({ name, error }) => [name, error?.message])).toEqual([
        ['t', expect.stringContaining('"KIND"')],
        ['twice', expect.stringMatching(/"id"/i)],
      ])
    })
  })
}
