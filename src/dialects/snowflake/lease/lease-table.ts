import type { LeaseHolder } from '../../../core/ports/lease.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { snowflakeLiterals } from '../text/snowflake-literals.js'

/** The schema of what kerros remembers, beside the schemas of the project. */
export const MEMORY_SCHEMA = '_kerros'

/** A lease is renewed after so many seconds. */
export const RENEW_SECONDS = 60

/**
 * How long a lease lasts without being renewed, in seconds: longer than what its holder has sent, which Snowflake ends
 * five minutes after nobody waits for it any more (ABORT_DETACHED_QUERY).
 */
const LEASE_SECONDS = RENEW_SECONDS + 6 * 60

const text = (value: string): string => `'${snowflakeLiterals.escapeText(value)}'`
const NOW = 'current_timestamp()::timestamp_ntz'
const END = `dateadd(second, ${LEASE_SECONDS}, ${NOW})`

/** The statements around `_kerros.leases`: one row for each schema that was ever built. */
export class LeaseTable {
  readonly #name: string
  readonly #schema: string
  readonly #target: string

  /** @param schema The schema that is built. */
  constructor(database: string, schema: string) {
    this.#schema = `${quoteIdentifier(database)}.${quoteIdentifier(MEMORY_SCHEMA)}`
    this.#name = `${this.#schema}."LEASES"`
    this.#target = text(schema.toUpperCase())
  }

  /** Makes the table. */
  create(): readonly string[] {
    return [
      `create schema if not exists ${this.#schema}`,
      `create table if not exists ${this.#name} ("TARGET" varchar, "RUN_ID" varchar, "HOLDER" varchar, "TOKEN" number(38, 0), "SINCE" timestamp_ntz, "EXPIRES_AT" timestamp_ntz)`,
    ]
  }

  /** Takes the lease if nobody has it, or its holder is gone: changes one row then, else none. */
  take({ runId, name }: LeaseHolder): string {
    const [run, holder] = [text(runId), text(name)]
    return `merge into ${this.#name} as t using (select ${this.#target} as "TARGET") as s on t."TARGET" = s."TARGET"
when matched and (t."RUN_ID" is null or t."EXPIRES_AT" < ${NOW}) then update set "RUN_ID" = ${run}, "HOLDER" = ${holder}, "TOKEN" = t."TOKEN" + 1, "SINCE" = ${NOW}, "EXPIRES_AT" = ${END}
when not matched then insert ("TARGET", "RUN_ID", "HOLDER", "TOKEN", "SINCE", "EXPIRES_AT") values (s."TARGET", ${run}, ${holder}, 1, ${NOW}, ${END})`
  }

  /** Who has it: rows of `run_id`, `holder`, `token`, `since`, `expires_at`. Two rows when two runs made it at once. */
  read(): string {
    return `select "RUN_ID", "HOLDER", "TOKEN", "SINCE", "EXPIRES_AT" from ${this.#name} where "TARGET" = ${this.#target} order by "RUN_ID"`
  }

  /** Removes the row that a run has made beside another's. */
  withdraw(runId: string): string {
    return `delete from ${this.#name} where "TARGET" = ${this.#target} and "RUN_ID" = ${text(runId)}`
  }

  /** Holds the lease longer: changes one row while it is held. */
  renew(runId: string, token: number): string {
    return `update ${this.#name} set "EXPIRES_AT" = ${END} where "TARGET" = ${this.#target} and "RUN_ID" = ${text(runId)} and "TOKEN" = ${token}`
  }

  /** Gives the lease back. */
  release(runId: string, token: number): string {
    return `update ${this.#name} set "RUN_ID" = null where "TARGET" = ${this.#target} and "RUN_ID" = ${text(runId)} and "TOKEN" = ${token}`
  }
}
