import { type Refusal, refusal } from './node-rules/node-rule.js'

const TYPES: ReadonlyMap<string, string> = new Map([
  ...['varchar', 'char', 'text', 'integer', 'smallint', 'bigint', 'boolean', 'real', 'double precision', 'float4'].map(
    same,
  ),
  ...['float8', 'decimal', 'numeric', 'binary', 'varbinary', 'date', 'time'].map(same),
  ['int2', 'smallint'],
  ['int4', 'integer'],
  ['int8', 'bigint'],
  ['bytea', 'binary'],
  ['blob', 'binary'],
  // TIMESTAMP is what the session's TIMESTAMP_TYPE_MAPPING says.
  ['datetime', 'timestamp_ntz'],
  ['datetime2', 'timestamp_ntz'],
  ['timestamp', 'timestamp_ntz'],
  ['timestamptz', 'timestamp_tz'],
  ['json', 'variant'],
  ['jsonb', 'variant'],
])

const SERIAL = refusal('SERIAL', "Use addColumn('id', 'integer', (column) => column.autoIncrement()).")

const WAYS_OUT: ReadonlyMap<string, Refusal> = new Map([
  ['serial', SERIAL],
  ['bigserial', SERIAL],
  ['uuid', refusal('type "uuid" in every account', 'Use varchar(36), with uuid_string() as its default.')],
  ['timetz', refusal('time of day with a zone', "Use 'time', or 'timestamptz'.")],
])

function same(name: string): [string, string] {
  return [name, name]
}

function split(type: string): { readonly name: string; readonly size: string } {
  const end = type.indexOf('(')
  return end < 0 ? { name: type, size: '' } : { name: type.slice(0, end), size: type.slice(end) }
}

/** Why a type of Kysely's list cannot be a type on Snowflake; `undefined` when it can. */
export function checkDataType(type: string): Refusal | undefined {
  const { name } = split(type)
  if (TYPES.has(name)) return undefined
  return WAYS_OUT.get(name) ?? refusal(`type "${name}"`, "Name one of Snowflake's types: sql`variant`.")
}

/** Snowflake's name of a type of Kysely's list: `timestamp(3)` is `timestamp_ntz(3)`. */
export function snowflakeDataType(type: string): string {
  const { name, size } = split(type)
  return `${TYPES.get(name) ?? name}${size}`
}
