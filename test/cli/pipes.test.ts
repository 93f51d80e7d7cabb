import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop({
    'README.md': '# Shop\n\n![a picture](picture.png)\n',
    'picture.png': 'not really',
    'data/ratings.csv': 'id\n1\n',
    'src/raw.ts': `import { integer, source } from 'kerros'
export const raw = source('raw', { ratings: { id: integer() } }, { load: { ratings: { files: ['ratings.csv'] } } })
`,
  })
  for (const command of ['load', 'build', 'docs generate'])
    expect(await shop.run(command), command).toMatchObject({ code: 0, stderr: '' })
})
afterAll(() => shop.remove())

const at = (file: string) => path.join(shop.folder, file)

/** How a place is taken by what never ends. */
const ENDLESS = {
  'a pipe': async (file: string) => promisify(execFile)('mkfifo', [file]),
  'a link to an endless device': async (file: string) => symlinkSync('/dev/zero', file),
}

describe.skipIf(process.platform === 'win32').each(Object.entries(ENDLESS))('%s', (_, put) => {
  async function replaced(files: readonly string[], args: string): Promise<number | null> {
    const before = await Promise.all(
      files.map(async (file) => [file, await shop.read(file).catch(() => undefined)] as const),
    )
    for (const file of files) {
      rmSync(at(file), { force: true })
      mkdirSync(path.dirname(at(file)), { recursive: true })
      await put(at(file))
    }
    const { ended, child } = shop.start(args)
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const { code, stderr } = await ended
    clearTimeout(timer)
    expect(stderr).not.toContain('internal error')
    for (const [file, content] of before) {
      if (!statSync(at(file), { throwIfNoEntry: false })?.isFile()) rmSync(at(file), { force: true })
      if (content !== undefined) await shop.write({ [file]: content })
    }
    return code
  }

  it('in place of everything that is kept for the next command is replaced, and the command runs', async () => {
    const kept = readdirSync(at('target/.kerros')).map((name) => `target/.kerros/${name}`)
    expect(kept.map((name) => path.extname(name))).toEqual(
      expect.arrayContaining(['.cjs', '.map', '.mjs', '.stamp', '.v8']),
    )
    expect(await replaced(kept, 'ls')).toBe(0)
  })

  it.each([
    ['build', ['target/manifest.json', 'target/run_results.json'], 0],
    ['docs generate', ['target/manifest.json', 'target/catalog.json', 'target/docs/index.html'], 0],
    ['docs generate', ['README.md'], 0],
    ['docs generate', ['picture.png'], 0],
    ['completion bash', ['target/manifest.json'], 0],
    ['lineage customers.amount', ['target/manifest.json', 'package.json'], 2],
    ['build', ['src/orders.csv'], 2],
    ['seed', ['src/orders.csv'], 2],
    ['load', ['data/ratings.csv'], 2],
    ['build', ['target/shop.duckdb.wal'], 2],
    ['show customers', ['target/shop.duckdb.wal'], 2],
    ['ls', ['src/orders.ts'], 2],
    ['ls', ['tsconfig.json'], 2],
  ])('%s: in place of %s', async (args, files, code) => {
    expect(await replaced(files, args)).toBe(code)
  })
})
