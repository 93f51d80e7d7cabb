import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { githubWorkflow } from '../../src/cli/starter/project/github-workflow.js'

const ROOT = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

it('examples/ci/kerros.yml is what kerros init --ci github writes', () => {
  expect(read('examples/ci/kerros.yml')).toBe(githubWorkflow({}))
})

it('examples/ci/plan-comment.yml is the workflow of docs/plan.md, which is valid YAML', () => {
  const [, workflow] = /```yaml\n([\s\S]*?)```/.exec(read('docs/plan.md'))!
  const example = read('examples/ci/plan-comment.yml')
  expect(example).toBe(workflow)
  expect(parse(example)).toMatchObject({ permissions: { 'pull-requests': 'write' }, jobs: expect.any(Object) })
})
