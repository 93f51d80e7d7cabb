import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import type { NodeResult } from '../../core/result/run-result.js'
import { readRegularText } from '../../util/regular-file.js'
import { systemReason } from '../../util/system-reason.js'
import { toJson } from '../../util/to-json.js'
import { writeWhole } from '../files/write-whole.js'
import type { OpenProject } from '../open/open-project.js'
import { type OperationCall, runOpenedOperation } from '../run/run-operation.js'

/** The operation that was sent last, and whether it went well. */
export interface LastOperation {
  readonly name: string
  readonly args: { readonly [name: string]: unknown }
  readonly target: string
  readonly vars: { readonly [name: string]: unknown }
  readonly startedAt: Date
  readonly isDone: boolean
}

/** What became of an operation, and why that is not written down. */
export interface RecordedOperation {
  readonly result: NodeResult
  /** `E_ARTIFACTS` if the file could not be written. The operation itself is not affected. */
  readonly unwritten: KerrosError | undefined
}

/** Next to run_results.json, which stays that of the last run: an operation takes nothing away from what is left of it. */
const FILE = 'run_operation.json'

/**
 * Runs an operation and writes down what became of it, for `kerros retry`.
 *
 * @param folder The folder of the artifacts.
 * @param vars The values of variables that the command was given.
 */
export async function runRecordedOperation(
  opened: OpenProject,
  call: OperationCall,
  { folder, vars = {} }: { readonly folder: string; readonly vars?: LastOperation['vars'] | undefined },
): Promise<RecordedOperation> {
  const { name, args = {} } = call
  const result = await runOpenedOperation(opened, call)
  const { startedAt, status } = result
  const last: LastOperation = { name, args, target: opened.targetName, vars, startedAt, isDone: status === 'success' }
  const file = path.join(folder, FILE)
  try {
    // Only its owner may read it: arguments may be secret.
    await writeWhole(file, `${toJson(last)}\n`)
    return { result, unwritten: undefined }
  } catch (cause) {
    const message = `${path.join(path.basename(folder), FILE)} cannot be written: ${systemReason(cause)}`
    const hint = `The operation was run, but kerros retry does not know of it. Make a folder of ${folder} that you may write to.`
    return { result, unwritten: new KerrosError('E_ARTIFACTS', message, { hint, cause }) }
  }
}

/**
 * Reads which operation was sent last.
 *
 * @param folder Where the file is.
 * @returns undefined if none was.
 * @throws KerrosError `E_INVALID_OPTION` if the file is something else.
 */
export async function readLastOperation(folder: string): Promise<LastOperation | undefined> {
  const text = await readRegularText(path.join(folder, FILE)).catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const found = JSON.parse(text) as { readonly [K in keyof LastOperation]?: unknown }
    const startedAt = new Date(String(found.startedAt))
    const isWhole =
      typeof found.name === 'string' && typeof found.args === 'object' && typeof found.isDone === 'boolean'
    if (isWhole && !Number.isNaN(startedAt.getTime())) return { ...(found as unknown as LastOperation), startedAt }
  } catch {
    // Reported below, as what is JSON of another kind.
  }
  throw new KerrosError('E_INVALID_OPTION', `${path.join(folder, FILE)} is not what kerros run-operation writes`, {
    hint: 'Remove the file, and run the operation itself again.',
  })
}
