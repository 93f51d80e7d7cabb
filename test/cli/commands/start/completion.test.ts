import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../../src/cli/run-cli.js'
import { CliProject } from '../../cli-project.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop()
  await shop.runKept('build')
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
    expect(await completed('build', '--sel')).toEqual(['--select', '--selector'])
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
    const { stdout: script } = await shop.runKept('completion bash')
    const [name, commands] = inShell(
      'bash',
      `${script}
COMP_WORDS=(kerros build --select cu); COMP_CWORD=3; _kerros; printf '%s\\n' "\${COMPREPLY[@]}"
COMP_WORDS=(kerros ''); COMP_CWORD=1; _kerros; printf '%s\\n' "\${#COMPREPLY[@]}"`,
    )
    expect(name).toBe('customers')
    expect(Number(commands)).toBeGreaterThan(10)
  })

  it.runIf(isInstalled('zsh'))('completes in a real zsh', async () => {
    const { stdout: script } = await shop.runKept('completion zsh')
    const [name, , ...commands] = inShell(
      'zsh',
      // Without a terminal, zsh has no completions to add to.
      `compdef() { :; }; compadd() { print -l -- "\${(@P)2}" '' }; _files() { print files }
${script}
words=(kerros build --select cu); CURRENT=4; _kerros
words=(kerros ''); CURRENT=2; _kerros
words=(kerros build --vars ''); CURRENT=4; _kerros`,
    )
    expect(name).toBe('customers')
    expect(commands).toEqual(expect.arrayContaining(['build', 'show']))
    expect(commands.at(-1)).toBe('files')
  })

  it.runIf(isInstalled('fish'))('completes in a real fish', async () => {
    const { stdout: script } = await shop.runKept('completion fish')
    const [name, ...commands] = inShell(
      'fish',
      `${script}
complete -C 'kerros build --select cu'
complete -C 'kerros '`,
    )
    expect(name).toBe('customers')
    expect(commands).toEqual(expect.arrayContaining(['build', 'show']))
  })
})

/** Runs a script in a shell that finds `kerros`; the lines that it writes. */
function inShell(shell: string, script: string): readonly string[] {
  const bin = path.join(shop.folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(path.join(bin, 'kerros'), `#!/bin/sh\nexec '${process.execPath}' '${shop.cli}' "$@"\n`, { mode: 0o755 })
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: shop.folder }
  return execFileSync(shell, ['-c', script], { cwd: shop.folder, encoding: 'utf8', env }).trimEnd().split('\n')
}

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0
}
