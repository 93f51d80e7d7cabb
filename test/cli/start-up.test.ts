import path from 'node:path'
import { expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

/** Prints the names of all files of packages that were loaded, when the process ends. */
const WATCH = `import { register } from 'node:module'
const hook = 'export async function load(url, context, next) { if (url.startsWith("file:")) process._rawDebug("LOADED " + url); return next(url, context) }'
register('data:text/javascript,' + encodeURIComponent(hook))
`

const HEAVY = /node_modules\/(zod|kysely|esbuild|@duckdb|p-queue|tinyglobby|log-update|cli-table3|@clack)\//

async function loaded(args: string): Promise<readonly string[]> {
  const shop = await CliProject.shop({ 'watch.mjs': WATCH })
  try {
    const { stderr } = await shop.run(args, {
      nodeOptions: ['--import', `file://${path.join(shop.folder, 'watch.mjs')}`],
    })
    return stderr.split('\n').filter((line) => line.startsWith('LOADED '))
  } finally {
    await shop.remove()
  }
}

it.each(['--help', 'build --help', '--version', 'biuld'])('kerros %s loads nothing heavy', async (args) => {
  const files = await loaded(args)
  expect(files.some((file) => file.includes('commander'))).toBe(true)
  expect(files.filter((file) => HEAVY.test(file))).toEqual([])
})

it('the watcher sees what is heavy', async () => {
  const files = await loaded('ls')
  expect(files.some((file) => HEAVY.test(file))).toBe(true)
})

it('ls connects to nothing: the driver is not loaded', async () => {
  expect((await loaded('ls')).filter((file) => file.includes('@duckdb/node-'))).toEqual([])
})

it('init asks nothing without a terminal, and loads nothing to ask with', async () => {
  const files = await loaded('init new')
  expect(files.some((file) => file.includes('commander'))).toBe(true)
  expect(files.filter((file) => file.includes('@clack'))).toEqual([])
})

it('help names every command', async () => {
  const shop = await CliProject.shop()
  const { code, stdout } = await shop.run('--help')
  await shop.remove()
  expect(code).toBe(0)
  for (const command of ['init', 'build', 'run', 'test', 'seed', 'snapshot', 'compile', 'ls', 'show', 'clean', 'debug'])
    expect(stdout).toContain(`  ${command}`)
})
