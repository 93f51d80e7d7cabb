import { afterEach, describe, expect, it } from 'vitest'
import { toDiagnostics } from '../../../src/core/errors/index.js'
import { RenameProject } from './rename-project.js'

const HEAD = `import { hook, incremental, integer, source, table, timestamp, varchar } from 'kerros'
import { sql } from 'kysely'

export const raw = source('raw', {
  orders: { id: integer(), state: varchar(), at: timestamp() },
  log: { state: varchar(), orders: integer() },
})

export const orders = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.state', 'o.at']), {
  eventTime: 'at',
  constraints: { check: { known: (eb) => eb('state', '!=', 'state') } },
})
`

const MODELS = `${HEAD}
export const kept = incremental({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.state']), {
  uniqueKey: 'id',
  whenMatched: [{ and: (eb) => eb('source.state', '!=', 'state'), action: 'update' }],
  incrementalPredicates: (eb) => eb('target.state', '!=', 'old'),
  preHook: () => sql\`update \${sql.table('this')} set \${sql.ref('state')} = 'none'\`,
})

export const hooked = table({ o: orders }, (db) => db.selectFrom('o').select(['o.id']), {
  postHook: hook({ o: orders, l: raw.log }, (db, { target }) => [
    target.name === 'dev' && db.deleteFrom('o as x').where('x.state', '=', 'state'),
    db.updateTable('l').set({ state: 'none' }).where('l.state', '=', 'state'),
  ]),
})
`

describe('a column that functions among options name', () => {
  let shop: RenameProject | undefined
  afterEach(() => shop?.remove())

  it('is renamed in checks, conditions of a merge and hooks, and not where they mean a value or another column', async () => {
    shop = new RenameProject({ 'src/models.ts': MODELS })
    const { files, open } = await shop.plan('orders.state', 'status')
    expect(open).toEqual([])
    expect(files[0]!.after).toBe(
      MODELS.replace("'o.id', 'o.state', 'o.at'", "'o.id', 'o.state as status', 'o.at'")
        .replace("eb('state', '!=', 'state')", "eb('status', '!=', 'state')")
        .replace("select(['o.id', 'o.state'])", "select(['o.id', 'o.status'])")
        .replace("'source.state'", "'source.status'")
        .replace("'target.state'", "'target.status'")
        .replace("sql.ref('state')", "sql.ref('status')")
        .replace("'x.state'", "'x.status'"),
    )
  }, 300_000)

  it('is an event time too', async () => {
    shop = new RenameProject({ 'src/models.ts': MODELS })
    const { diff } = await shop.plan('orders.at', 'happened_at')
    expect(diff).toContain("+  eventTime: 'happened_at',")
    expect(diff).toContain("'o.at as happened_at'")
  }, 300_000)

  it('is refused where the SQL of a hook may say it, and not where another relation is meant', async () => {
    const inText = `${HEAD}
export const hooked = table({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.state']), {
  postHook: () => sql\`update \${sql.table('this')} set state = 'none'\`,
})

export const other = table({ o: orders }, (db) => db.selectFrom('o').select(['o.id']), {
  postHook: hook({ l: raw.log }, () => sql\`update \${sql.table('l')} set state = 'none'\`),
})
`
    shop = new RenameProject({ 'src/models.ts': inText })
    const found = await shop.plan('orders.state', 'status').then(() => [], toDiagnostics)
    expect(found).toMatchObject([
      {
        code: 'E_RENAME',
        message: 'raw SQL of "hooked" says "state", and kerros does not read SQL',
        at: 'src/models.ts:15:55',
      },
    ])
    const { open } = await shop.plan('orders.state', 'status', ['hooked'])
    expect(open).toEqual([])
  }, 300_000)
})
