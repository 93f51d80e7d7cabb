import { dryRun } from '../../runtime/run/run-command.js'
import { deferOptions } from '../options/defer-options.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import type { DbtLog } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'
import { NOTHING_TO_DO } from './dbt-reporter.js'
import { matchingSelection } from './matching-selection.js'
import { openDbtProject } from './open-dbt-project.js'
import { writeCompiled } from './write-compiled.js'

/** `dbt compile`: writes the SQL of the selected nodes. Returns 1 if a query does not compile. */
export async function compileDbtNodes(options: DbtOptions, log: DbtLog, terminal: Terminal): Promise<number> {
  const { opened, artifactsFolder } = await openDbtProject(options, log, terminal)
  const { isEmpty, warnings, ...selection } = matchingSelection(opened.project, options)
  warnings.forEach(log.event)
  if (isEmpty) {
    log.event(NOTHING_TO_DO)
    return EXIT.success
  }
  const plan = await dryRun('build', opened, {
    ...selection,
    fullRefresh: options.fullRefresh,
    defer: options.defer ? deferOptions(options) : undefined,
    cwd: terminal.cwd,
  })
  await writeCompiled(plan, artifactsFolder)
  const failed = plan.nodes.flatMap(({ name, diagnostics }) => diagnostics.map((each) => ({ name, ...each })))
  for (const { name, code, message } of failed)
    log.event({
      name: 'CompilationError',
      code: 'Q037',
      level: 'error',
      msg: `[ERROR]: in ${name}: ${code} ${message}`,
    })
  return failed.length === 0 ? EXIT.success : EXIT.nodeFailed
}
