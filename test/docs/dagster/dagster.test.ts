import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactsShop } from '../../artifacts/artifacts-shop.js'
import type { CliProject } from '../../cli/cli-project.js'
import { pythonEnv } from '../../servers/python-env.js'
import { pages } from '../page.js'

const HERE = import.meta.dirname
const page = pages.find(({ file }) => file === 'docs/orchestration.md')!
const program = page.blocks.find(({ content }) => content.includes('import dagster as dg'))!.content

let project: CliProject
let python: string

beforeAll(async () => {
  project = await artifactsShop()
  await mkdir(path.join(project.folder, 'node_modules/.bin'))
  await symlink(project.cli, path.join(project.folder, 'node_modules/.bin/kerros'))
  await project.run('docs generate')
  python = await pythonEnv(path.join(HERE, 'requirements.txt'))
}, 600_000)

afterAll(() => project?.remove())

async function materialize(names: string): Promise<unknown> {
  const args = [path.join(HERE, 'run_dagster.py'), program.replace('/opt/shop', project.folder), names]
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

describe("Dagster's program in docs/orchestration.md", () => {
  it('makes the assets that are selected', async () => {
    expect(await materialize('codes,stg_codes')).toEqual({ success: true, made: ['codes', 'stg_codes'] })
  }, 120_000)

  it('makes what was built of all, and fails when a test fails', async () => {
    expect(await materialize('')).toEqual({
      success: false,
      made: ['codes', 'codes_history', 'seen', 'stg_codes', 'totals'],
    })
  }, 120_000)
})
