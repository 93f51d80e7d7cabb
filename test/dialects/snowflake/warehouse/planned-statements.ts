import { Dialect, validate } from '@polyglot-sql/sdk'
import type { PlannedNode } from '../../../../src/core/plan/plan.js'
import type { RelationDefaults } from '../../../../src/dialects/snowflake/warehouse/create-relation.js'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import {
  type Planned as Definitions,
  type PlanSettings as NodeSettings,
  plannedNode,
} from '../../../materializations/planned-node.js'

interface PlanSettings extends Omit<NodeSettings, 'dialect'> {
  readonly defaults?: RelationDefaults
  /** The target's warehouse. */
  readonly warehouse?: string
}

/** A planned node, and what would be sent for it. */
export interface Planned {
  readonly node: PlannedNode
  readonly statements: readonly string[]
}

/** Plans the definition `m` for Snowflake, without one. Every statement has to be one that Snowflake's grammar knows. */
export function plan(definitions: Definitions, settings: PlanSettings = {}): Planned {
  const { defaults, warehouse, ...others } = settings
  const dialect = snowflakeSqlDialect(defaults, warehouse)
  const node = plannedNode('snowflake', definitions, { dialect, ...others })
  const statements = node.steps.flatMap((step) => dialect.render(step))
  for (const sql of statements) assertReadable(sql)
  return { node, statements }
}

/** @throws Error when the statement is none of Snowflake's. */
export function assertReadable(sql: string): void {
  const { errors } = validate(asTable(sql), Dialect.Snowflake)
  if (errors.length > 0) throw new Error(`Snowflake cannot read\n${sql}\n${JSON.stringify(errors)}`)
}

/**
 * What Snowflake's manual has and the parser lacks: most of dynamic tables, several columns at once, and settings of a table
 * before AS, which the other parser reads.
 */
export function asTable(sql: string): string {
  return withOneNotNull(sql)
    .replace(/(, column "[^"]+" set data type [a-z]+)+$/, '')
    .replace(/^(drop|(?:grant|revoke) .* on) dynamic table/, '$1 table')
    .replace(/^(create or replace (?:transient )?dynamic table .*?) cluster by \([^)]*\)/, '$1')
    .replace(/ with masking policy "[^"]*"(?:\."[^"]*")*(?: using \([^)]*\))?/g, '')
    .replace(/ with row access policy "[^"]*"(?:\."[^"]*")* on \([^)]*\)/, '')
    .replace(/ with tag \((?:"[^"]*"|\.|, | = |'(?:[^']|'')*')*\)/, '')
    .replace(/^(create or replace (?:transient )?table \S+).*? data_retention_time_in_days = \d+.*? as /, '$1 as ')
    .replace(
      /^(create (?:or replace )?(?:transient |temporary )?table \S+).*? comment = '(?:[^'\\]|''|\\.)*' as /,
      '$1 as ',
    )
}

/** `SET NOT NULL` for several columns at once, which Snowflake's manual has and neither parser reads: that of the first. */
export function withOneNotNull(sql: string): string {
  return sql.replace(/(, column "[^"]+" set not null)+$/, '')
}
