import type { Column } from '../../columns/index.js'
import type { Grants, MaskingPolicy, PersistDocs, RowAccessPolicy } from '../../relations/relation-settings.js'
import type { ColumnTest } from '../column-test.js'
import type { Constraints } from '../constraints.js'
import type { Hooks } from '../hooks/hook.js'
import type { RelationTestEntry, TestedRow } from '../relation-test.js'
import type { TestedRows } from '../test-options.js'
import type { EventTimeColumn } from './event-time.js'
import { PLACEMENT_OPTIONS, type PlacementOptions } from './placement-options.js'
import type { OneOrMore } from './values/one-or-more.js'
import type { OptionNames } from './values/option-checks.js'

/**
 * What can be said of one column of a model.
 *
 * @typeParam Row The row of the model, which types `where`.
 */
export interface ColumnOptions<Value, Row = any> {
  /**
   * What the column holds, for the documentation site and `manifest.json`; with `persistDocs` also a comment in the
   * warehouse.
   */
  readonly description?: string
  /** The tests of the column, which `kerros test` and `kerros build` run: `[notNull(), unique()]`. Default: none. */
  readonly tests?: readonly ColumnTest<Value>[]
  /**
   * The tests of the column look only at the rows for which this holds, as in `(eb) => eb('status', '=', 'open')`.
   * The generated SQL: `… from (select * from RELATION where "status" = 'open') as "m" …`
   */
  readonly where?: TestedRows<Row>
}

/** How a relation is stored and built where the engine has a choice; other engines leave it. Snowflake's words, and dbt's. */
export interface StorageOptions<Name extends string> {
  /** The columns by which Snowflake sorts the table into micro-partitions. Worth it from about a terabyte on. */
  readonly clusterBy?: OneOrMore<Name>
  /**
   * Whether the table has no fail-safe, which is cheaper: Snowflake then keeps at most one day of its history.
   * Default: the target's; for snapshots false, since their history cannot be built again.
   */
  readonly transient?: boolean
  /** Whether a replaced relation passes its grants on. Default: the target's. */
  readonly copyGrants?: boolean
  /** Whether the view hides its definition and what optimizations would reveal about rows. Views only. */
  readonly secure?: boolean
  /** The warehouse that computes this node. Default: the target's. */
  readonly snowflakeWarehouse?: string
  /** Roles by the privilege that they get whenever the relation is made, as in `{ select: ['REPORTING'] }`. */
  readonly grants?: Grants
  /**
   * Which rows who may see, as in `{ policy: 'governance.by_region', on: 'region' }`. The policy is there already; it is set in the
   * statement that makes the relation, so that no one ever reads it without.
   */
  readonly rowAccessPolicy?: RowAccessPolicy<Name>
  /** How columns are masked, as in `{ email: { policy: 'governance.mask_email' } }`: in the statement that makes the relation. */
  readonly maskingPolicies?: { readonly [K in Name]?: MaskingPolicy<Name> }
  /** Snowflake's tags of the relation by their names, as in `{ 'governance.cost_center': 'finance' }`. */
  readonly snowflakeTags?: { readonly [tag: string]: string }
  /** How many days Snowflake keeps what was changed or dropped (Time Travel): 0 to 90, of a transient table 0 or 1. */
  readonly dataRetentionDays?: number
  /** Which descriptions are written down in the warehouse. Default: the target's. */
  readonly persistDocs?: PersistDocs
  /**
   * Whether `kerros build` tests new rows before readers see them: it builds a candidate next to the relation, runs the tests that
   * read it, and publishes it if none of them fails. For tables, incremental models, snapshots and seeds. Default: the project's
   * `audit`.
   */
  readonly audit?: boolean
}

/**
 * Options of every model. Those that name a column are typed by the query's row.
 *
 * @typeParam Name The names that options accept. It is not to be given: without a parameter of its own, TypeScript refuses options
 *   in a variable before it knows the query's row.
 */
export interface ModelOptions<Row, Name extends string = keyof Row & string>
  extends StorageOptions<Name>,
    PlacementOptions {
  /**
   * What a row is, for `kerros ls`, the documentation site and `manifest.json`; with `persistDocs` also a comment in
   * the warehouse.
   */
  readonly description?: string
  /** Words to select it by: `--select tag:nightly`. Default: none. */
  readonly tags?: readonly string[]
  /** Anything for readers and other tools; kerros passes it on. */
  readonly meta?: { readonly [key: string]: unknown }
  /** The column with the time of a row, a timestamp or a date: microbatch models that read the relation filter it by that. */
  readonly eventTime?: EventTimeColumn<Row>
  /** For each column a description and tests. Columns that are left out have neither. */
  readonly columns?: { readonly [K in keyof Row]?: ColumnOptions<Row[K], Row> }
  /** Tests of the whole relation, as in `[uniqueCombination(['order_id', 'line'])]`. Default: none. */
  readonly tests?: readonly RelationTestEntry<TestedRow<Row>>[]
  /**
   * The row as an explicit interface: tsc compares it with the query column by column, the runtime compares it with the
   * built relation before anyone can read it. Required where raw SQL hides the query's columns.
   */
  readonly contract?: { readonly [K in keyof Row]: Column<Row[K]> }
  /**
   * What the rows of a table must fulfil: keys, foreign keys, conditions. kerros checks it before anyone reads the rows, and
   * declares what the engine has. For `table` and `incremental`. Default: nothing.
   */
  readonly constraints?: Constraints<Row>
  /** Statements that run before the relation is built, as in ``(db) => sql`…` ``: dbt's `pre_hook`. */
  readonly preHook?: Hooks<Row>
  /** Statements that run after the relation was built, as in `(db) => db.deleteFrom('this').where('amount', '<', 0)`: dbt's `post_hook`. */
  readonly postHook?: Hooks<Row>
}

/** The options of hooks. */
export const HOOK_OPTIONS: OptionNames<Pick<ModelOptions<any>, 'preHook' | 'postHook'>> = {
  preHook: true,
  postHook: true,
}

/** The options of storage. */
export const STORAGE_OPTIONS: OptionNames<StorageOptions<any>> = {
  clusterBy: true,
  transient: true,
  copyGrants: true,
  secure: true,
  snowflakeWarehouse: true,
  grants: true,
  rowAccessPolicy: true,
  maskingPolicies: true,
  snowflakeTags: true,
  dataRetentionDays: true,
  persistDocs: true,
  audit: true,
}

/** The options of every model. */
export const MODEL_OPTIONS: OptionNames<ModelOptions<any>> = {
  description: true,
  tags: true,
  meta: true,
  eventTime: true,
  columns: true,
  tests: true,
  contract: true,
  constraints: true,
  ...PLACEMENT_OPTIONS,
  ...HOOK_OPTIONS,
  ...STORAGE_OPTIONS,
}
