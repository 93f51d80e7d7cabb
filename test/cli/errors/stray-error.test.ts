import { readFile } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { strayError } from '../../../src/cli/errors/stray-error.js'
import { CliProject } from '../cli-project.js'

describe('an error that no one caught', () => {
  it('is most likely the project’s when its stack names nothing but Node', async () => {
    const ofNode = await new Promise((resolve) => readFile('/nowhere/at/all', resolve))
    for (const error of [ofNode, 'ENOENT'])
      expect(strayError(error, 'unhandledRejection')).toMatchObject({
        code: 'E_LOAD_PROJECT',
        message: expect.stringMatching(
          /^a promise, most likely in the project's files, is rejected and not handled: ENOENT/,
        ),
      })
  })

  it('is not blamed on the project when its stack names another file', () => {
    const error = new Error('a defect')
    expect(strayError(error, 'uncaughtException')).toBe(error)
  })
})

describe('a project whose files', () => {
  let shop: CliProject
  beforeAll(async () => {
    shop = await CliProject.shop()
  })
  afterEach(() => shop.restore())
  afterAll(() => shop.remove())

  it('reject a promise that no one waits for', async () => {
    await shop.write({ 'src/bad.ts': `export const x = 1\nvoid Promise.reject(new Error('late'))\n` })
    const { code, stdout, stderr } = await shop.run('ls')
    expect({ code, stdout, stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "E_LOAD_PROJECT a promise in the project's files is rejected and not handled: late
        at src/bad.ts:2:21
        → Await it, or catch the error where it is thrown; --debug shows the stack. Files of a project should have no side effects when they are imported.
      ",
        "stdout": "",
      }
    `)
    const json = await shop.run('ls --json')
    expect(json).toMatchObject({ code: 2, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual({
      event: 'error',
      errors: [expect.objectContaining({ code: 'E_LOAD_PROJECT', at: 'src/bad.ts:2:21' })],
    })
    expect((await shop.run('ls --debug')).stderr).toContain('at src/bad.ts:2:21')
  })

  it('throw in a timer', async () => {
    await shop.write({
      'src/bad.ts': `export const x = 1\nsetImmediate(() => {\n  throw new Error('late')\n})\nsetTimeout(() => {}, 2000)\n`,
    })
    const { code, stderr } = await shop.run('ls')
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "E_LOAD_PROJECT code in the project's files throws where nothing can catch it, as in a timer: late
        at src/bad.ts:3:9
        → Await it, or catch the error where it is thrown; --debug shows the stack. Files of a project should have no side effects when they are imported.
      ",
      }
    `)
  })

  it.each([
    [0, 2],
    [3, 3],
  ])('call process.exit(%i) end the command with an error and the exit code %i', async (given, exitCode) => {
    await shop.write({ 'src/bad.ts': `export const x = 1\nprocess.exit(${given})\n` })
    const { code, stdout, stderr } = await shop.run('ls')
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
    expect(stderr).toContain(
      "E_LOAD_PROJECT the process ended before the command did, most likely in the project's files\n",
    )
    expect(stderr).toContain('→ Look for process.exit()')
  })

  it('print on stdout spoil no answer', async () => {
    await shop.write({
      'src/loud.ts': `process.stdout.write('noise\\n')\nconsole.log('more noise')\nexport const x = 1\n`,
    })
    const { code, stdout, stderr } = await shop.run('ls --output name --resource-type model')
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'customers\n', stderr: 'noise\nmore noise\n' })
  })

  it('leave a timer and a server behind let the command end with its exit code and all that it prints', async () => {
    await shop.write({
      'src/late.ts': `import { createServer } from 'node:net'
import { sql } from 'kysely'
import { table } from 'kerros'
import { orders } from './orders.js'
setInterval(() => {}, 1000)
createServer().listen(0)
const text = 'x'.repeat(1_000_000)
export const long = table({ o: orders }, (db) => db.selectFrom('o').select(sql<string>\`\${sql.lit(text)}\`.as('text')))
export const broken = table({ o: orders }, (db) => db.selectFrom('o').select(sql<string>\`nothing\`.as('text')))
`,
    })
    const compiled = await shop.run('compile --select long')
    expect(compiled).toMatchObject({ code: 0, stderr: '' })
    expect(compiled.stdout).toContain('x'.repeat(1_000_000))
    expect(await shop.run('build --quiet')).toMatchObject({ code: 1, signal: null, stdout: '' })
  })
})
