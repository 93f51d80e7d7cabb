import { sql } from 'kysely'
import { varchar } from '../../core/columns/index.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type DescribedSchemas, relationKey, schemaKey } from '../../core/relations/relation.js'
import { REUSE_COLUMNS, reuseTable } from '../../core/relations/reuse-table.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import { createLedger } from '../../materializations/statement/create-ledger.js'
import { statementSql } from '../../materializations/statement/statement.js'

/** The database whose records they are. */
interface Place {
  readonly database: string
}

/** Records of one run. */
export interface RecordsOfRun {
  readonly runId: string
  readonly at: Date
  /** By subject: the key of a relation, or what a test is called. */
  readonly records: ReadonlyMap<string, string>
}

/**
 * How much of a statement its records may be, in bytes: Snowflake keeps statements of up to 1 MB, in which quotes and backslashes
 * take more room.
 *
 * @see https://docs.snowflake.com/en/user-guide/query-size-limits
 */
const MOST_BYTES = 400_000
/** How many values a list has at most: Snowflake takes 16,384 in all versions. */
const MOST_SUBJECTS = 5_000

/**
 * Reads the records of a database, with one statement; none where it has no table of records. Left out is a subject that has several.
 *
 * @param existing What exists in the schema of {@link reuseTable}, too.
 */
export async function readRecords(
  warehouse: Warehouse,
  { database }: Place,
  existing: DescribedSchemas,
): Promise<ReadonlyMap<string, string>> {
  const table = reuseTable(database)
  if (!existing.relations.has(relationKey(table))) return new Map()
  const query = compileDatabase.selectFrom('reuse as r').select(['r.subject', 'r.record'])
  const text = statementSql(warehouse.dialect, query, { reuse: table })
  const { rows } = await warehouse.withSession((session) => session.execute(text))
  const records = new Map<string, string>()
  const several = new Set<string>()
  for (const { subject, record } of rows) {
    if (records.has(String(subject))) several.add(String(subject))
    records.set(String(subject), String(record))
  }
  for (const subject of several) records.delete(subject)
  return records
}

/**
 * Takes the records of subjects away, with one statement for thousands. To be sent before anything is written to them, so that nothing is
 * known of them after a crash. The table has to be there.
 */
export async function forgetRecords(
  warehouse: Warehouse,
  { database }: Place,
  subjects: readonly string[],
): Promise<void> {
  const parts = inParts(subjects, { most: MOST_SUBJECTS, mostBytes: MOST_BYTES })
  const statements = parts.map((part) => {
    const forget = compileDatabase.deleteFrom('reuse as r').where('r.subject', 'in', part)
    return statementSql(warehouse.dialect, forget, { reuse: reuseTable(database) })
  })
  await send(warehouse, statements)
}

/**
 * Writes records in place of those that their subjects had: one statement, unless they are too long for one. The table and its schema are
 * made where they are missing.
 *
 * @param place.existing What exists in the schema of {@link reuseTable}, too.
 */
export async function writeRecords(
  warehouse: Warehouse,
  { database, existing }: Place & { readonly existing: DescribedSchemas },
  run: RecordsOfRun,
): Promise<void> {
  if (run.records.size === 0) return
  const table = reuseTable(database)
  if (!existing.relations.has(relationKey(table))) {
    const hasSchema = existing.schemas.has(schemaKey(table))
    const schema = hasSchema ? [] : warehouse.dialect.render({ kind: 'createSchema', database, schema: table.schema })
    await send(warehouse, [...schema, createLedger(table, REUSE_COLUMNS, warehouse.dialect)])
  }
  const parts = inParts([...run.records], { most: Number.POSITIVE_INFINITY, mostBytes: MOST_BYTES })
  await send(
    warehouse,
    parts.map((part) => mergeRows(part, run, { dialect: warehouse.dialect, database })),
  )
}

/** Each statement reads its rows from one literal: lists of rows are limited. */
function mergeRows(
  rows: readonly (readonly [subject: string, record: string])[],
  { runId, at }: RecordsOfRun,
  { dialect, database }: { readonly dialect: SqlDialect; readonly database: string },
): string {
  const texts = dialect.textRows(rows, { subject: varchar(), record: varchar() })
  const written = sql`(${sql.raw(texts)})`.as<any>('w')
  const values = (eb: any) => ({ run_id: eb.val(runId), recorded_at: eb.val(at), record: eb.ref('w.record') })
  const merge = (compileDatabase.mergeInto('reuse as r') as any)
    .using(written, (join: any) => join.onRef('r.subject', '=', 'w.subject'))
    .whenMatched()
    .thenUpdateSet(values)
    .whenNotMatched()
    .thenInsertValues((eb: any) => ({ subject: eb.ref('w.subject'), ...values(eb) }))
  return statementSql(dialect, merge, { reuse: reuseTable(database) })
}

/** Sends statements one after the other. Each is for subjects of its own: no transaction has to keep them together. */
async function send(warehouse: Warehouse, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return
  await warehouse.withSession(async (session) => {
    for (const statement of statements) await session.execute(statement)
  })
}

/** Consecutive values in parts, each no larger than allowed. */
function inParts<T>(
  values: readonly T[],
  { most, mostBytes }: { readonly most: number; readonly mostBytes: number },
): readonly (readonly T[])[] {
  const parts: T[][] = []
  let bytes = 0
  for (const value of values) {
    const own = Buffer.byteLength(JSON.stringify(value)) + 1
    const part = parts.at(-1)
    if (part && part.length < most && bytes + own <= mostBytes) {
      part.push(value)
      bytes += own
    } else {
      parts.push([value])
      bytes = own
    }
  }
  return parts
}
