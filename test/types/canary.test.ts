import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { projectRoot, runCompiler } from './type-check.js'

/** Runs a script of package.json; a failing script is a result here. */
function runScript(name: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
  return new Promise((resolve) => {
    execFile('npm', ['run', name, '--', ...args], { cwd: projectRoot, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr })
    })
  })
}

// A type test that no compiler reads passes in silence. These two prove that ours are read and can fail.
it('the command for type tests fails for a type test that does not hold', async () => {
  const { code, output } = await runScript(
    'test:types',
    '--config=test/types/canary/vitest.config.ts',
    '--reporter=verbose',
  )
  expect(output).toContain('must fail: the column can be NULL')
  expect(output).toContain('TypeCheckError')
  expect(output).toContain("Unused '@ts-expect-error' directive")
  expect(output).toMatch(/Tests\s+2 failed \| 1 passed/)
  expect(code).toBe(1)
}, 60_000)

it('every type test is part of the program that the command checks', async () => {
  const checked = (await runCompiler('typescript', ['-p', 'tsconfig.json', '--listFilesOnly'])).split('\n')
  const typeTests = readdirSync(`${projectRoot}/test/types`).filter((file) => file.endsWith('.test-d.ts'))
  expect(typeTests.length).toBeGreaterThan(3)
  for (const file of typeTests)
    expect(
      checked.some((name) => name.endsWith(`test/types/${file}`)),
      file,
    ).toBe(true)
}, 60_000)
