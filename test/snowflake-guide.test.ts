import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { Dialect, validate } from '@polyglot-sql/sdk'
import { build } from 'esbuild'
import * as movielens from 'kerros/movielens'
import * as snowflakeExports from 'kerros/snowflake'
import { parse as parseToml } from 'smol-toml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../src/cli/run-cli.js'
import { loginOptions } from '../src/dialects/snowflake/connect/login-options.js'
import { snowflakeServer } from './servers/snowflake-server.js'
import { guideBlocks, guideSection, guideText } from './snowflake-guide.js'
import { parseProblems, projectRoot, runCompiler } from './types/type-check.js'

const server = await snowflakeServer()
const statements = guideBlocks('sql').flatMap((block) =>
  block
    .split(/;\s*$/m)
    .map((sql) => sql.trim())
    .filter((sql) => sql !== ''),
)
const sources = readdirSync(path.join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(projectRoot, 'src', file), 'utf8'))
  .join('\n')

/** Packages that a bundle loads where it is run. */
const EXTERNAL = ['kysely', 'snowflake-sdk', 'smol-toml', 'zod']

/** What only Snowflake itself understands, by the start of the statement, with the reason. */
const NOT_UNDERSTOOD: { readonly [parser in 'polyglot' | 'sqlglot']: { readonly [start: string]: string } } = {
  polyglot: {
    'grant select on all': 'knows grants on one object only',
    'grant select on future': 'knows grants on one object only',
  },
  sqlglot: {
    'create role': 'passes on, unread, what makes users, roles and monitors',
    'create user': 'as create role',
    'create resource monitor': 'as create role',
    'alter warehouse': 'knows ALTER of tables and sessions only',
    'alter table "M" drop row access policy': 'knows no policies in ALTER',
    'alter table "M" modify column "EMAIL" set masking policy': 'knows no policies in ALTER',
    'alter table "M" modify column "PHONE" unset masking policy': 'knows no policies in ALTER',
    'grant role': 'knows grants of privileges only',
    'grant select on all': 'knows grants on one object only',
    'grant select on future': 'knows grants on one object only',
  },
}

describe('the statements', () => {
  const isLeftOut = (parser: keyof typeof NOT_UNDERSTOOD, sql: string): boolean =>
    Object.keys(NOT_UNDERSTOOD[parser]).some((start) => sql.startsWith(start))

  it.each(statements)('polyglot understands %s', (sql) => {
    // What is left out must fail, or it need not be left out.
    expect(validate(sql, Dialect.Snowflake).errors.length > 0).toBe(isLeftOut('polyglot', sql))
  })

  it.skipIf(server.skipReason)('sqlglot understands them', async () => {
    const answers = await server.parse(statements)
    const failed = statements.filter((_, i) => answers[i] !== null)
    expect(failed).toEqual(statements.filter((sql) => isLeftOut('sqlglot', sql)))
    expect(statements.length).toBeGreaterThan(30)
  })
})

describe('the programs', () => {
  let folder: string
  beforeAll(() => {
    // Inside of the project, so that `kerros` is what stands here.
    mkdirSync(path.join(projectRoot, 'target'), { recursive: true })
    folder = mkdtempSync(path.join(projectRoot, 'target', 'guide-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('type-check', async () => {
    const files = guideBlocks('ts').map((content) => ({ name: /^\/\/ (\S+\.ts)\n/.exec(content)![1]!, content }))
    for (const { name, content } of files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), content)
    }
    const config = { extends: '../../tsconfig.json', include: ['**/*.ts'], exclude: [] }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    // The sources that they import are checked elsewhere.
    const diagnostics = parseProblems(await runCompiler('typescript', ['-p', folder]))
    expect(diagnostics.filter(({ file }) => file.startsWith('target/guide-'))).toEqual([])
    expect(files.length).toBeGreaterThan(3)
  }, 240_000)

  it.skipIf(server.skipReason)('the one for plain Kysely runs', async () => {
    const { accessUrl, account, username: user, password, database, schema } = server
    const [program] = guideBlocks('ts').filter((content) => content.startsWith('// movies.ts\n'))
    const pool = new snowflakeExports.SnowflakeDatabase({ accessUrl, account, user, password, database, schema })
    await pool.withSession(async (session) => {
      await session.query('create table movies (movie_id integer, title varchar, facts variant)')
      await session.query(`insert into movies select 1, 'Heat', parse_json('{"genres":["Crime","Drama"],"year":1995}')`)
      await session.query(
        'create table ratings (user_id integer, movie_id integer, rating double, rated_at timestamp_ntz)',
      )
    })
    writeFileSync(
      path.join(folder, 'connections.toml'),
      `[kerros]\naccount = "${account}"\nuser = "${user}"\npassword = "${password}"\naccess_url = "${accessUrl}"\n`,
    )
    const outfile = path.join(folder, 'run-movies.mjs')
    const contents = program!.replace("'MOVIELENS'", `'${database}'`).replace("'DEV'", `'${schema}'`)
    const stdin = { contents, resolveDir: folder, loader: 'ts' } as const
    const conditions = ['kerros-source']
    await build({ stdin, outfile, conditions, bundle: true, platform: 'node', format: 'esm', external: EXTERNAL })
    const env = { ...process.env, SNOWFLAKE_HOME: folder }
    expect(await promisify(execFile)(process.execPath, [outfile], { env })).toEqual({ stdout: '0 1 1\n', stderr: '' })
    const { rows } = await pool.withSession((session) =>
      session.query('select user_id, rating from ratings order by 1, 2'),
    )
    expect(rows).toEqual([
      { user_id: 7, rating: 4.5 },
      { user_id: 8, rating: 3 },
      { user_id: 8, rating: 4.5 },
    ])
    await pool.close()
  })

  it('the connections of connections.toml can log in as they say', async () => {
    for (const text of guideBlocks('toml')) {
      writeFileSync(path.join(folder, 'connections.toml'), text)
      for (const [connection, table] of Object.entries(parseToml(text))) {
        const login = await loginOptions({ connection }, { env: { SNOWFLAKE_HOME: folder }, homeFolder: '/' })
        expect(login).toMatchObject({ account: 'MYORG-MY_ACCOUNT', host: 'myorg-my-account.snowflakecomputing.com' })
        // Each key is an option, under its own name in the code.
        const unknown = Object.keys(login).filter((name) => !new RegExp(`readonly ${name}\\?:`).test(sources))
        expect(unknown).toEqual([])
        expect(Object.keys(login)).toHaveLength(Object.keys(table).length + 1)
      }
    }
    expect(guideBlocks('toml')).toHaveLength(1)
  })
})

it('the policies are JSON', () => {
  const policies = guideBlocks('json').map((text) => JSON.parse(text) as { readonly Statement: readonly object[] })
  expect(policies.map(({ Statement }) => Statement.length)).toEqual([2, 1, 2])
})

it('the commands exist, with their options', async () => {
  const lines = [
    ...[...guideText.matchAll(/`(kerros [a-z][^`]*)`/g)].map((match) => match[1]!),
    ...guideBlocks('sh').flatMap((block) => [...block.matchAll(/^npx (kerros .+)$/gm)].map((match) => match[1]!)),
  ]
  const wrong: string[] = []
  for (const line of new Set(lines)) {
    const [, ...words] = line.split(/\s+/)
    const command = words.slice(0, words.findIndex((word) => word.startsWith('-')) >>> 0)
    const stdout = new PassThrough({ encoding: 'utf8' })
    await runCli([...command, '--help'], { cwd: projectRoot, stdout, stderr: new PassThrough(), env: {} })
    const help = String(stdout.read())
    const options = words.filter((word) => word.startsWith('-'))
    if (!help.includes(`Usage: kerros ${command.join(' ')}`) || !options.every((option) => help.includes(option)))
      wrong.push(line)
  }
  expect(wrong).toEqual([])
  expect(lines.length).toBeGreaterThan(8)
})

it('the variables are read somewhere', () => {
  const names = new Set([...guideText.matchAll(/\b(?:SNOWFLAKE|MOVIELENS)_[A-Z_]*[A-Z]\b/g)].map(([name]) => name))
  // The role of Power BI's readers.
  names.delete('MOVIELENS_READER')
  expect([...names].filter((name) => !sources.includes(name))).toEqual([])
  expect(names.size).toBeGreaterThan(12)
})

it('the messages are those of the code', () => {
  const rows = guideSection('When something fails').matchAll(/^\| (.+?) \| .+ \|$/gm)
  const messages = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))
  const pieces = messages.flatMap((message) => message.split('…').map((piece) => piece.trim()))
  expect(pieces.filter((piece) => piece !== '' && !sources.includes(piece))).toEqual([])
  expect(messages.length).toBeGreaterThan(15)
})

it('the marts and the helpers exist', () => {
  const marts = guideSection('Power BI').split('| marts | mode |')[1]!
  const missing = [...marts.matchAll(/`([a-z_]+)`/g)].filter(([, name]) => !Object.hasOwn(movielens, name!))
  expect(missing).toEqual([])
  const [, helpers] = /^More helpers: ([\s\S]+?)\.\s/m.exec(guideText)!
  const names = [...helpers!.matchAll(/`(\w+)`/g)].map((match) => match[1]!)
  expect(names.filter((name) => !Object.hasOwn(snowflakeExports, name))).toEqual([])
  expect(names.length).toBeGreaterThan(20)
})
