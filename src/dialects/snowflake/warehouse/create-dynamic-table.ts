import { createHash } from 'node:crypto'
import type { AlterDynamicTable, CreateDynamicTable } from '../../../core/steps/step.js'
import { quoteRelation } from '../text/quote-relation.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import {
  clusterBy,
  columnComments,
  comment,
  copyGrants,
  grants,
  type RelationDefaults,
  withDefaults,
} from './create-relation.js'
import { policyAndTags, retention } from './protection.js'

/** What {@link alterDynamicTable} sets, as {@link createDynamicTable} writes it. */
const ALTERABLE = / target_lag = (?:'[^']*'|downstream) warehouse = "(?:[^"]|"")+"/

const UNITS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 }

/**
 * Creates or replaces a dynamic table, in one statement, then comments its columns and grants it. A list of columns with
 * their comments would need types, which are not known for every query.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-dynamic-table
 */
export function createDynamicTable(step: CreateDynamicTable, defaults: RelationDefaults): readonly string[] {
  const all = withDefaults(defaults, step.settings)
  const { refreshMode, initialize } = step.refresh
  const words = [
    'create or replace',
    // Snowflake makes them permanent, and so does dbt: transient only on request.
    ...(all.transient ? ['transient'] : []),
    'dynamic table',
    quoteRelation(step.relation),
    ...alterable(step.refresh.targetLag, step.computeWarehouse),
    ...(refreshMode ? [`refresh_mode = ${refreshMode}`] : []),
    ...(initialize ? [`initialize = ${initialize}`] : []),
    ...clusterBy(all),
    ...retention(all),
    ...comment(all),
    ...copyGrants(all),
    ...policyAndTags(all),
    'as',
    step.select,
  ]
  return [
    words.join(' '),
    ...columnComments('dynamic table', step.relation, all),
    ...grants('dynamic table', step.relation, all),
  ]
}

/** @see https://docs.snowflake.com/en/sql-reference/sql/alter-dynamic-table */
export function alterDynamicTable({ relation, targetLag, computeWarehouse }: AlterDynamicTable): readonly string[] {
  return [`alter dynamic table ${quoteRelation(relation)} set ${alterable(targetLag, computeWarehouse).join(' ')}`]
}

/** A digest of the statement that would be sent, without what can be altered. It is kept in the table's comment. */
export function dynamicTableDefinition(statement: string): string {
  return createHash('sha256').update(statement.replace(ALTERABLE, '')).digest('hex')
}

/** `60 minutes` is `1 hour`; SHOW DYNAMIC TABLES writes DOWNSTREAM in upper case. */
export function isSameLag(one: string, other: string): boolean {
  return inSeconds(one) === inSeconds(other)
}

function inSeconds(lag: string): number | string {
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/i.exec(lag) ?? []
  return count && unit ? Number(count) * UNITS[unit.toLowerCase()]! : lag.toLowerCase()
}

function alterable(targetLag: string, computeWarehouse: string): readonly string[] {
  const lag = targetLag === 'downstream' ? targetLag : `'${targetLag.replaceAll("'", "''")}'`
  return [`target_lag = ${lag}`, `warehouse = ${quoteIdentifier(computeWarehouse)}`]
}
