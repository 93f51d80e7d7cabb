import { runRecordedOperation } from '../../runtime/artifacts/last-operation.js'
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
  const { opened, artifactsFolder: folder } = await openDbtProject(options, log, terminal)
  const { args, vars, writeJson } = options
  const { result, unwritten } = await interruptible(terminal, async (signal) => {
    const call = { name, args, signal }
    return writeJson === false
      ? { result: await runOpenedOperation(opened, call), unwritten: undefined }
      : runRecordedOperation(opened, call, { folder, vars })
  })
  const { status, error } = result
  if (unwritten) log.event(dbtNote(`${unwritten.message} ${unwritten.hint ?? ''}`.trim()))
  if (!error) return status === 'success' ? EXIT.success : EXIT.couldNotRun
  const msg = `Encountered an error while running operation: ${error.message}`
  log.event({ name: 'RunningOperationCaughtError', code: 'Q001', level: 'error', msg, data: { exc: error.message } })
  log.event(dbtNote(error.hint ?? ''))
  return EXIT.nodeFailed
}
