import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'
import { CliProject } from '../cli/cli-project.js'
import { jsonLines } from '../cli/json-lines.js'
import { pythonEnv } from '../servers/python-env.js'

const FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({
  name: 'shop', models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/shop.duckdb' }), none: duckdb({ path: 'none.duckdb' }) },
})
`,
  'src/raw.ts': `import { date, integer, source, timestamp, varchar, view } from 'kerros'

const columns = { id: integer(), loaded_at: timestamp().nullable(), day: date().nullable() }

export const raw = source(
  'raw',
  { fresh: columns, old: columns, stale: columns, none: columns, ahead: columns, far: columns, loaded: { id: integer() }, other: columns },
  {
    freshness: { warnAfter: '12 hours', errorAfter: '1 day' },
    loadedAtField: null,
    tables: {
      fresh: { loadedAtField: 'loaded_at', freshness: { filter: (eb) => eb('id', '>', 0) } },
      old: { loadedAtField: 'loaded_at' },
      stale: { loadedAtQuery: (db) => db.selectFrom('stale').select((eb) => eb.fn.max('day').as('d')) },
      none: { loadedAtField: 'loaded_at' },
      ahead: { loadedAtField: 'loaded_at' },
      far: { loadedAtField: 'loaded_at' },
      other: { freshness: null },
    },
    load: { loaded: { files: ['loaded.csv'] } },
  },
)

export const good = view({ f: raw.fresh, o: raw.other }, (db) => db.selectFrom('f').innerJoin('o', 'o.id', 'f.id').select('f.id'))
`,
  'data/loaded.csv': 'id\n1\n',
}

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create(FILES)
})
afterAll(() => project?.remove())

async function fill(): Promise<void> {
  const database = new DuckDbDatabase({ path: path.join(project.folder, 'target/shop.duckdb') })
  const now = 'make_timestamp(epoch_us(current_timestamp))'
  const rows: { readonly [table: string]: string } = {
    fresh: `(1, ${now} - interval 3 hour, null), (0, ${now}, null), (2, null, null)`,
    old: `(1, ${now} - interval 13 hour, null)`,
    stale: `(1, ${now}, current_date - 3)`,
    none: '(1, null, null)',
    ahead: `(1, ${now} + interval '2 hour 30 second', null)`,
    far: `(1, 'infinity', null)`,
    other: '(1, null, null)',
  }
  try {
    const connection = await database.connect()
    for (const [table, values] of Object.entries(rows)) {
      await connection.query(`create table raw.${table} (id integer, loaded_at timestamp, day date)`)
      await connection.query(`insert into raw.${table} values ${values}`)
    }
  } finally {
    await database.close()
  }
}

const artifact = async (name: string) => JSON.parse(await project.read(`target/${name}`))

describe('kerros source freshness', () => {
  it('says of a target that does not exist what is missing, and does not create it', async () => {
    const { code, stdout } = await project.runKept(
      'source freshness --target none -s source:raw.fresh source:raw.loaded',
    )
    expect([code, stdout]).toMatchInlineSnapshot(`
      [
        1,
        "ERROR       raw.fresh: none.raw.fresh does not exist
        at src/raw.ts
        → Compare the declaration with the warehouse: kerros sources check
      ERROR       raw.loaded: none.raw.loaded does not exist
        at src/raw.ts
        → Load it first: kerros load

      Failed. PASS=0 WARN=0 ERROR=2 TOTAL=2
      ",
      ]
    `)
    await expect(project.read('none.duckdb')).rejects.toThrow('ENOENT')
  })

  it('has a line for each source, and a note where a row is from the future', async () => {
    await project.runKept('load')
    await fill()
    const { code, stdout } = await project.runKept('source freshness')
    expect(code).toBe(1)
    expect(
      stdout.replace(/newest row \d+ seconds? ago/, 'newest row N seconds ago').replace(/3 days \d+ hours?/, '3 days'),
    ).toMatchInlineSnapshot(`
      "PASS        raw.ahead: newest row is from the future, by 2 hours
        → It hides how old the others are. Leave such rows out with a filter.
      ERROR       raw.far: its newest "loaded_at" is infinity, which is no time
        at src/raw.ts
        → Leave such rows out: freshness: { filter: (eb) => eb('loaded_at', '<', new Date('9999-01-01')) }.
      PASS        raw.fresh: newest row 3 hours ago
      PASS        raw.loaded: newest row N seconds ago
      ERROR STALE raw.none: no row has a time, which counts as more than 1 day
      WARN        raw.old: newest row 13 hours ago, more than 12 hours
      ERROR STALE raw.stale: newest row 3 days ago, more than 1 day

      Failed. PASS=3 WARN=1 ERROR=3 TOTAL=7
      "
    `)
  })

  it('has the exit code 0 with warnings only, 1 with errors, and 2 for a selection without freshness', async () => {
    const codeOf = async (line: string) => (await project.runKept(`source freshness ${line} -q`)).code
    expect(await codeOf('-s source:raw.old source:raw.fresh')).toBe(0)
    expect(await codeOf('-s source:raw.none')).toBe(1)
    expect(await codeOf('-s +good')).toBe(0)
    expect(await codeOf('-s source:raw.other')).toBe(2)
    expect(await codeOf('-s source:raw.nope')).toBe(2)
    const { stdout } = await project.runKept('sources freshness -q -s source:raw.fresh')
    expect(stdout).toBe('')
  })

  it('writes what dbt’s tools read as sources.json, and where --output says', async () => {
    await project.runKept('source freshness --output out/far.json --json -s source:raw.far')
    expect(JSON.parse(await project.read('out/far.json')).results).toEqual([
      {
        unique_id: 'source.shop.raw.far',
        error: 'its newest "loaded_at" is infinity, which is no time',
        status: 'runtime error',
      },
    ])
    const { stdout } = await project.runKept('source freshness --json')
    const events = jsonLines(stdout)
    expect(events.map(({ event, source }) => [event, source]).at(2)).toEqual(['source_freshness', 'raw.fresh'])
    expect(events.at(-1)).toMatchObject({ event: 'source_freshness_end', ok: false })
    const { metadata, results, elapsed_time } = await artifact('sources.json')
    expect([metadata.dbt_schema_version, typeof elapsed_time]).toEqual([
      'https://schemas.getdbt.com/dbt/sources/v3.json',
      'number',
    ])
    const byId = Object.fromEntries(results.map((each: any) => [each.unique_id, each]))
    expect(byId['source.shop.raw.fresh']).toMatchObject({
      status: 'pass',
      criteria: {
        warn_after: { count: 12, period: 'hour' },
        error_after: { count: 1, period: 'day' },
        filter: '"id" > 0',
      },
    })
    expect(byId['source.shop.raw.none']).toMatchObject({ status: 'error', max_loaded_at: '0001-01-01T00:00:00.000Z' })
    const { max_loaded_at, snapshotted_at, max_loaded_at_time_ago_in_s } = byId['source.shop.raw.old']
    expect((Date.parse(snapshotted_at) - Date.parse(max_loaded_at)) / 1000).toBe(max_loaded_at_time_ago_in_s)
    const python = await pythonEnv(path.join(import.meta.dirname, 'requirements.txt'))
    const code = `import json, sys
from dbt_artifacts_parser import parser
found = parser.parse_sources_v3(json.load(open(sys.argv[1])))
print(json.dumps({r.unique_id: r.status if isinstance(r.status, str) else r.status.value for r in found.results}))`
    const read = await promisify(execFile)(python, ['-c', code, path.join(project.folder, 'target/sources.json')])
    expect(JSON.parse(read.stdout)).toEqual(
      Object.fromEntries(results.map((each: any) => [each.unique_id, each.status])),
    )
  }, 300_000)

  it('is in the manifest and on the documentation site', async () => {
    await project.runKept('docs generate')
    const { sources } = await artifact('manifest.json')
    expect(sources['source.shop.raw.fresh']).toMatchObject({
      loaded_at_field: 'loaded_at',
      loaded_at_query: null,
      freshness: { warn_after: { count: 12, period: 'hour' }, filter: '"id" > 0' },
      config: { loaded_at_field: 'loaded_at', freshness: { error_after: { count: 1, period: 'day' } } },
    })
    expect(sources['source.shop.raw.stale'].loaded_at_query).toMatch(/^select max\("day"\) as "d" from "raw"\."stale"/)
    expect(sources['source.shop.raw.other']).toMatchObject({ loaded_at_field: null, freshness: null })
    const data = await project.read('target/docs/data.js')
    expect(data).toMatch(/"freshness":\{"status":"warn","newest":"\d{4}-/)
  })

  it('selects sources with newer rows than in an earlier sources.json, and what depends on them', async () => {
    const line = '--select source_status:fresher+ --state old --resource-type model'
    await project.write({ 'old/sources.json': await project.read('target/sources.json') })
    expect(await project.runKept(`ls ${line}`)).toMatchObject({ code: 0, stdout: '' })
    expect((await project.runKept('build --select source_status:fresher+ --state old')).code).toBe(0)
    const old = JSON.parse(await project.read('old/sources.json'))
    const earlier = old.results.map((each: any) => ({ ...each, max_loaded_at: '2020-01-01T00:00:00Z' }))
    const fresh = 'source.shop.raw.fresh'
    for (const results of [earlier, earlier.filter(({ unique_id }: any) => unique_id !== fresh)]) {
      await project.write({ 'old/sources.json': JSON.stringify({ ...old, results }) })
      expect((await project.runKept(`ls ${line}`)).stdout).toBe('model.shop.good\n')
      expect((await project.runKept(`ls ${line}`, { program: 'dbt' })).stdout).toMatch(/good/)
    }
    const later = earlier.map((each: any) => ({ ...each, max_loaded_at: '2120-01-01T00:00:00Z' }))
    await project.write({ 'old/sources.json': JSON.stringify({ ...old, results: later }) })
    expect(await project.runKept(`ls ${line}`)).toMatchObject({ code: 0, stdout: '' })
    const itself = await project.runKept('build --select source_status:fresher+ --state target')
    expect([itself.code, itself.stderr]).toEqual([2, expect.stringContaining('does not have both')])
    const missing = await project.runKept('ls --select source_status:fresher --state nowhere')
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining('no results of an earlier run in nowhere'),
    ])
  })

  it('is what kerros-dbt source freshness says in dbt’s words', async () => {
    const dbt = (line: string) => project.runKept(line, { program: 'dbt' })
    const { code, stdout } = await dbt('source freshness --select source:raw.old source:raw.none source:raw.far')
    expect(code).toBe(1)
    const lines = stdout.split('\n').map((line) => line.slice(10))
    expect(lines.filter((line) => /freshness of/.test(line))).toEqual([
      `${'1 of 3 ERROR freshness of raw.far '.padEnd(80, '.')} [ERROR in <time>]`,
      `${'2 of 3 ERROR STALE freshness of raw.none '.padEnd(80, '.')} [ERROR STALE in <time>]`,
      `${'3 of 3 WARN freshness of raw.old '.padEnd(80, '.')} [WARN in <time>]`,
    ])
    expect((await artifact('sources.json')).results).toHaveLength(3)
    const one = await dbt('source snapshot-freshness --select source:raw.fresh -o target/one.json')
    expect(one.code).toBe(0)
    expect((await artifact('one.json')).results).toHaveLength(1)
    const nothing = await dbt('source freshness --select source:raw.other')
    expect([nothing.code, nothing.stdout]).toEqual([0, expect.stringMatching(/Nothing to do/)])
  })
})
