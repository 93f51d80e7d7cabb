import pc from 'picocolors'
import { isKerrosError } from '../../core/errors/index.js'
import { type CommonOptions, withCommonOptions } from '../options.js'
import { EXIT } from '../terminal.js'
import type { AddCommand } from './add-command.js'

/** One thing that `kerros debug` looked at. */
interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** `kerros debug`: what kerros finds here, and whether the target answers. */
export const debugCommand: AddCommand = (program, terminal, done) => {
  withCommonOptions(program.command('debug').description('check the project and the connection to its target')).action(
    async (options: CommonOptions) => {
      const { openProject } = await import('../../runtime/open-project.js')
      const opened = await openProject({ ...options, project: options.config, cwd: terminal.cwd })
      const { config, root, target, targetName, project } = opened
      const checks: Check[] = [
        { name: 'node', ok: true, detail: process.version },
        { name: 'project', ok: true, detail: `${config.name}, ${project.nodes.length} nodes, in ${root}` },
        { name: 'target', ok: true, detail: `${targetName} (${describe(target.about)})` },
      ]
      checks.push(await connection())
      for (const check of checks)
        terminal.stdout.write(options.json ? `${JSON.stringify({ event: 'check', ...check })}\n` : line(check))
      done(checks.every((check) => check.ok) ? EXIT.success : EXIT.nodeFailed)

      async function connection(): Promise<Check> {
        if (!(await target.exists(root)))
          return { name: 'connection', ok: true, detail: 'nothing there yet; the first build makes it' }
        try {
          const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true })
          try {
            await warehouse.withSession((session) => session.execute('select 1 as one'))
          } finally {
            await warehouse.close()
          }
          return { name: 'connection', ok: true, detail: 'the target answers' }
        } catch (error) {
          if (!isKerrosError(error)) throw error
          return {
            name: 'connection',
            ok: false,
            detail: `${error.code} ${error.message}${error.hint ? ` → ${error.hint}` : ''}`,
          }
        }
      }
    },
  )
}

function describe(about: { readonly [name: string]: string }): string {
  return Object.entries(about)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
}

function line({ name, ok, detail }: Check): string {
  return `${ok ? pc.green('ok  ') : pc.red('FAIL')} ${name.padEnd(11)} ${detail}\n`
}
