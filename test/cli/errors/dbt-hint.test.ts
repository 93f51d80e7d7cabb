import { describe, expect, it } from 'vitest'
import { CliProject } from '../cli-project.js'

describe("dbt's commands that kerros does not have", () => {
  it.each([
    ['deps', 'npm install'],
    ['parse', 'kerros ls'],
    ['retry', 'kerros build --select my_model+'],
    ['clone --state x', '--target <name>'],
    ['source freshness', 'dataTest'],
    ['run-operation grant_all', 'connect(…)'],
    ['docs serve', 'target/docs/index.html'],
    ['build -m orders', 'kerros build --select my_model'],
    ['ls --models orders', 'kerros ls --select my_model'],
  ])('kerros %s says how to do it here', async (line, hint) => {
    const project = await CliProject.create({})
    try {
      const plain = await project.run(line.split(' '))
      expect(plain.code).toBe(2)
      expect(plain.stderr).toMatch(/^error: (unknown|too many)/)
      expect(plain.stderr).toContain(hint)
      expect(plain.stderr).not.toContain('Did you mean')
      const { stdout } = await project.run([...line.split(' '), '--json'])
      expect(JSON.parse(stdout)).toMatchObject({ errors: [{ hint: expect.stringContaining(hint) }] })
    } finally {
      await project.remove()
    }
  })
})
