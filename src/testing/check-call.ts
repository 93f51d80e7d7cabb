import { type Definition, isDefinition } from '../core/definitions/definition.js'
import { KerrosError } from '../core/errors/index.js'

/**
 * Refuses a call that `tsc` would have refused: tests are often written in plain JavaScript.
 *
 * @param helper The function's name, for messages.
 * @param subject What it is to run.
 * @param kinds What it can run.
 * @param given The rows, one call of `given` or a list of them each.
 * @throws KerrosError `E_INVALID_DEFINITION` for something else to run; `E_INVALID_OPTION` for rows that are no list.
 */
export function checkCall(
  helper: string,
  subject: unknown,
  kinds: readonly Definition['kind'][],
  given: unknown = [],
): void {
  if (!isDefinition(subject) || !kinds.includes(subject.kind)) {
    const what = isDefinition(subject) ? `a ${subject.kind}` : subject === undefined ? 'undefined' : 'no definition'
    throw new KerrosError('E_INVALID_DEFINITION', `${helper} was given ${what}, not a ${kinds.join(' or ')}`, {
      hint: 'Import the definition itself, as its file exports it.',
    })
  }
  if (!Array.isArray(given))
    throw new KerrosError('E_INVALID_OPTION', `${helper} was given rows that are no list`, {
      hint: `Write a list, also for one relation: ${helper}(…, [given(orders, rows)]).`,
    })
}
