import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { IncrementalSettings } from './incremental-settings.js'

/**
 * Refuses a query that may return only some rows of a group which the run then replaces: the others would be gone.
 *
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function checkWholeGroups(
  { name, leftOut }: Pick<MaterializationInput, 'name' | 'leftOut'>,
  { replaced, strategyName, options }: IncrementalSettings,
): void {
  if (options.returnsWholeGroups || !(replaced || strategyName === 'insert_overwrite')) return
  const { bySelf, byValues } = leftOut()
  const wholes = new Set(replaced && !replaced.granularity ? replaced.columns : [])
  const isPartial = byValues.some((columns) => columns.some((column) => column === undefined || !wholes.has(column)))
  if (!bySelf && !isPartial) return
  const what = replaced
    ? `a group of ${quotedNames(replaced.columns)}${replaced.granularity ? ` by the ${replaced.granularity}` : ''}`
    : 'the table'
  throw new KerrosError(
    'E_INVALID_DEFINITION',
    `the query of "${name}" ${bySelf ? 'reads self(…)' : 'uses since(…) or touched(…)'}, and may return only some rows of ${what}, whose other rows would be deleted`,
    {
      subject: name,
      hint: replaced
        ? `Choose whole groups: touched(…) over ${quotedNames(replaced.columns)}, with since(…) in its keys. If the query returns whole groups all the same, for instance because each file arrives as a whole, say returnsWholeGroups: true.`
        : 'Leave it out, or say with partitionBy which part of the table a run replaces. If the query returns all rows all the same, say returnsWholeGroups: true.',
    },
  )
}
