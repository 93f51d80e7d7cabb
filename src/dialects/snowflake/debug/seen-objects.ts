import type { SchemaPlace } from '../../../core/ports/relation.js'
import { isMissing } from '../catalog/describe-table.js'
import { type RunShow, showPages } from '../catalog/show-pages.js'
import { quoteSchema } from '../text/quote-relation.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import type { SeenObjects } from './needed-rights.js'

/**
 * Which of some schemas and stages the role sees.
 *
 * @param places Schemas of interest; their databases are listed.
 * @param stagePlaces Schemas whose stages are listed.
 */
export async function lookAround(
  run: RunShow,
  places: readonly SchemaPlace[],
  stagePlaces: readonly SchemaPlace[],
): Promise<SeenObjects & { hasDatabase(database: string): boolean }> {
  const schemas = new Map<string, ReadonlySet<string> | undefined>()
  for (const database of new Set(places.map((place) => foldIdentifier(place.database))))
    schemas.set(database, await names(run, `show terse schemas in database ${quoteIdentifier(database)}`))
  const stages = new Map<string, ReadonlySet<string> | undefined>()
  for (const sql of new Set(stagePlaces.map(quoteSchema)))
    stages.set(sql, await names(run, `show stages in schema ${sql}`))
  return {
    // Each has at least its INFORMATION_SCHEMA.
    hasDatabase: (database) => (schemas.get(foldIdentifier(database))?.size ?? 0) > 0,
    hasSchema: ({ database, schema, isExact }) =>
      schemas.get(foldIdentifier(database))?.has(isExact ? schema : foldIdentifier(schema)) ?? false,
    hasStage: (place, stage) => stages.get(quoteSchema(place))?.has(foldIdentifier(stage)) ?? false,
  }
}

/** The names that a SHOW gives; `undefined` when that in which it looks is not there, or not for this role. */
async function names(run: RunShow, statement: string): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await showPages<{ readonly name: string }>(run, statement)).map(({ name }) => name))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
