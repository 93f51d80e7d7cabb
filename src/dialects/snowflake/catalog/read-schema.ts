import type { LiveName, LiveRelation, LiveSchema } from '../../../core/relations/live-schema.js'
import type { SchemaPlace } from '../../../core/relations/relation.js'
import { readComment } from '../../../core/relations/relation-mark.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { foldBack } from '../text/fold-back.js'
import { quoteSchema } from '../text/quote-relation.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import { isMissing } from './describe-table.js'
import { type FoundColumn, showColumns } from './show-columns.js'
import { type RunShow, showPages } from './show-pages.js'

interface ShownObject {
  readonly name: string
  readonly kind: string
  readonly comment: string | null
}

/** The tables and views of a schema, with nullability and comments: SHOW OBJECTS and SHOW COLUMNS. */
export async function readSchema(session: SnowflakeSession, place: SchemaPlace): Promise<LiveSchema | undefined> {
  const run: RunShow = async <Row>(sql: string) => (await session.query<Row>(sql)).rows
  const sql = quoteSchema(place)
  const database = foldIdentifier(place.database)
  const schema = place.isExact ? place.schema : foldIdentifier(place.schema)
  const objects = await unlessMissing(() => showPages<ShownObject>(run, `show objects in schema ${sql}`))
  if (!objects) return undefined
  const columns = new Map<string, FoundColumn[]>()
  for (const column of objects.length === 0 ? [] : await showColumns(run, { database, schema, sql })) {
    const others = columns.get(column.table)
    if (others) others.push(column)
    else columns.set(column.table, [column])
  }
  const relations = objects.map(
    ({ name, kind, comment }): LiveRelation => ({
      ...named(name),
      type: kind.toUpperCase().includes('VIEW') ? 'view' : 'table',
      comment: readComment(comment).text || undefined,
      columns: (columns.get(name) ?? []).map((column) => ({
        ...named(column.name),
        type: column.type,
        isNullable: column.isNullable,
        hasDefault: column.hasDefault || column.isAutoIncrementing,
        comment: column.comment || undefined,
      })),
    }),
  )
  return { ...named(schema), relations: relations.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

function named(name: string): LiveName {
  return { name: foldBack(name), exactName: name, needsExact: foldIdentifier(name) !== name }
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
