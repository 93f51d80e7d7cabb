import { snowflakeLiterals } from '../text/snowflake-literals.js'
import { type RunShow, SHOW_LIMIT } from './show-pages.js'

/** A column of a table or view, with names as Snowflake has them. */
export interface FoundColumn {
  readonly table: string
  readonly name: string
  /** As DESCRIBE writes it without lengths, such as `NUMBER(10,2)`. */
  readonly type: string
  /** Whether it has room for less than its type without a length. */
  readonly isNarrow: boolean
  /** The same with the length of a string or of bytes, and the digits of a second, where Snowflake reports them: `VARCHAR(20)`. */
  readonly fullType: string
  readonly isNullable: boolean
  readonly isAutoIncrementing: boolean
  readonly hasDefault: boolean
  readonly comment: string
}

interface ShownColumn {
  readonly table_name: string
  readonly column_name: string
  /** JSON: `{"type":"FIXED","precision":38,"scale":0}`. */
  readonly data_type: string
  /** `true` or `NOT_NULL`. */
  readonly 'null?': string
  readonly default: string | null
  readonly autoincrement: string | null
  readonly comment: string | null
}

interface SelectedColumn {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly precision: number | null
  readonly scale: number | null
  readonly length: number | null
  readonly fraction: number | null
  readonly nullable: string
  readonly identity: string
  readonly default: string | null
  readonly comment: string | null
}

interface ShownType {
  readonly type: string
  readonly precision?: number | null
  readonly scale?: number | null
  /** In characters; accounts leave it out where it is the greatest. */
  readonly length?: number | null
}

/** The length of a VARCHAR that was declared without one. */
const WHOLE_LENGTH = 16_777_216
/** Whole numbers of this number of digits hold every bigint that JavaScript and other engines have. */
const WHOLE_DIGITS = 18

const NOT_NULL = /^(?:not_null|false|n)$/i

/** A schema: its database, its name, and both in quotes with a point between. */
export interface Place {
  readonly database: string
  readonly schema: string
  readonly sql: string
}

/**
 * All columns of a schema, in their order: SHOW COLUMNS, which needs no warehouse but knows no pages, and the information
 * schema where there are more columns than it shows.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-columns
 */
export async function showColumns(run: RunShow, place: Place): Promise<readonly FoundColumn[]> {
  const rows = await run<ShownColumn>(`show columns in schema ${place.sql}`)
  return rows.length < SHOW_LIMIT ? rows.map(fromShown) : selectColumns(run, place)
}

async function selectColumns(run: RunShow, { database, schema }: Place): Promise<readonly FoundColumn[]> {
  const rows = await run<SelectedColumn>(`select table_name as "table", column_name as "name", data_type as "type",
  numeric_precision as "precision", numeric_scale as "scale", character_maximum_length as "length",
  datetime_precision as "fraction", is_nullable as "nullable", is_identity as "identity",
  column_default as "default", comment as "comment"
from "${database.replaceAll('"', '""')}".information_schema.columns
where table_schema = '${snowflakeLiterals.escapeText(schema)}'
order by table_name, ordinal_position`)
  return rows.map((row) => ({
    table: row.table,
    name: row.name,
    type: typeText(row),
    isNarrow: isNarrow(row),
    fullType: fullTypeText({ ...row, scale: row.scale ?? row.fraction }),
    isNullable: row.nullable === 'YES',
    isAutoIncrementing: row.identity === 'YES',
    hasDefault: isGiven(row.default),
    comment: row.comment ?? '',
  }))
}

function fromShown(row: ShownColumn): FoundColumn {
  const type = JSON.parse(row.data_type) as ShownType
  return {
    table: row.table_name,
    name: row.column_name,
    type: typeText(type),
    isNarrow: isNarrow(type),
    fullType: fullTypeText(type),
    isNullable: !NOT_NULL.test(row['null?']),
    isAutoIncrementing: isGiven(row.autoincrement),
    hasDefault: isGiven(row.default),
    comment: row.comment ?? '',
  }
}

function isGiven(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && text !== ''
}

function isNarrow({ type, precision, scale, length }: ShownType): boolean {
  if (type === 'FIXED' || type === 'NUMBER') return (scale ?? 0) === 0 && (precision ?? 38) < WHOLE_DIGITS
  return (type === 'TEXT' || type === 'VARCHAR') && Number(length ?? WHOLE_LENGTH) < WHOLE_LENGTH
}

/** The protocol calls the types by other names than SQL does. */
function typeText({ type, precision, scale }: ShownType): string {
  if (type === 'FIXED' || type === 'NUMBER') return `NUMBER(${precision ?? 38},${scale ?? 0})`
  if (type === 'REAL') return 'FLOAT'
  return type === 'TEXT' ? 'VARCHAR' : type
}

/** With everything that SHOW reports about a type. */
function fullTypeText(type: ShownType): string {
  const text = typeText(type)
  const { length, scale } = type
  if (/^(VARCHAR|BINARY)$/.test(text) && typeof length === 'number') return `${text}(${length})`
  return /^TIME(STAMP_\w+)?$/.test(text) && typeof scale === 'number' ? `${text}(${scale})` : text
}
