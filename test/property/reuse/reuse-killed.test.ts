import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { CliProject } from '../../cli/cli-project.js'
import { Random } from '../../oracles/random.js'

/** `KERROS_REUSE=20` kills twenty times as many runs. */
const ROUNDS = 6 * Number(process.env['KERROS_REUSE'] ?? 1)
const ROWS = 150_000

it(
  'a run that is killed at any moment leaves nothing that a later run takes for built',
  async () => {
    const project = await CliProject.create({ 'kerros.config.ts': CONFIG, 'src/models.ts': MODELS })
    const random = new Random(20_261_201)
    const build = (version: number): readonly string[] => [
      'build',
      '--reuse',
      'on',
      '--vars',
      JSON.stringify({ version }),
    ]
    try {
      await mkdir(path.join(project.folder, 'db'), { recursive: true })
      await execute(
        project,
        'create schema raw',
        `create table raw.numbers as select range::integer as n, 0::integer as zero from range(${ROWS})`,
      )
      expect((await project.runKept(build(0))).code).toBe(0)
      let before = 0
      for (let round = 1; round <= ROUNDS; round++) {
        const cli = project.start([...build(round), '--json'])
        await cli.until(/node_start/)
        await new Promise((resolve) => setTimeout(resolve, random.below(250)))
        cli.child.kill('SIGKILL')
        await cli.ended
        if (random.below(2)) await project.remove('target')
        // What was there before the killed run is as likely to be taken for what it is no longer as its own work is.
        const version = random.below(2) ? before : round
        const result = await project.runKept(build(version))
        expect(result.stdout).toContain('OK')
        expect(result.code).toBe(0)
        expect(await versions(project), `round ${round}`).toEqual([version, version, version, version])
        before = version
      }
      const quiet = await project.runKept(build(before))
      for (const kept of ['table main.a', 'table main.b', 'view main.few', 'test not_null_a_n'])
        expect(quiet.stdout).toContain(`REUSE ${kept}`)
    } finally {
      await project.remove()
    }
  },
  ROUNDS * 20_000,
)

async function execute(project: CliProject, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path.join(project.folder, 'db/p.duckdb'))
  const connection = await instance.connect()
  for (const sql of statements) await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
}

/** The one version that each relation has; undefined where its rows are of several, or too few. */
async function versions(project: CliProject): Promise<readonly (number | undefined)[]> {
  const database = new DuckDbDatabase({ path: path.join(project.folder, 'db/p.duckdb'), readOnly: true })
  try {
    const session = await database.connect()
    const found: (number | undefined)[] = []
    for (const relation of ['a', 'b', 'merged', 'few']) {
      const { rows } = await session.query<{ readonly version: number; readonly rows: number }>(
        `select version, count(*)::integer as rows from ${relation} group by version`,
      )
      const [only, ...others] = rows
      const wanted = relation === 'few' ? 20_000 : ROWS
      found.push(others.length === 0 && only?.rows === wanted ? only.version : undefined)
    }
    return found
  } finally {
    await database.close()
  }
}

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'p', models: ['src/*.ts'], targets: { dev: duckdb({ path: 'db/p.duckdb', threads: 2 }) } })
`

const MODELS = `import { incremental, integer, notNull, source, table, variable, view } from 'kerros'

export const raw = source('raw', { numbers: { n: integer(), zero: integer() } })
const version = variable('version', 0)

export const a = table(
  { numbers: raw.numbers },
  (db) => db.selectFrom('numbers').select((eb) => [eb('numbers.zero', '+', version).as('version'), 'numbers.n']),
  { columns: { n: { tests: [notNull()] } } },
)
export const b = table({ a }, (db) => db.selectFrom('a').selectAll())
export const merged = incremental({ a }, (db) => db.selectFrom('a').selectAll(), { uniqueKey: 'n' })
export const few = view({ b }, (db) => db.selectFrom('b').selectAll().where('b.n', '<', 20000))
`
