import type { RelationSettings } from '../../../core/relations/relation-settings.js'
import type { ProtectionChange } from '../../../core/steps/step.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import { snowflakeTypeName } from '../values/snowflake-types.js'

/**
 * The row access policy and the tags of a relation, in the statement that makes it.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-table
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-view
 */
export function policyAndTags({ rowAccessPolicy, snowflakeTags = {} }: RelationSettings): readonly string[] {
  const tags = Object.entries(snowflakeTags).map(([tag, value]) => `${quoteParts(tag)} = ${quoteText(value)}`)
  return [
    ...(rowAccessPolicy
      ? [`with row access policy ${quoteParts(rowAccessPolicy.policy)} on (${list(rowAccessPolicy.on)})`]
      : []),
    ...(tags.length > 0 ? [`with tag (${tags.join(', ')})`] : []),
  ]
}

/** How many days of Time Travel a table has, where it is said. */
export function retention({ dataRetentionDays: days }: RelationSettings): readonly string[] {
  return days === undefined ? [] : [`data_retention_time_in_days = ${days}`]
}

/**
 * The columns of a CREATE TABLE … AS with their masking policies; nothing where none is masked. A policy goes after a type,
 * so masked columns have theirs.
 */
export function maskedColumns(settings: RelationSettings): readonly string[] {
  const { columns = [] } = settings
  if (!columns.some(({ name }) => maskingPolicy(settings, name) !== '')) return []
  const named = columns.map(({ name, type }) => {
    const policy = maskingPolicy(settings, name)
    return `${quoteIdentifier(name)}${policy && type ? ` ${snowflakeTypeName(type)}` : ''}${policy}`
  })
  return [`(${named.join(', ')})`]
}

/** What follows a column: its masking policy, with a blank before it. */
export function maskingPolicy({ maskingPolicies = {} }: RelationSettings, column: string): string {
  const found = Object.entries(maskingPolicies).find(([name]) => name.toLowerCase() === column.toLowerCase())?.[1]
  if (!found) return ''
  const { policy, using = [] } = found
  const given = using.length === 0 ? '' : ` using (${list([column, ...using])})`
  return ` with masking policy ${quoteParts(policy)}${given}`
}

/**
 * Changes the protection of a table that is there. A policy takes the place of another in one statement, so that no one reads
 * the table without either; only a column that a new row access policy takes over is read as it is for a moment.
 *
 * @param table Its name in SQL.
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
export function changeProtection(table: string, change: ProtectionChange): readonly string[] {
  const { unmaskFirst, dropRowAccess, addRowAccess, mask, unmask, setTags, unsetTags, retention: days } = change
  const rowAccess = [
    ...(dropRowAccess === undefined ? [] : [`drop row access policy ${quoteParts(dropRowAccess)}`]),
    ...(addRowAccess ? [`add row access policy ${quoteParts(addRowAccess.policy)} on (${list(addRowAccess.on)})`] : []),
  ]
  const masks = Object.entries(mask).map(([column, { policy, using = [] }]) => {
    const given = using.length === 0 ? '' : ` using (${list([column, ...using])})`
    return `modify column ${quoteIdentifier(column)} set masking policy ${quoteParts(policy)}${given} force`
  })
  const tags = Object.entries(setTags).map(([tag, value]) => `${quoteParts(tag)} = ${quoteText(value)}`)
  const unmasked = (column: string): string => `modify column ${quoteIdentifier(column)} unset masking policy`
  const words = [
    ...unmaskFirst.map(unmasked),
    ...(rowAccess.length > 0 ? [rowAccess.join(', ')] : []),
    ...masks,
    ...unmask.map(unmasked),
    ...(tags.length > 0 ? [`set tag ${tags.join(', ')}`] : []),
    ...(unsetTags.length > 0 ? [`unset tag ${unsetTags.map(quoteParts).join(', ')}`] : []),
    ...(days === 'unset' ? ['unset data_retention_time_in_days'] : []),
    ...(typeof days === 'number' ? [`set data_retention_time_in_days = ${days}`] : []),
  ]
  return words.map((action) => `alter table ${table} ${action}`)
}

function quoteParts(name: string): string {
  return name.split('.').map(quoteIdentifier).join('.')
}

function list(columns: string | readonly string[]): string {
  return [columns].flat().map(quoteIdentifier).join(', ')
}
