import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RenameProject } from './rename-project.js'

const MODELS = `import { integer, source, sum, varchar, view } from 'kerros'
import { deduplicate, topN } from 'kerros/macros'

export const raw = source('raw', { orders: { id: integer(), state: varchar(), amount: integer() } })

/** Selected and named without its table, three times. */
export const best = view({ o: raw.orders }, (db) =>
  db
    .selectFrom('o')
    .select(['o.id', 'o.state', 'o.amount'])
    .$call(topN({ n: 2, partitionBy: ['state'], orderBy: [['amount', 'desc'], ['state', 'asc'], ['id', 'asc']] }))
    .$call(deduplicate({ by: ['state'], orderBy: [['id', 'asc']] })),
)

/** Computed under a name, and named by it. */
export const totals = view({ b: best }, (db) =>
  db
    .selectFrom('b')
    .groupBy('b.state')
    .select((eb) => ['b.state', sum(eb.ref('b.amount')).as('total')])
    .$call(topN({ n: 1, partitionBy: [], orderBy: [['total', 'desc'], ['state', 'asc']] })),
)
`

const WAIT = 300_000

describe('a name that a helper looks up among the selected columns', () => {
  let shop: RenameProject
  beforeAll(() => {
    shop = new RenameProject({ 'src/models.ts': MODELS })
  })
  afterAll(() => shop.remove())

  const renamed = async (column: string, to: string): Promise<string> => {
    const { files, open } = await shop.plan(column, to)
    expect(open).toEqual([])
    expect(files.map(({ file }) => file)).toEqual(['src/models.ts'])
    return files[0]!.after
  }

  it(
    'is renamed with the column that is passed on, wherever it is named, and downstream',
    async () => {
      expect(await renamed('best.state', 'status')).toBe(
        MODELS.replace("'o.state'", "'o.state as status'")
          .replace("partitionBy: ['state']", "partitionBy: ['status']")
          .replace("['amount', 'desc'], ['state', 'asc']", "['amount', 'desc'], ['status', 'asc']")
          .replace("by: ['state']", "by: ['status']")
          .replace("groupBy('b.state')", "groupBy('b.status')")
          .replace("'b.state',", "'b.status',")
          .replace("['total', 'desc'], ['state', 'asc']", "['total', 'desc'], ['status', 'asc']"),
      )
    },
    WAIT,
  )

  it(
    'is renamed with what is computed',
    async () => {
      expect(await renamed('totals.total', 'revenue')).toBe(MODELS.replaceAll("'total'", "'revenue'"))
    },
    WAIT,
  )

  it(
    'is renamed downstream only',
    async () => {
      expect(await renamed('totals.state', 'status')).toBe(
        MODELS.replace("'b.state',", "'b.state as status',").replace(
          "['total', 'desc'], ['state', 'asc']",
          "['total', 'desc'], ['status', 'asc']",
        ),
      )
    },
    WAIT,
  )
})
