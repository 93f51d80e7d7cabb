import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { fastTests } from './fast-tests.js'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function fastAmong(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'kerros-fast-tests-'))
  folders.push(root)
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }
  return fastTests(root)
}

describe('which tests are fast', () => {
  it.each([
    ['a server', `import { snowflakeServer } from '../servers/snowflake-server.js'`],
    ['a server, for its effect only', `import '../servers/snowflake-server.js'`],
    ['a server when it runs', `const { s3Server } = await import('../servers/s3-server.js')`],
    ['another process', `import { execFile } from 'node:child_process'`],
    ['names on several lines', `import {\n  type ChildProcess,\n  spawn,\n} from 'node:child_process'`],
    ['another compiler', `import ts from 'typescript-6'`],
    ['a helper that starts a process', `import { cli } from '../cli/cli-project.js'`],
    ['what a helper exports again', `export { cli } from '../cli/again.js'`],
  ])('a test that imports %s is not', async (_, text) => {
    expect(
      await fastAmong({
        'test/a/one.test.ts': text,
        'test/a/two.test.ts': `import { expect } from 'vitest'`,
        'test/cli/cli-project.ts': `import { execFile } from 'node:child_process'`,
        'test/cli/again.ts': `export { cli } from './cli-project.js'`,
        'test/servers/snowflake-server.ts': '',
        'test/servers/s3-server.ts': '',
      }),
    ).toEqual(['test/a/two.test.ts'])
  })

  it('a test of the built package and one of a server are not, with any imports', async () => {
    expect(await fastAmong({ 'test/package/one.test.ts': '', 'test/servers/one.test.ts': '' })).toEqual([])
  })

  it('a test that imports types of a server only is, and so is one whose helpers import each other', async () => {
    expect(
      await fastAmong({
        'test/a/one.test.ts': `import type { SnowflakeServer } from '../servers/snowflake-server.js'`,
        'test/a/two.test.ts': `import './helper.js'`,
        'test/a/helper.ts': `import './other.js'`,
        'test/a/other.ts': `import './helper.js'`,
      }),
    ).toEqual(['test/a/one.test.ts', 'test/a/two.test.ts'])
  })

  it('both are among the tests of kerros, and this one is fast', () => {
    const fast = fastTests(path.resolve(import.meta.dirname, '..'))
    expect(fast).toContain('test/fast-tests.test.ts')
    expect(fast).toContain('test/conformance/duckdb.test.ts')
    expect(fast).not.toContain('test/conformance/snowflake.test.ts')
    expect(fast).not.toContain('test/cli/output.test.ts')
    expect(fast.length).toBeGreaterThan(100)
  })

  it('no server can be asked for where they run', () => {
    expect(inject('testServers')).toBeUndefined()
  })
})
