import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { build, incremental, table, view } from 'kerros'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { CliProject } from '../../cli/cli-project.js'
import { raw, Shop } from '../shop.js'

const ROWS = 150_000

/** More than DuckDB's row groups have (122,880): those are committed in another way than fewer rows. */
const ROWS_INSERTED = 300_000

/** The rows of one version. */
const rowsOf = (db: any, version: number) =>
  db
    .selectFrom('o')
    .select([
      sql<number>`${sql.lit(version)}`.as('version'),
      sql<number>`unnest(range(${sql.lit(ROWS_INSERTED)}))`.as('n'),
    ])
    .where('o.id', '=', 1)

describe('a reader at the same time', () => {
  const shops: Shop[] = []
  afterEach(async () => {
    for (const shop of shops.splice(0)) await shop.close()
  })

  it('sees one whole version, for anything that replaces anything', async () => {
    const shop = await Shop.open()
    shops.push(shop)
    const kinds = [
      (version: number) => table({ o: raw.orders }, (db) => rowsOf(db, version)),
      (version: number) => view({ o: raw.orders }, (db) => rowsOf(db, version)),
      (version: number) =>
        incremental({ o: raw.orders }, (db) => rowsOf(db, version), { uniqueKey: untyped('n'), strategy: 'merge' }),
      (version: number) =>
        incremental({ o: raw.orders }, (db) => rowsOf(db, version), {
          uniqueKey: untyped('n'),
          strategy: 'delete+insert',
        }),
    ]
    const make = (i: number) => ({ x: kinds[[0, 1, 0, 0, 2, 3, 1, 2, 3, 0][i % 10]!]!(i) })
    await build({ project: shop.project(make(0)), cwd: shop.folder })
    const database = new DuckDbDatabase({ path: path.join(shop.folder, 'shop.duckdb') })
    const session = await database.connect()
    const seen: { readonly rows: number; readonly versions: number; readonly version: number }[] = []
    let writing = true
    const reading = (async () => {
      while (writing) {
        const { rows } = await session.query<(typeof seen)[number]>(
          'select count(*)::integer as rows, count(distinct version)::integer as versions, min(version)::integer as version from x',
        )
        seen.push(...rows)
      }
    })()
    for (let i = 1; i <= 12; i++) {
      const result = await build({ project: shop.project(make(i)), cwd: shop.folder })
      expect(result.nodes.map(({ status }) => status)).toEqual(['success'])
    }
    writing = false
    await reading
    await database.close()
    expect(seen.filter(({ rows, versions }) => rows !== ROWS_INSERTED || versions !== 1)).toEqual([])
    // The reader did read while things changed.
    expect(new Set(seen.map(({ version }) => version)).size).toBeGreaterThan(3)
  })
})

describe('a process that is killed', () => {
  it('leaves every relation whole, and the next run goes on', async () => {
    const project = await CliProject.create({
      'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'p', models: ['src/*.ts'], targets: { dev: duckdb({ path: 'target/p.duckdb', threads: 2 }) } })
`,
      'src/models.ts': MODELS,
    })
    try {
      await mkdir(path.join(project.folder, 'target'), { recursive: true })
      const first = await project.runKept('build')
      expect(first.code).toBe(0)
      for (let round = 1; round <= 4; round++) {
        const cli = project.start(['build', '--json', '--vars', JSON.stringify({ version: round })])
        await cli.until(/node_start/)
        // From the first moments of the work to shortly before its end.
        await new Promise((resolve) => setTimeout(resolve, round * 60))
        cli.child.kill('SIGKILL')
        await cli.ended
        expect(await inspect(project)).toEqual({ a: 1, b: 1, merged: 1, log: 0, history: 0 })
        // Reading only works too, with what the killed process left beside the file.
        expect((await project.runKept('show a --limit 1 --json')).code).toBe(0)
      }
      const last = await project.runKept(['build', '--vars', '{"version": 100}'])
      expect(last.code).toBe(0)
      expect(await inspect(project)).toEqual({ a: 1, b: 1, merged: 1, log: 0, history: 0 })
    } finally {
      await project.remove()
    }
  })
})

/** How many versions the rows of each relation have, and how many keys of the others are wrong. */
async function inspect(project: CliProject): Promise<{ readonly [relation: string]: number }> {
  const database = new DuckDbDatabase({ path: path.join(project.folder, 'target/p.duckdb') })
  try {
    const session = await database.connect()
    const versions = (of: string) =>
      `(select count(distinct (version, size))::integer from (select version, count(*) over () as size from ${of}) where size = ${ROWS})`
    const { rows } = await session.query<{ readonly [relation: string]: number }>(
      `select ${versions('a')} as a, ${versions('b')} as b, ${versions('merged')} as merged,
        (select count(*)::integer from (select version from log group by version having count(*) <> ${ROWS})) as log,
        (select count(*)::integer from (select n from history group by n having count(*) filter (where valid_to is null) <> 1)) as history`,
    )
    return rows[0]!
  } finally {
    await database.close()
  }
}

const untyped = (value: unknown): never => value as never

const MODELS = `import { incremental, integer, snapshot, table, variable, view } from 'kerros'
import { sql } from 'kysely'

const version = variable('version', 0)
const rows = sql<{ version: number; n: number }>\`select cast(\${version} as integer) as version, cast(unnest(range(${ROWS})) as integer) as n\`
const contract = { version: integer(), n: integer() }

export const a = table({}, () => rows, { contract })
export const b = table({ a }, (db) => db.selectFrom('a').selectAll())
export const merged = incremental({ a }, (db) => db.selectFrom('a').selectAll(), { uniqueKey: 'n' })
export const log = incremental({ a }, (db, { since }) => db.selectFrom('a').selectAll().$call(since('a.version')), { watermark: 'version' })
export const few = view({ a }, (db) => db.selectFrom('a').selectAll().where('a.n', '<', 20000))
export const history = snapshot(few, { uniqueKey: 'n', strategy: 'check', checkColumns: 'all' })
`
