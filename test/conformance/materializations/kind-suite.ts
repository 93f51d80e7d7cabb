import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { dynamicTable, incremental, integer, seed, source, table, varchar, view } from 'kerros'
import { expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', { events: { id: integer(), kind: varchar() } })
const inputs = { e: raw.events }
const query = (db: any): any => db.selectFrom('e').select(['e.id', 'e.kind'])

/** Each kind that may take the place of another one; a history may not. */
const KINDS: { readonly [kind: string]: any } = {
  view: view(inputs, query),
  table: table(inputs, query),
  incremental: incremental(inputs, query, { uniqueKey: 'id' } as never),
  'dynamic table': dynamicTable(inputs, query, { targetLag: '1 hour', snowflakeWarehouse: 'REFRESHING' } as never),
  seed: seed('m.csv', { id: integer(), kind: varchar() }),
}

/** All kinds in an order in which each follows each other one directly. */
function everyPair(): readonly string[] {
  const kinds = Object.keys(KINDS)
  return kinds.flatMap((one, i) => [one, ...kinds.slice(i + 1).flatMap((other) => [other, one])])
}

/** What a relation is may change from run to run. */
export function kindSuite(engine: EngineUnderTest): void {
  contractSuite('a change of the kind', engine, () => {
    it('puts each kind in the place of each other one, with all rows', async () => {
      const project = await ScratchProject.create(engine)
      try {
        await writeFile(path.join(project.folder, 'm.csv'), 'id,kind\n1,a\n2,b\n')
        await project.execute(
          'create schema if not exists raw',
          'create or replace table raw.events (id integer, kind varchar)',
          `insert into raw.events values (1, 'a'), (2, 'b')`,
        )
        const order = everyPair()
        const pairs = new Set(order.slice(1).map((kind, i) => `${order[i]} → ${kind}`))
        const expected = Object.keys(KINDS).flatMap((one) =>
          Object.keys(KINDS).flatMap((other) => (one === other ? [] : [`${one} → ${other}`])),
        )
        expect([...pairs]).toEqual(expect.arrayContaining(expected))
        for (const [i, kind] of order.entries()) {
          const { nodes } = await project.build({ raw, m: KINDS[kind] })
          const change = `${order[i - 1]} → ${kind}`
          expect(
            nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : [])),
            change,
          ).toEqual([])
          expect(await project.rows('select id, kind from m order by id'), change).toEqual([
            { id: 1, kind: 'a' },
            { id: 2, kind: 'b' },
          ])
        }
      } finally {
        await project.remove()
      }
    })
  })
}
