import type { Diagnostic } from '../../errors/index.js'
import type { RelationType } from '../../relations/relation.js'
import type { MaskingPolicy, RowAccessPolicy } from '../../relations/relation-settings.js'
import { relationTraits } from '../../relations/relation-traits.js'
import type { StorageOptions } from './model-options.js'
import { checkColumnList, columnList } from './values/check-column-list.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkOptionNames, isPlainObject, kindOf, type OptionNames } from './values/option-checks.js'

const ROW_ACCESS: OptionNames<RowAccessPolicy> = { policy: true, on: true }
const MASKING: OptionNames<MaskingPolicy> = { policy: true, using: true }

/** One to three names. Anything but a quote may be in them: they are written in quotes. */
const POLICY_NAME = /^[^".]+(?:\.[^".]+){0,2}$/

/** What is wrong with the policies, tags and retention of a relation, as far as its definition alone shows. */
export function checkProtection(
  { rowAccessPolicy, maskingPolicies, snowflakeTags, dataRetentionDays, transient }: StorageOptions<any>,
  type: RelationType | undefined,
): readonly Diagnostic[] {
  return [
    ...checkRowAccess(rowAccessPolicy),
    ...checkMasking(maskingPolicies, type),
    ...checkSharedColumns(rowAccessPolicy, maskingPolicies),
    ...checkSnowflakeTags(snowflakeTags),
    ...checkRetention(dataRetentionDays, transient, type),
  ]
}

function checkRowAccess(given: unknown): readonly Diagnostic[] {
  if (given === undefined) return []
  const hint = "Name a policy and its columns: rowAccessPolicy: { policy: 'governance.by_region', on: 'region' }."
  if (!isPlainObject(given))
    return [invalid(`the option "rowAccessPolicy" is ${kindOf(given)}, not an object`, hint, 'rowAccessPolicy')]
  return [
    ...checkOptionNames(given, ROW_ACCESS, ' of "rowAccessPolicy"'),
    ...checkPolicy('rowAccessPolicy', given['policy'], hint),
    ...(given['on'] === undefined
      ? [invalid('the option "rowAccessPolicy" names no columns', hint, 'rowAccessPolicy')]
      : []),
    ...checkColumnList('rowAccessPolicy', given['on']),
  ]
}

function checkMasking(given: unknown, type: RelationType | undefined): readonly Diagnostic[] {
  if (given === undefined) return []
  const hint = "Name a policy for each column: maskingPolicies: { email: { policy: 'governance.mask_email' } }."
  if (!isPlainObject(given))
    return [invalid(`the option "maskingPolicies" is ${kindOf(given)}, not an object`, hint, 'maskingPolicies')]
  if (type !== undefined && !relationTraits[type].hasMaskedColumns)
    return [
      invalid(
        `the option "maskingPolicies" is for views and tables only, and this is a ${type}`,
        'Mask the columns of what it reads, or of a view over it.',
        'maskingPolicies',
      ),
    ]
  return Object.entries(given).flatMap(([column, policy]) => {
    if (!isPlainObject(policy))
      return [invalid(`the masking policy of "${column}" is ${kindOf(policy)}, not an object`, hint, column)]
    return [
      ...checkOptionNames(policy, MASKING, ` of the masking policy of "${column}"`),
      ...checkPolicy(`maskingPolicies.${column}`, policy['policy'], hint),
      ...checkColumnList('using', policy['using']),
    ]
  })
}

/**
 * Columns that policies of both kinds are given.
 *
 * @see https://docs.snowflake.com/en/user-guide/security-row-intro
 */
function checkSharedColumns(rowAccess: unknown, masking: unknown): readonly Diagnostic[] {
  if (!isPlainObject(rowAccess) || !isPlainObject(masking)) return []
  const on = new Set(columnList(rowAccess['on'] as never).map((column) => column.toLowerCase()))
  const masked = Object.entries(masking).flatMap(([column, policy]) =>
    isPlainObject(policy) ? [column, ...columnList(policy['using'] as never)] : [],
  )
  return [...new Set(masked)]
    .filter((column) => on.has(column.toLowerCase()))
    .map((column) =>
      invalid(
        `the options "rowAccessPolicy" and "maskingPolicies" both name "${column}"`,
        'A column can be given to a row access policy or to masking policies, not to both.',
        'rowAccessPolicy',
      ),
    )
}

function checkPolicy(option: string, name: unknown, hint: string): readonly Diagnostic[] {
  if (typeof name === 'string' && POLICY_NAME.test(name)) return []
  const what = typeof name === 'string' ? `"${name}"` : kindOf(name)
  return [invalid(`the policy of "${option}" is ${what}, not one to three names separated by points`, hint)]
}

function checkSnowflakeTags(given: unknown): readonly Diagnostic[] {
  if (given === undefined) return []
  const hint = "Give values by tag: snowflakeTags: { 'governance.cost_center': 'finance' }."
  if (!isPlainObject(given))
    return [invalid(`the option "snowflakeTags" is ${kindOf(given)}, not an object`, hint, 'snowflakeTags')]
  return Object.entries(given).flatMap(([tag, value]) => {
    if (!POLICY_NAME.test(tag))
      return [
        invalid(
          `the option "snowflakeTags" has "${tag}", not one to three names separated by points`,
          hint,
          'snowflakeTags',
        ),
      ]
    return typeof value === 'string' && value.length <= 256
      ? []
      : [invalid(`the value of the tag "${tag}" is not a string of at most 256 characters`, hint)]
  })
}

function checkRetention(days: unknown, transient: unknown, type: RelationType | undefined): readonly Diagnostic[] {
  if (days === undefined) return []
  if (type !== undefined && !relationTraits[type].hasRetention)
    return [
      invalid(
        `the option "dataRetentionDays" is for tables only, and this is a ${type}`,
        'Leave it out.',
        'dataRetentionDays',
      ),
    ]
  const isDays = typeof days === 'number' && Number.isInteger(days) && days >= 0 && days <= 90
  if (!isDays)
    return [
      invalid(
        'the option "dataRetentionDays" is not a whole number from 0 to 90',
        'Give days, as 7.',
        'dataRetentionDays',
      ),
    ]
  return transient === true && days > 1
    ? [invalid(`a transient table keeps its past for 1 day at most, not ${days}`, 'Say transient: false, or 1.')]
    : []
}
