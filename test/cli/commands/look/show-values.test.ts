import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'shop', models: ['src/*.ts'], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) } })
`,
  'src/codes.csv': `id,word\n${Array.from({ length: 12 }, (_, i) => `${i},secret-${i}`).join('\n')}\n99,fine\n`,
  'src/codes.ts': `import { acceptedValues, integer, positive, seed, varchar } from 'kerros'
export const codes = seed('src/codes.csv', { id: integer(), word: varchar() }, {
  columns: { id: { tests: [positive({ severity: 'warn' })] }, word: { tests: [acceptedValues(['fine'])] } },
})
`,
}

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create(FILES)
})
afterAll(() => project?.remove())

describe('--show-values', () => {
  it('prints the first failing rows of failing tests and of warnings; without it, no value is printed or stored', async () => {
    const silent = await project.runKept('build')
    expect(silent.code).toBe(1)
    expect(silent.stdout + silent.stderr).not.toContain('secret')
    expect(await project.read('target/run_results.json')).not.toContain('secret')
    const { code, stdout } = await project.runKept('test --show-values')
    expect(code).toBe(1)
    expect(stdout).toContain('first 10 of 12 failing rows of accepted_values_codes_word_fine:')
    expect(stdout.match(/secret-\d+/g)).toHaveLength(10)
    expect(stdout).toMatch(/\nfailing rows of positive_codes_id:\n┌─+┐\n│ id │\n├─+┤\n│ +0 │\n/)
    expect(await project.read('target/run_results.json')).not.toContain('secret')
  })

  it('prints them as events with --json', async () => {
    const { stdout } = await project.runKept('test --show-values --json')
    const found = jsonLines(stdout).filter((line: any) => line.event === 'failing_rows') as any[]
    expect(found.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['accepted_values_codes_word_fine', 10],
      ['positive_codes_id', 1],
    ])
  })
})
