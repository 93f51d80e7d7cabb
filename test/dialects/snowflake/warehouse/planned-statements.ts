import { Dialect, validate } from '@polyglot-sql/sdk'
import type { PlannedNode } from '../../../../src/core/plan/plan.js'
import { type ExistingRelation, relationKey } from '../../../../src/core/relations/relation.js'
import type { RelationDefaults } from '../../../../src/dialects/snowflake/warehouse/create-relation.js'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { buildPlan } from '../../../../src/runtime/plan/build-plan.js'
import { compilePlaces } from '../../../../src/testing/compile-places.js'
import { definitionsWithin } from '../../../../src/testing/definitions-within.js'
import { testingProject } from '../../../../src/testing/testing-project.js'

interface PlanSettings {
  readonly defaults?: RelationDefaults
  /** The target's warehouse. */
  readonly warehouse?: string
  readonly existing?: { readonly [name: string]: ExistingRelation }
  readonly fullRefresh?: boolean
}

/** A planned node, and what would be sent for it. */
export interface Planned {
  readonly node: PlannedNode
  readonly statements: readonly string[]
}

/** Plans the definition `m` for Snowflake, without one. Every statement has to be one that Snowflake's grammar knows. */
export function plan(
  definitions: { readonly m: unknown; readonly [name: string]: unknown },
  settings: PlanSettings = {},
): Planned {
  const { defaults, warehouse, existing = {}, fullRefresh = false } = settings
  const dialect = snowflakeSqlDialect(defaults, warehouse)
  const place = compilePlaces.snowflake
  const targeted = testingProject(
    definitionsWithin(definitions as never, definitions, () => false),
    place,
    {},
  )
  const { relations, project } = targeted
  const byName = new Map(project.nodes.map((node) => [node.name, relations.get(node.uniqueId)]))
  const { nodes } = buildPlan({
    targeted,
    dialect,
    targetName: 'prod',
    selected: new Set(project.nodes.filter(({ name }) => name === 'm').map(({ uniqueId }) => uniqueId)),
    existing: {
      relations: new Map(
        Object.entries(existing).map(([name, relation]) => [relationKey(byName.get(name)!), relation]),
      ),
      schemas: new Set(),
    },
    seedRows: new Map(),
    fullRefresh,
    startedAt: new Date('2024-01-01T00:00:00Z'),
    runId: 'run',
  })
  const node = nodes.find(({ name }) => name === 'm')!
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
  return sql
    .replace(/(, column "[^"]+" set data type [a-z]+)+$/, '')
    .replace(/^(drop|grant .* on) dynamic table/, '$1 table')
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
