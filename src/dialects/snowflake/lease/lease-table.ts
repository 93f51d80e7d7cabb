import type { LeaseHolder } from '../../../core/ports/lease.js'
import type { SchemaPlace } from '../../../core/relations/relation.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import { holderText, type LeaseRow } from './lease-row.js'

/** The schema of what kerros remembers, next to the schemas of the project. */
export const MEMORY_SCHEMA = '_kerros'

/** After how many seconds a lease is renewed. */
export const RENEW_SECONDS = 60

/**
 * How long a lease lasts without being renewed, in seconds: longer than what its holder has sent, which Snowflake ends
 * five minutes after no one waits for it any more (ABORT_DETACHED_QUERY).
 */
export const LEASE_SECONDS = RENEW_SECONDS + 6 * 60

/** In UTC, for any TIMEZONE of a session: holders with different ones compare each other's times. */
const NOW = 'sysdate()'
const END = `dateadd(second, ${LEASE_SECONDS}, ${NOW})`

/** The statements around `_kerros.leases` of one database: one row for each of its schemas that was ever built. */
export class LeaseTable {
  /** As it was given. */
  readonly database: string
  readonly #name: string
  /** What the rows are called: the schemas as Snowflake has them. */
  readonly #targets: readonly string[]
  readonly #schemas: readonly SchemaPlace[]

  /** @param schemas Those of the database that a run writes to; at least one. */
  constructor(database: string, schemas: readonly SchemaPlace[]) {
    this.database = database
    this.#name = `${quoteIdentifier(database)}.${quoteIdentifier(MEMORY_SCHEMA)}."LEASES"`
    this.#schemas = schemas
    this.#targets = [...new Set(schemas.map(rowName))].sort()
  }

  /** The schema of a row as it was declared, with its database. */
  displayName({ target }: LeaseRow): string {
    return `${this.database}.${this.#schemas.find((place) => rowName(place) === target)?.schema ?? target}`
  }

  /** Makes the table, in a schema that is there. */
  create(): string {
    return `create table if not exists ${this.#name} ("TARGET" varchar, "RUN_ID" varchar, "HOLDER" varchar, "TOKEN" number(38, 0), "SINCE" timestamp_ntz, "EXPIRES_AT" timestamp_ntz)`
  }

  /**
   * Takes every row that is free, or whose holder is gone, and creates the missing ones. New rows are free: two runs may
   * create the same one at the same time, and the statement after that lets only one of them have both.
   *
   * @param gone Runs that are known to have ended.
   */
  take(holder: LeaseHolder, gone: readonly string[]): string {
    const source = this.#targets.map((target) => `select ${quoteText(target)} as "TARGET"`).join(' union all ')
    const isEnded = gone.length > 0 ? ` or t."RUN_ID" in (${gone.map(quoteText).join(', ')})` : ''
    return `merge into ${this.#name} as t using (${source}) as s on t."TARGET" = s."TARGET"
when matched and (t."RUN_ID" is null or t."EXPIRES_AT" < ${NOW}${isEnded}) then update set "RUN_ID" = ${quoteText(holder.runId)}, "HOLDER" = ${quoteText(holderText(holder))}, "TOKEN" = t."TOKEN" + 1, "SINCE" = ${NOW}, "EXPIRES_AT" = ${END}
when not matched then insert ("TARGET", "TOKEN") values (s."TARGET", 0)`
  }

  /** Who has them: {@link LeaseRow}s. */
  read(): string {
    return `select "TARGET", "RUN_ID", "HOLDER", "TOKEN", "SINCE", "EXPIRES_AT" from ${this.#name} where "TARGET" in (${this.#targets.map(quoteText).join(', ')}) order by "TARGET", "RUN_ID"`
  }

  /** Holds rows longer: changes all of them while they are held. */
  renew(runId: string, rows: readonly LeaseRow[]): string {
    return `update ${this.#name} set "EXPIRES_AT" = ${END} where ${held(runId, rows)}`
  }

  /** Gives rows back. */
  release(runId: string, rows: readonly LeaseRow[]): string {
    return `update ${this.#name} set "RUN_ID" = null where ${held(runId, rows)}`
  }
}

function rowName({ schema, isExact }: SchemaPlace): string {
  return isExact ? schema : foldIdentifier(schema)
}

function held(runId: string, rows: readonly LeaseRow[]): string {
  const each = rows.map(({ target, token }) => `"TARGET" = ${quoteText(target)} and "TOKEN" = ${Number(token)}`)
  return `"RUN_ID" = ${quoteText(runId)} and (${[...new Set(each)].join(' or ')})`
}
