import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SnowflakeServer, snowflakeServer } from './snowflake-server.js'

const server = await snowflakeServer()

const LIVE = [
  'test/conformance/snowflake-live.test.ts',
  'test/movielens/snowflake-live.test.ts',
  'test/dialects/snowflake/live.test.ts',
]

/**
 * The tests that are run: all, but of the conformance suite, of which `test/conformance/snowflake.test.ts` runs every test on this
 * server, as many as show that each gets a database of its own. The whole takes twice as long.
 */
const RUN = /a live account|views and tables, and puts|append adds new rows only|keeps contracts/

/**
 * Tests that fail here, since the server answers otherwise than Snowflake, with what they fail for: they are there for what the
 * server does not know.
 */
const OTHERWISE: Readonly<Record<string, RegExp>> = {
  // The type VECTOR.
  'a live account values of every type arrive as docs/types.md says': /Expected a constant as type modifier/,
  // Snowflake's types of sums.
  'a live account a sum of decimals has the digits that docs/types.md says': /\{ total: 1\.25, own: 1\.25 \}/,
  // Which columns count by themselves.
  'a live account its tables are found': /to match object/,
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

describe.skipIf(server.skipReason)('the protocol server, posed as an account', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'kerros-posed-'))
    await writeFile(path.join(home, 'connections.toml'), connections(server), { mode: 0o600 })
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  it('passes the tests on a live account, and skips none of them', { timeout: 400_000 }, async ({ signal }) => {
    const report = await run(LIVE, home, signal)
    expect(report.testResults.map(({ name }) => path.relative(process.cwd(), name)).sort()).toEqual([...LIVE].sort())
    expect(report.testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([])
    const results = report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName }) => RUN.test(fullName))
    expect(results.length).toBeGreaterThanOrEqual(10)
    const faults = results
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, status, failureMessages }) => [status, fullName, failureMessages.join('\n')])
    expect(faults).toEqual(
      Object.entries(OTHERWISE).map(([fullName, why]) => ['failed', fullName, expect.stringMatching(why)]),
    )
  })
})

function connections({ accessUrl, account, username, password, database, schema, warehouse }: SnowflakeServer): string {
  const options = { access_url: accessUrl, account, user: username, password, database, schema, warehouse }
  return `[posed]\n${Object.entries(options)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
    .join('')}`
}

/** Runs test files in a process of their own, which finds the server as it would find an account: by its environment. */
async function run(files: readonly string[], home: string, signal: AbortSignal): Promise<Report> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|SNOWFLAKE_|MOVIELENS_|AWS_)/.test(name))
  const env = { ...Object.fromEntries(own), SNOWFLAKE_HOME: home, SNOWFLAKE_DEFAULT_CONNECTION_NAME: 'posed' }
  const report = path.join(home, 'report.json')
  const vitest = path.join(process.cwd(), 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--project=slow', '--reporter=json', `--outputFile=${report}`]
  const printed = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [...args, '-t', RUN.source, ...files],
      { env, signal, maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => resolve(`${stdout}${stderr}`),
    )
  })
  const written = await readFile(report, 'utf8').catch(() => {
    throw new Error(`the tests did not run:\n${printed}`)
  })
  return JSON.parse(written) as Report
}
