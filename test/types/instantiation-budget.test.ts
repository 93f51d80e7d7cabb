import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installPackages } from '../../bench/types/install-packages.js'
import { measure } from '../../bench/types/measure.js'
import { writeProject } from '../../bench/types/write-project.js'
import { projectRoot } from './type-check.js'

// What the compiler counts, and not seconds: the same on every machine. `npm run bench:types` has the large projects.
const SIZE = 20
/** What 20 models cost when this was written, and 3 % for changes that are worth it. Lower it when they get cheaper. */
const BUDGET = Math.round(106_300 * 1.03)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kerros-budget-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('a project of 20 models stays within its type instantiations', () => {
  const project = path.join(folder, 'project')
  writeProject(project, 'kerros', SIZE, installPackages(projectRoot, folder))
  const { instantiations } = measure(projectRoot, 'typescript', project)
  expect(instantiations).toBeLessThan(BUDGET)
  // A project that does not compile as it should would be cheap.
  expect(instantiations).toBeGreaterThan(BUDGET * 0.7)
}, 120_000)
