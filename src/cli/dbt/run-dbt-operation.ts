import { runOpenedOperation } from '../../runtime/run/run-operation.js'
import { interruptible } from '../errors/interrupt.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import { type DbtLog, dbtNote } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'
import { openDbtProject } from './open-dbt-project.js'

/** `dbt run-operation`: sends the statements of an operation. */
export async function runDbtOperation(
  name: string,
  options: DbtOptions,
  log: DbtLog,
  terminal: Terminal,
): Promise<number> {
  const { opened } = await openDbtProject(options, log, terminal)
  const { status, error } = await interruptible(terminal, (signal) =>
    runOpenedOperation(opened, { name, args: options.args, signal }),
  )
  if (!error) return status === 'success' ? EXIT.success : EXIT.couldNotRun
  const msg = `Encountered an error while running operation: ${error.message}`
  log.event({ name: 'RunningOperationCaughtError', code: 'Q001', level: 'error', msg, data: { exc: error.message } })
  log.event(dbtNote(error.hint ?? ''))
  return EXIT.nodeFailed
}
