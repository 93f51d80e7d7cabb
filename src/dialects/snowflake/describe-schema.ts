import type {
  ExistingColumn,
  ExistingRelation,
  ExistingRelations,
  RelationType,
  SchemaPlace,
} from '../../core/ports/relation.js'
import { relationKey } from '../../core/ports/relation.js'
import { isMissing } from './describe-table.js'
import { foldBack } from './fold-back.js'
import { quoteSchema } from './quote-relation.js'
import { foldIdentifier, quoteIdentifier } from './snowflake-identifier.js'
import { snowflakeLiterals } from './snowflake-literals.js'
import type { SnowflakeSession } from './snowflake-session.js'

/** How many rows SHOW returns at most. */
const PAGE = 10_000

interface ShownObject {
  readonly name: string
  readonly kind: string
}

interface ShownColumn {
  readonly table_name: string
  readonly column_name: string
  /** JSON: `{"type":"FIXED","precision":38,"scale":0,"nullable":true}`. */
  readonly data_type: string | ShownType
}

interface ShownType {
  readonly type: string
  readonly precision?: number
  readonly scale?: number
  readonly length?: number
}

/**
 * The relations of a schema with their columns: SHOW OBJECTS, a page of 10,000 at a time, and SHOW COLUMNS, which has no
 * pages and is replaced by a query when there are more. Neither SHOW needs a warehouse that runs.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-objects
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-columns
 */
export async function describeSchema(
  session: SnowflakeSession,
  schemaPlace: SchemaPlace,
): Promise<ExistingRelations> {
  const { database, schema } = schemaPlace
  const place = quoteSchema(schemaPlace)
  try {
    const objects = await showObjects(session, place)
    const columns = objects.length === 0 ? new Map() : await showColumns(session, schemaPlace)
    return new Map(
      objects.map(({ name, kind }): [string, ExistingRelation] => [
        relationKey({ database, schema, name: foldBack(name) }),
        { type: relationType(kind), columns: columns.get(name) ?? [] },
      ]),
    )
  } catch (error) {
    if (isMissing(error)) return new Map()
    throw error
  }
}

function relationType(kind: string): RelationType {
  return kind.toUpperCase().includes('VIEW') ? 'view' : 'table'
}

async function showObjects(session: SnowflakeSession, place: string): Promise<readonly ShownObject[]> {
  const found: ShownObject[] = []
  for (let from = ''; ; ) {
    const { rows } = await session.query<ShownObject>(`show terse objects in schema ${place} limit ${PAGE}${from}`)
    found.push(...rows)
    if (rows.length < PAGE) return found
    from = ` from ${textLiteral(rows.at(-1)!.name)}`
  }
}

async function showColumns(
  session: SnowflakeSession,
  place: SchemaPlace,
): Promise<ReadonlyMap<string, readonly ExistingColumn[]>> {
  const { rows: shown } = await session.query<ShownColumn>(`show columns in schema ${quoteSchema(place)}`)
  const rows = shown.length < PAGE ? shown : await allColumns(session, place)
  const found = new Map<string, ExistingColumn[]>()
  for (const { table_name, column_name, data_type } of rows) {
    const column = { name: foldBack(column_name), type: typeText(data_type) }
    const columns = found.get(table_name)
    if (columns) columns.push(column)
    else found.set(table_name, [column])
  }
  return found
}

/** The columns of a schema that has more than SHOW tells. */
async function allColumns(
  session: SnowflakeSession,
  { database, schema, isExact }: SchemaPlace,
): Promise<readonly ShownColumn[]> {
  const { rows } = await session.query<ShownColumn>(`select table_name as "table_name", column_name as "column_name",
  case when numeric_precision is null then data_type
    else data_type || '(' || numeric_precision || ',' || numeric_scale || ')' end as "data_type"
from ${quoteIdentifier(database)}.information_schema.columns
where table_schema = ${textLiteral(isExact ? schema : foldIdentifier(schema))}
order by table_name, ordinal_position`)
  return rows
}

/** A type as DESCRIBE writes it, such as `NUMBER(38,0)`. */
function typeText(shown: string | ShownType): string {
  const { type, precision, scale } = typeof shown === 'string' ? parsed(shown) : shown
  if (type === 'FIXED') return `NUMBER(${precision ?? 38},${scale ?? 0})`
  if (type === 'REAL') return 'FLOAT'
  return type === 'TEXT' ? 'VARCHAR' : type
}

function parsed(text: string): ShownType {
  return text.startsWith('{') ? (JSON.parse(text) as ShownType) : { type: text }
}

function textLiteral(text: string): string {
  return `'${snowflakeLiterals.escapeText(text)}'`
}
