import { KerrosError } from '../../core/errors/index.js'
import type { CompareOptions } from './diff-nodes.js'

/**
 * Refuses options that cannot be meant.
 *
 * @param relations How many relations are compared: columns are those of one.
 * @throws KerrosError `E_INVALID_OPTION`.
 */
export function checkCompareOptions(
  { key, columns, excludeColumns, tolerance, where, samples = 0 }: CompareOptions,
  relations: number,
): void {
  const lists = { '--key': key, '--columns': columns, '--exclude-columns': excludeColumns }
  for (const [option, names] of Object.entries(lists)) {
    if (names === undefined) continue
    if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === ''))
      throw new KerrosError('E_INVALID_OPTION', `${option} names no column`, {
        hint: `Name columns: ${option} id,name`,
      })
  }
  const ofOne = { '--key': key, '--columns': columns, '--where': where }
  const given = Object.entries(ofOne).find(([, value]) => value !== undefined)
  if (given && relations > 1)
    throw new KerrosError('E_INVALID_OPTION', `${given[0]} is about one relation, and ${relations} are selected`, {
      hint: 'Name the relation: kerros diff NAME.',
    })
  if (key && new Set(key.map((name) => name.toLowerCase())).size < key.length)
    throw new KerrosError('E_INVALID_OPTION', '--key names a column twice', { hint: 'Name each column once.' })
  if (tolerance !== undefined && !(Number.isFinite(tolerance) && tolerance >= 0))
    throw new KerrosError('E_INVALID_OPTION', 'the tolerance is not a number of at least 0', {
      hint: 'Give the greatest difference of two numbers that are equal: --tolerance 0.001',
    })
  if (where !== undefined && where.trim() === '')
    throw new KerrosError('E_INVALID_OPTION', '--where has no condition', {
      hint: `Give SQL over the columns of the relation: --where "rated_at >= '2026-01-01'"`,
    })
  if (!(Number.isInteger(samples) && samples >= 0))
    throw new KerrosError('E_INVALID_OPTION', 'the number of samples is not a whole number of at least 0')
}
