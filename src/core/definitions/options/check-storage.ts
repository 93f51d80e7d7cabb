import type { Diagnostic } from '../../errors/index.js'
import type { RelationType } from '../../relations/relation.js'
import type { PersistDocs } from '../../relations/relation-settings.js'
import { checkProtection } from './check-protection.js'
import type { StorageOptions } from './model-options.js'
import { checkColumnList } from './values/check-column-list.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkBoolean, checkOptionNames, isPlainObject, kindOf, type OptionNames } from './values/option-checks.js'

/** Which relations support an option. */
const TAKERS: { readonly [K in 'secure' | 'clusterBy' | 'transient']: readonly (RelationType | undefined)[] } = {
  secure: ['view'],
  clusterBy: ['table', 'dynamic table'],
  transient: ['table', 'dynamic table'],
}

const PERSIST_DOCS: OptionNames<PersistDocs> = { relation: true, columns: true }

/**
 * What is wrong with how a relation is to be stored, as far as its definition alone shows.
 *
 * @param type What it becomes; `undefined` for nothing, as ephemerals do.
 */
export function checkStorage(
  options: StorageOptions<any> | undefined,
  type: RelationType | undefined,
): readonly Diagnostic[] {
  if (!isPlainObject(options)) return []
  const { secure, clusterBy, transient, copyGrants, snowflakeWarehouse, grants, persistDocs } =
    options as StorageOptions<any>
  return [
    ...(secure && !TAKERS.secure.includes(type)
      ? [
          invalid(
            `the option "secure" is for views only${isA(type)}`,
            'Leave it out, or define the model with view(…).',
            'secure',
          ),
        ]
      : []),
    ...(clusterBy !== undefined && !TAKERS.clusterBy.includes(type)
      ? [
          invalid(
            `the option "clusterBy" is for tables only${isA(type)}`,
            'Leave it out, or define the model with table(…) or incremental(…).',
            'clusterBy',
          ),
        ]
      : []),
    ...checkColumnList('clusterBy', clusterBy),
    ...(transient !== undefined && !TAKERS.transient.includes(type)
      ? [
          invalid(
            `the option "transient" is for tables only${isA(type)}`,
            'Leave it out, or define the model with table(…) or incremental(…).',
            'transient',
          ),
        ]
      : []),
    ...(type === undefined ? checkUnbuilt(options as StorageOptions<any>) : []),
    ...checkBoolean('secure', secure),
    ...checkBoolean('transient', transient),
    ...checkBoolean('copyGrants', copyGrants),
    ...checkWarehouse(snowflakeWarehouse),
    ...checkGrants(grants),
    ...checkPersistDocs(persistDocs),
    ...checkProtection(options as StorageOptions<any>, type),
  ]
}

/** Options of a relation, of a model that never becomes one. */
function checkUnbuilt(options: StorageOptions<any>): readonly Diagnostic[] {
  return (
    [
      'copyGrants',
      'snowflakeWarehouse',
      'grants',
      'persistDocs',
      'rowAccessPolicy',
      'maskingPolicies',
      'snowflakeTags',
      'dataRetentionDays',
    ] as const
  )
    .filter((option) => options[option] !== undefined)
    .map((option) =>
      invalid(
        `the option "${option}" is for views and tables only${isA(undefined)}`,
        'Leave it out, or define the model with view(…) or table(…).',
        option,
      ),
    )
}

/** Grants that are not lists of roles: a string would be read as a list of its letters. */
export function checkGrants(grants: unknown): readonly Diagnostic[] {
  if (grants === undefined) return []
  const hint = "Give lists of roles by privilege: grants: { select: ['REPORTING'] }."
  if (!isPlainObject(grants))
    return [invalid(`the option "grants" is ${kindOf(grants)}, not an object`, hint, 'grants')]
  return Object.entries(grants).flatMap(([privilege, roles]) => {
    if (!/^[a-z]+(?: [a-z]+)*$/i.test(privilege))
      return [
        invalid(`the option "grants" has the privilege "${privilege}", which is not made of words`, hint, 'grants'),
      ]
    const areNames = Array.isArray(roles) && roles.every((role) => typeof role === 'string' && role.trim() !== '')
    return areNames ? [] : [invalid(`the option "grants" has no list of roles for "${privilege}"`, hint, 'grants')]
  })
}

/** A `persistDocs` that is no object, or has other words in it. */
export function checkPersistDocs(persistDocs: unknown): readonly Diagnostic[] {
  return checkOptionNames(persistDocs, PERSIST_DOCS, ' of "persistDocs"')
}

function checkWarehouse(name: unknown): readonly Diagnostic[] {
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return []
  const what = typeof name === 'string' ? 'empty' : `${kindOf(name)}, not a name`
  return [
    invalid(
      `the option "snowflakeWarehouse" is ${what}`,
      "Name a warehouse, or leave it out for the target's.",
      'snowflakeWarehouse',
    ),
  ]
}

function isA(type: RelationType | undefined): string {
  return type === undefined ? ', and this leaves nothing in the warehouse' : `, and this is a ${type}`
}
