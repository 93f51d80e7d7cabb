import type { QueryCreator } from 'kysely'
import type { Columns, RowOf } from '../../columns/index.js'
import type { Db, Inputs } from '../../query/ref.js'
import { brand } from '../options/brand.js'
import { checkQuery } from '../options/check-query.js'
import { checkDeclaredColumns } from '../options/column-checks.js'
import {
  checkAbout,
  checkBoolean,
  checkOptionNames,
  type OptionNames,
  objectOrEmpty,
} from '../options/values/option-checks.js'
import type { StatementFacts, Statements } from './hook.js'

/** What an operation learns of its surroundings. */
export interface OperationFacts<Args> extends StatementFacts {
  /** The values of `--args`. */
  readonly args: Args
}

/** Statements with a name, that `kerros run-operation` sends. */
export interface Operation {
  readonly kind: 'operation'
  /** The relations that it reads and changes, by the names that it uses. */
  readonly inputs: Inputs
  /** Its arguments, with their types. */
  readonly args: Columns
  /** Makes its statements. */
  readonly statements: (db: QueryCreator<any>, facts: OperationFacts<any>) => Statements
  /** Whether its statements run in one transaction, where the engine can. */
  readonly transaction: boolean
  /** What it does, for readers. */
  readonly description: string | undefined
}

/** What else an {@link operation} says. */
export interface OperationOptions<Args extends Columns> {
  /** Its arguments by name: `{ role: varchar(), before: date().nullable() }`. One that may be NULL may be left out. Default: none. */
  readonly args?: Args
  /** Whether its statements run in one transaction, where the engine can. Default: true. */
  readonly transaction?: boolean
  /** What it does, for readers. */
  readonly description?: string
}

const OPTIONS: OptionNames<OperationOptions<any>> = { args: true, transaction: true, description: true }

/**
 * Defines statements that are sent by hand: `kerros run-operation purge --args '{"before": "2026-01-01"}'`. dbt's macros for
 * `run-operation`.
 *
 * ```ts
 * export const purge = operation(
 *   { builds: audit.builds },
 *   (db, { args }) => db.deleteFrom('builds').where('built_on', '<', args.before),
 *   { args: { before: date() } },
 * )
 * ```
 * The generated SQL: `delete from "audit"."builds" as "builds" where "built_on" < …`
 *
 * @param inputs The relations that it reads and changes; the keys are its only table names.
 * @param statements Makes its statements. Must be pure.
 */
export function operation<I extends Inputs, Args extends Columns = {}>(
  inputs: I,
  statements: (db: QueryCreator<Db<I>>, facts: OperationFacts<RowOf<Args>>) => Statements,
  options: OperationOptions<Args> = {},
): Operation {
  checkQuery('operation', inputs, statements)
  const { args, transaction, description } = objectOrEmpty(options)
  return brand<Operation>(
    {
      kind: 'operation',
      inputs: Object.freeze({ ...inputs }),
      args: Object.freeze({ ...args }),
      statements,
      transaction: transaction ?? true,
      description,
    },
    [
      ...checkOptionNames(options, OPTIONS),
      ...checkBoolean('transaction', transaction),
      ...checkAbout({ description }),
      ...(args === undefined ? [] : checkDeclaredColumns(args)),
    ],
  )
}
