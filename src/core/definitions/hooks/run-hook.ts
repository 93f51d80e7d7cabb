import type { QueryCreator } from 'kysely'
import type { Hook, StatementFacts, Statements } from './hook.js'

/** What became of one node, as `onRunEnd` learns it. */
export interface HookResult {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The name in the project. */
  readonly name: string
  /** What it is: `model`, `seed`, `snapshot`, `test`, `operation`. */
  readonly resourceType: string
  /** How it ended, in dbt's words: `success`, `error`, `pass`, `fail`, `warn`, `skipped`. */
  readonly status: string
  /** Why it did not succeed; null if it did. */
  readonly message: string | null
  /** For tests: how many rows failed. */
  readonly failures: number | null
  /** How many rows its statements wrote, where the engine says so. */
  readonly rowsAffected: number | null
  /** When it began. */
  readonly startedAt: Date
  /** How long it took, in milliseconds. */
  readonly durationMs: number
}

/** What a hook after a run learns of it. */
export interface RunEndFacts extends StatementFacts {
  /** What became of each node. A hook that reads this is shown in words by `--dry-run`: its statements are made at the end. */
  readonly results: readonly HookResult[]
  /** The schemas that the run writes to; dbt's `schemas`. */
  readonly schemas: readonly { readonly database: string; readonly schema: string }[]
}

/** A hook around a whole run. */
export type RunHookEntry<Facts> = { hook(db: QueryCreator<{}>, facts: Facts): Statements }['hook'] | Hook<Facts>

/** One hook around a whole run, or several in their order. */
export type RunHooks<Facts> = RunHookEntry<Facts> | readonly RunHookEntry<Facts>[]
