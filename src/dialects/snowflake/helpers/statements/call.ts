import { type RawBuilder, sql } from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'

/** The arguments of a procedure: in their order, or by name. Values are bound; expressions are written into the SQL. */
export type CallArguments = readonly unknown[] | { readonly [name: string]: unknown }

/**
 * Calls a procedure. Its result is rows: those of the table if the procedure returns one, else one row with one column
 * that is named after the procedure. Give their type, since TypeScript cannot know it.
 *
 * ```ts
 * const { rows } = await call<{ nightly: string }>('dev.nightly', ['2026-11-30', 7]).execute(db)
 * await call('dev.nightly', { day: '2026-11-30', days: 7 }).execute(db)
 * ```
 * The generated SQL: `call "DEV"."NIGHTLY"(?, ?)` and `call "DEV"."NIGHTLY"(DAY => ?, DAYS => ?)`.
 *
 * @param name Its parts are separated by points.
 * @param args Default: none. A string is bound as VARCHAR and so on: where procedures of one name differ by types, cast, as in
 *   `castTo(sql.val(day), date())`.
 * @throws KerrosError `E_INVALID_OPTION` for a name of an argument that Snowflake would want in quotes, which it cannot have.
 * @see https://docs.snowflake.com/en/sql-reference/sql/call
 */
export function call<Row = Record<string, unknown>>(name: string, args: CallArguments = []): RawBuilder<Row> {
  const list = isList(args)
    ? args.map((value) => sql`${value}`)
    : Object.entries(args).map(([argument, value]) => sql`${sql.raw(argumentName(argument))} => ${value}`)
  return sql<Row>`call ${sql.id(...name.split('.'))}(${sql.join(list)})`
}

function isList(args: CallArguments): args is readonly unknown[] {
  return Array.isArray(args)
}

/** Without quotes, so it has to be a plain word. */
function argumentName(name: string): string {
  if (/^[A-Za-z_][\w$]*$/.test(name)) return name.toUpperCase()
  throw new KerrosError('E_INVALID_OPTION', `a procedure cannot have an argument by the name "${name}"`, {
    hint: 'Snowflake accepts names of letters, digits, _ and $ only: give the arguments as a list, in their order.',
  })
}
