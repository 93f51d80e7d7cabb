import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.js'
import { cliPage, commandNames } from './cli-page.js'

describe('docs/cli.md', () => {
  it('has a section for each command that `kerros --help` lists', async () => {
    const stdout = new PassThrough({ encoding: 'utf8' })
    expect(await runCli(['--help'], { cwd: '/', stdout, stderr: new PassThrough(), env: {} })).toBe(0)
    const help = String(stdout.read())
    const listed = [...help.slice(help.indexOf('Start:')).matchAll(/^ {2}([\w-]+)/gm)].map((match) => match[1]!)
    expect(listed.length).toBeGreaterThan(8)
    const first = new Set(commandNames().map((name) => name.split(' ')[0]!))
    expect([...first].sort()).toEqual(listed.filter((name) => name !== 'help').sort())
    for (const name of commandNames()) expect(cliPage()).toContain(`\n## kerros ${name}\n`)
  })

  // After a change of a command: `npm run docs:cli`.
  it('is what the commands say now', async () => {
    await expect(cliPage()).toMatchFileSnapshot('../../docs/cli.md')
  })
})
