import { execFileSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.js'
import { CliProject } from '../cli-project.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop()
  await shop.run('build')
}, 120_000)
afterAll(() => shop.remove())

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const terminal = { cwd: shop.folder, stdout, stderr: new PassThrough(), env: {} }
  expect(await runCli(['completion', 'bash', '--', ...words], terminal)).toBe(0)
  return String(stdout.read() ?? '')
    .split('\n')
    .filter((line) => line !== '')
}

describe('kerros completion', () => {
  it('completes commands and their subcommands', async () => {
    expect(await completed('s')).toEqual(expect.arrayContaining(['seed', 'snapshot', 'show', 'sources']))
    expect(await completed('sources', '')).toEqual(expect.arrayContaining(['pull', 'check']))
    expect(await completed('completion', 'f')).toEqual(['fish'])
  })

  it('completes options of the command, and their choices', async () => {
    expect(await completed('build', '--sel')).toEqual(['--select'])
    expect(await completed('ls', '--output', 'n')).toEqual(['name'])
    expect(await completed('build', '--vars', '')).toEqual([])
  })

  it('completes names of nodes from the last manifest, in selectors too', async () => {
    expect(await completed('show', 'or')).toEqual(['orders'])
    expect(await completed('build', '--select', 'orders', 'cu')).toEqual(['customers'])
    expect(await completed('build', '-s', '2+cu')).toEqual(['2+customers'])
    expect(await completed('build', '-s', 'orders,+cu')).toEqual(['orders,+customers'])
  })

  it('completes in a real bash', async () => {
    const { stdout: script } = await shop.run('completion bash')
    const line = `kerros() { '${process.execPath}' '${shop.cli}' "$@"; }
${script}
COMP_WORDS=(kerros build --select cu); COMP_CWORD=3; _kerros; printf '%s\\n' "\${COMPREPLY[@]}"
COMP_WORDS=(kerros ''); COMP_CWORD=1; _kerros; printf '%s\\n' "\${#COMPREPLY[@]}"`
    const [name, commands] = execFileSync('bash', ['-c', line], { cwd: shop.folder, encoding: 'utf8' }).split('\n')
    expect(name).toBe('customers')
    expect(Number(commands)).toBeGreaterThan(10)
  })
})
