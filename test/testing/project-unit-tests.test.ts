import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../../src')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-unit-tests-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('unit tests where DuckDB is not installed', () => {
  it('say so, with the line that installs it and the option that leaves them out', async () => {
    const outfile = path.join(folder, 'without.mjs')
    await build({
      stdin: {
        contents: `
          import { integer, source, unitTest, view } from './index.js'
          import { projectUnitTests } from './testing/project-unit-tests.js'
          const raw = source('raw', { t: { id: integer() } })
          const ids = view({ t: raw.t }, (db) => db.selectFrom('t').selectAll())
          const definition = unitTest(ids, { given: [{ of: raw.t, rows: [] }], expect: [] })
          const project = { unitTests: [{ uniqueId: 'u', definition }], nodeOf: new Map() }
          await projectUnitTests({ root: '.', config: { vars: {} }, project }, undefined)('u').catch(({ code, message, hint }) =>
            console.log(JSON.stringify([code, message, hint])))`,
        resolveDir: SRC,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      external: ['@duckdb/node-api', 'esbuild', 'snowflake-sdk'],
      banner: {
        js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
      },
      logLevel: 'error',
    })
    const { stdout } = await promisify(execFile)(process.execPath, [outfile])
    expect(JSON.parse(stdout)).toEqual([
      'E_MISSING_DRIVER',
      'unit tests run in DuckDB, on every target. DuckDB needs the package "@duckdb/node-api", which is not installed',
      'Install it next to kerros: npm install @duckdb/node-api. Or leave unit tests out: --exclude-resource-type unit_test',
    ])
  })
})
