import { DiagnosticsError, isKerrosError } from '../../../core/errors/index.js'
import type { TargetCheck, TargetNeeds } from '../../../core/ports/target-check.js'
import type { OpenTarget } from '../../../runtime/open/open-target.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { printChecks } from '../../output/print-checks.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

/** The checks, and the exit code. */
interface ConnectionChecks {
  readonly checks: readonly TargetCheck[]
  readonly exitCode: number
}

/** `kerros debug`: which project is found, whether the target answers, and whether its rights are sufficient to build. */
export const debugCommand: AddCommand = (program, terminal, setExitCode) => {
  withCommonOptions(
    program.command('debug').description('check the project, the connection to its target, and the rights there'),
  ).action(async (options: CommonOptions) => setExitCode(await debugProject(options, terminal)))
}

/** Checks a project and its target, and prints each check. @returns The exit code. */
export async function debugProject(options: CommonOptions, terminal: Terminal): Promise<number> {
  const printer = printChecks(terminal, options.json ?? false)
  const { opened, needs, checks } = await project(options, terminal)
  printer.print({ name: 'node', status: 'ok', detail: process.version })
  checks.forEach(printer.print)
  const about = describe(opened.target.about)
  printer.print({ name: 'target', status: 'ok', detail: `${opened.targetName} (${about})` })
  const found = await connection(opened, needs)
  found.checks.forEach(printer.print)
  printer.end()
  return checks.some(({ status }) => status === 'missing') ? EXIT.couldNotRun : found.exitCode
}

/**
 * The project, and what it needs from its target. A project that does not load still has a target.
 *
 * @throws KerrosError if there is no configuration, or it does not load.
 */
async function project(
  options: CommonOptions,
  terminal: Terminal,
): Promise<{ readonly opened: OpenTarget; readonly needs: TargetNeeds; readonly checks: readonly TargetCheck[] }> {
  const name = 'project'
  try {
    const opened = await openProjectFromCli(options, terminal)
    const { targetNeeds } = await import('../../../runtime/target-needs.js')
    const detail = `${opened.config.name}, ${opened.project.nodes.length} nodes, in ${opened.root}`
    return { opened, needs: targetNeeds(opened), checks: [{ name, status: 'ok', detail }] }
  } catch (error) {
    if (!isKerrosError(error)) throw error
    const { openTarget } = await import('../../../runtime/open/open-target.js')
    const opened = await openTarget({ ...options, cwd: terminal.cwd })
    const diagnostics = error instanceof DiagnosticsError ? error.diagnostics : [error]
    const checks = diagnostics.map(({ code, message, hint, subject, at }): TargetCheck => {
      const place = at !== undefined && at !== subject ? ` (${at})` : ''
      return { name, status: 'missing', detail: `${code} ${message}${place}`, hint }
    })
    return { opened, needs: { relations: [], sources: [] }, checks }
  }
}

/** Checks of the target: without a connection nothing can run, with missing rights only a part. */
async function connection({ target, root }: OpenTarget, needs: TargetNeeds): Promise<ConnectionChecks> {
  const answers: TargetCheck = { name: 'connection', status: 'ok', detail: 'the target answers' }
  try {
    if (!(await target.exists(root))) {
      await target.assertCreatable?.(root)
      return {
        checks: [{ ...answers, detail: 'no database yet; the first build creates it' }],
        exitCode: EXIT.success,
      }
    }
    const warehouse = await target.connect({ projectRoot: root, threads: target.threads, readOnly: true })
    try {
      await warehouse.withSession((session) => session.execute('select 1 as one'))
      const found = (await warehouse.diagnose?.(needs)) ?? []
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
