import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.js'

/** Runs a command line in this process: none of these comes as far as a project. */
async function run(args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })]
  const code = await runCli([...args], { cwd: import.meta.dirname, stdout, stderr, env: {} })
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}

describe("dbt's commands and options that kerros does not have", () => {
  it.each([
    ['deps', 'npm install'],
    ['parse', 'kerros ls'],
    ['build -m orders', 'kerros build --select my_model'],
    ['build --model orders', 'kerros build --select my_model'],
    ['ls --models orders', 'kerros ls --select my_model'],
    ['build --deprecated-defer', '--defer'],
    ['seed --sample=3days', 'build and run have it'],
    ['docs generate --static', 'target/docs/'],
    ['docs generate --no-compile', 'without a connection'],
    ['build --profiles-dir .', '--target <name>'],
    ['run --profile=shop', '--target <name>'],
    ['build --project-dir x', '--config FOLDER/kerros.config.ts'],
    ['build --warn-error-options {}', '--warn-error'],
    ['run --resource-type model', 'resource_type:'],
    ['compile --exclude-resource-type test', 'resource_type:'],
    ['snapshot --empty', 'build, run and seed'],
    ['build --log-format json', '--json'],
    ['ls --output-keys name', 'kerros ls --json'],
    ['ls --output json', 'kerros ls --json'],
    ['docs generate --select orders', 'has the whole project'],
    ['docs generate -s orders', 'has the whole project'],
    ['source snapshot-freshness', 'kerros source freshness'],
  ])('kerros %s says how to do it here', async (line, hint) => {
    const plain = await run(line.split(' '))
    expect(plain.code).toBe(2)
    expect(plain.stderr).toMatch(/^error: (unknown|too many|option)/)
    expect(plain.stderr).toContain(hint)
    expect(plain.stderr).not.toContain('Did you mean')
    const json = await run([...line.split(' '), '--json'])
    expect(json.code).toBe(2)
    expect(JSON.parse(json.stdout)).toMatchObject({ errors: [{ hint: expect.stringContaining(hint) }] })
  })

  it.each(['depz', 'constructor', 'toString', 'build --mode x', 'docs serv', 'build deps', 'ls parse'])(
    'kerros %s has none of their hints: dbt does not have it either',
    async (line) => {
      const plain = await run(line.split(' '))
      expect(plain.stderr).not.toMatch(/npm install|kerros ls does|native code/)
      const { code, stdout, stderr } = await run([...line.split(' '), '--json'])
      expect(code).toBe(2)
      expect(stderr).toMatch(/^error: /)
      expect(JSON.parse(stdout).errors[0]).not.toHaveProperty('hint')
    },
  )
})
