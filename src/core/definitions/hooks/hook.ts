import type { OperationNodeSource, QueryCreator } from 'kysely'
import type { Db, Inputs } from '../../query/ref.js'
import type { Relation } from '../../relations/relation.js'
import { brand } from '../options/brand.js'
import { checkQuery } from '../options/check-query.js'
import { checkBoolean, checkOptionNames, type OptionNames, objectOrEmpty } from '../options/values/option-checks.js'

/** The target that a command works on. */
export interface HookTarget {
  /** Its name in the configuration: `prod`. */
  readonly name: string
  /** The database in which relations are built unless they say another. */
  readonly database: string
  /** The schema in which relations are built unless they say another. */
  readonly schema: string
}

/** The run that a hook belongs to. */
export interface HookRun {
  /** Unique to the run; dbt's `invocation_id`. */
  readonly runId: string
  /** When it began: one value for the whole run; dbt's `run_started_at`. */
  readonly startedAt: Date
  /** The command: `build`. */
  readonly command: string
  /** Whether `--full-refresh` was given. */
  readonly fullRefresh: boolean
}

/** What every hook and every operation learns of its surroundings. */
export interface StatementFacts {
  /** The target. */
  readonly target: HookTarget
  /** The run. */
  readonly run: HookRun
}

/** What a hook of a model, seed or snapshot learns of its surroundings. */
export interface HookFacts extends StatementFacts {
  /** The relation of the model, seed or snapshot; in a query it is the table `this`. */
  readonly this: Relation
}

/**
 * What a hook or an operation sends: a query of Kysely or a `sql` template, a list of them, or nothing, as in
 * `target.name === 'prod' && sql…`.
 */
export type Statements = OperationNodeSource | readonly (OperationNodeSource | false)[] | false | null | undefined

/** A hook of a relation whose rows are `Row`s. The type of a method: hooks for a wider row pass for a narrower one. */
export type HookFunction<Row> = {
  hook(db: QueryCreator<{ this: Row }>, facts: HookFacts): Statements
}['hook']

/** A hook that reads or changes other relations, or runs outside of the transaction: of {@link hook}. */
export interface Hook<in Facts = any> {
  readonly kind: 'hook'
  /** The relations that it reads and changes, by the names that it uses. */
  readonly inputs: Inputs
  /** Makes its statements. */
  readonly statements: (db: QueryCreator<any>, facts: Facts) => Statements
  /** Whether it runs in the transaction in which its relation is built, where the engine has one. */
  readonly transaction: boolean
}

/** A function that makes statements over the relation `this`, or a {@link hook}. */
export type HookEntry<Row> = HookFunction<Row> | Hook<HookFacts>

/** One hook, or several in their order. */
export type Hooks<Row> = HookEntry<Row> | readonly HookEntry<Row>[]

/** What else a {@link hook} says. */
export interface HookOptions {
  /**
   * Whether it runs in the transaction in which its relation is built, where the engine has one: dbt's option of this name.
   * Default: true.
   */
  readonly transaction?: boolean
}

const OPTIONS: OptionNames<HookOptions> = { transaction: true }

/**
 * Makes a hook that reads or changes other relations than its own, or that runs outside of the transaction.
 *
 * ```ts
 * export const orders = table({ o: raw.orders }, query, {
 *   postHook: hook({ log: raw.audit_log }, (db, { this: { name }, run }) =>
 *     db.insertInto('log').values({ relation: name, built_at: run.startedAt }),
 *   ),
 * })
 * ```
 * The generated SQL: `insert into "raw"."audit_log" ("relation", "built_at") values ('orders', …)`
 *
 * @param inputs The relations that it reads and changes; they are built before. With `this`, the keys are its only table names.
 * @param statements Makes its statements. Must be pure: it is called whenever a run is planned.
 */
export function hook<I extends Inputs, Facts extends StatementFacts = StatementFacts>(
  inputs: I,
  statements: (db: QueryCreator<Db<I> & { this: any }>, facts: Facts) => Statements,
  options: HookOptions = {},
): Hook<Facts> {
  checkQuery('hook', inputs, statements)
  const { transaction } = objectOrEmpty(options)
  return brand<Hook<Facts>>(
    { kind: 'hook', inputs: Object.freeze({ ...inputs }), statements, transaction: transaction ?? true },
    [...checkOptionNames(options, OPTIONS), ...checkBoolean('transaction', transaction)],
  )
}
