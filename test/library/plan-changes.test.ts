import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { defineProject, planChanges } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliProject } from '../cli/cli-project.js'

const big = (least: number) => `import { view } from 'kerros'
import { orders } from './orders.js'

export const big = view({ o: orders }, (db) => db.selectFrom('o').where('o.amount', '>', '${least}').select('o.customer'))
`

let project: CliProject
beforeAll(async () => {
  project = await CliProject.shop({ 'src/big.ts': big(50), '.gitignore': 'node_modules\ntarget\n' })
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: project.folder })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'first')
})
afterAll(() => project?.remove())

it('planChanges says which nodes a change of the project gives other rows, and what a build does', async () => {
  const cwd = project.folder
  const before = await planChanges({ base: 'main', cwd })
  expect(before).toMatchObject({ ref: 'main', commit: expect.stringMatching(/^[0-9a-f]{40}$/), nodes: [] })
  await writeFile(path.join(cwd, 'src/big.ts'), big(60))
  const { nodes } = await planChanges({ base: 'main', cwd })
  expect(nodes).toMatchObject([{ name: 'big', kind: 'changed', effect: 'replace', clauses: ['where'], columns: [] }])
})

it('planChanges is refused without a revision, and for a project that is an object', async () => {
  const cwd = project.folder
  await expect(planChanges({ cwd } as never)).rejects.toMatchObject({ code: 'E_INVALID_OPTION' })
  const config = defineProject({ name: 'p', models: [{}], targets: { dev: duckdb({ path: ':memory:' }) } })
  await expect(planChanges({ base: 'main', project: config, cwd } as never)).rejects.toMatchObject({
    code: 'E_INVALID_OPTION',
    message: expect.stringContaining('as an object'),
  })
  await expect(planChanges({ base: 'no-such-branch', cwd })).rejects.toMatchObject({ code: 'E_GIT' })
})
