import pc from 'picocolors'
import { isKerrosError } from '../../core/errors/index.js'
import type { TargetCheck } from '../../core/ports/target-check.js'
import type { OpenProject } from '../../runtime/open-project.js'
import { type CommonOptions, withCommonOptions } from '../options.js'
import { EXIT } from '../terminal.js'
import type { AddCommand } from './add-command.js'

/** `kerros debug`: what kerros finds here, whether the target answers, and whether it lets the project be built. */
export const debugCommand: AddCommand = (program, terminal, done) => {
  withCommonOptions(
    program.command('debug').description('check the project, the connection to its target, and the rights there'),
  ).action(async (options: CommonOptions) => {
    const { openProject } = await import('../../runtime/open-project.js')
    const opened = await openProject({ ...options, project: options.config, cwd: terminal.cwd })
    const { config, root, target, targetName, project } = opened
    const print = (check: TargetCheck): void => {
      terminal.stdout.write(options.json ? jsonLine(check) : line(check))
    }
    print({ name: 'node', status: 'ok', detail: process.version })
    print({ name: 'project', status: 'ok', detail: `${config.name}, ${project.nodes.length} nodes, in ${root}` })
    print({ name: 'target', status: 'ok', detail: `${targetName} (${describe(target.about)})` })
    const { checks, exitCode } = await connection(opened)
    checks.forEach(print)
    done(exitCode)
  })
}

/** What the target says. Without a connection nothing can run, with too few rights some of it. */
async function connection(
  opened: OpenProject,
): Promise<{ readonly checks: readonly TargetCheck[]; readonly exitCode: number }> {
  const { target, root } = opened
  const answers: TargetCheck = { name: 'connection', status: 'ok', detail: 'the target answers' }
  if (!(await target.exists(root)))
    return {
      checks: [{ ...answers, detail: 'nothing there yet; the first build makes it' }],
      exitCode: EXIT.success,
    }
  try {
    const { targetNeeds } = await import('../../runtime/target-needs.js')
    const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true })
    try {
      await warehouse.withSession((session) => session.execute('select 1 as one'))
      const found = (await warehouse.diagnose?.(targetNeeds(opened))) ?? []
      const isMissing = found.some(({ status }) => status === 'missing')
      return { checks: [answers, ...found], exitCode: isMissing ? EXIT.nodeFailed : EXIT.success }
    } finally {
      await warehouse.close()
    }
  } catch (error) {
    if (!isKerrosError(error)) throw error
    const { code, message, hint } = error
    return {
      checks: [{ ...answers, status: 'missing', detail: `${code} ${message}`, hint }],
      exitCode: EXIT.couldNotRun,
    }
  }
}

function describe(about: { readonly [name: string]: string }): string {
  return Object.entries(about)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
}

const SIGNS = { ok: pc.green('ok  '), missing: pc.red('FAIL'), unknown: pc.yellow('?   ') } as const

function line({ name, status, detail, hint }: TargetCheck): string {
  const waysOut = hint === undefined || status === 'ok' ? [] : hint.split('\n')
  const under = waysOut.map((way) => `${' '.repeat(17)}${pc.cyan('→')} ${way}\n`)
  return `${SIGNS[status]} ${name.padEnd(11)} ${detail}\n${under.join('')}`
}

function jsonLine(check: TargetCheck): string {
  return `${JSON.stringify({ event: 'check', ok: check.status === 'ok', ...check })}\n`
}
