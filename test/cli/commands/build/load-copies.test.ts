import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holderProcess } from '../../../../src/runtime/lease/holder-process.js'
import { CliProject, type RunningCli } from '../../cli-project.js'

const RAW = `import { integer, source } from 'kerros'
export const raw = source('raw', { n: { id: integer(), v: integer() } }, { load: { n: { files: ['n.csv'] } } })
`
const ROWS = 600_000
/** A sign makes every value unusual, so that the file is loaded from a copy. */
const UNUSUAL = `id,v\n${Array.from({ length: ROWS }, (_, i) => `${i},+${i}\n`).join('')}`

let project: CliProject
let temporary: string
let running: RunningCli | undefined
beforeEach(async () => {
  project = await CliProject.shop({ 'src/raw.ts': RAW, 'data/n.csv': UNUSUAL })
  temporary = path.join(project.folder, 'temporary')
  mkdirSync(temporary)
}, 120_000)
afterEach(async () => {
  running?.child.kill('SIGKILL')
  await project.remove()
})

const copies = (): readonly string[] => readdirSync(temporary).filter((name) => name.startsWith('kerros-load-'))

/** Starts a load and waits until it writes a copy. */
async function copying(): Promise<RunningCli> {
  const cli = project.start('load', { env: { TMPDIR: temporary } })
  running = cli
  const hasRows = (name: string): boolean => {
    const file = path.join(temporary, name, 'rows.csv')
    return existsSync(file) && statSync(file).size > 0
  }
  let hasEnded = false
  void cli.ended.then(() => {
    hasEnded = true
  })
  while (!copies().some(hasRows)) {
    if (hasEnded) throw new Error(`the load ended before it wrote a copy: ${(await cli.ended).stderr}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return cli
}

describe('copies of unusual files', { timeout: 120_000 }, () => {
  it('are gone after Ctrl-C, also when it is pressed twice', async () => {
    for (const times of [1, 2]) {
      const cli = await copying()
      cli.child.kill('SIGINT')
      if (times === 2) {
        await cli.until(/Stopping/)
        cli.child.kill('SIGINT')
      }
      expect((await cli.ended).code).toBe(130)
      expect(copies()).toEqual([])
    }
  })

  it('of a killed load are removed by the next one, and nothing else is', async () => {
    const cli = await copying()
    cli.child.kill('SIGKILL')
    await cli.ended
    expect(copies()).toHaveLength(1)
    const others = {
      'kerros-load-running': JSON.stringify(holderProcess()),
      'kerros-load-unknown': '{"pid":1}',
      'kerros-load-text': 'x',
    }
    for (const [name, owner] of Object.entries(others)) {
      mkdirSync(path.join(temporary, name))
      writeFileSync(path.join(temporary, name, 'owner.json'), owner)
    }
    mkdirSync(path.join(temporary, 'kerros-load-bare'))
    const { code, stderr } = await project.runKept('load', { env: { TMPDIR: temporary } })
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect([...copies()].sort()).toEqual(['kerros-load-bare', ...Object.keys(others)].sort())
  })
})
