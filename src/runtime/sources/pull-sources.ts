import { KerrosError } from '../../core/errors/index.js'
import { didYouMean } from '../../core/graph/did-you-mean.js'
import { wildcardPattern } from '../../core/graph/wildcard.js'
import type { LiveRelation, LiveSchema } from '../../core/relations/live-schema.js'
import { type Relation, relationKey } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { OpenTarget } from '../open/open-target.js'
import type { DeclaredTable } from './project-relations.js'
import { writeDatabaseFile } from './write-database-file.js'
import { type LeftOut, writeSourceFile } from './write-source-file.js'

/** What is pulled from the target, and where it is written. */
export interface PullOptions {
  /** The schema to read. */
  readonly schema: string
  /** The database. Default: the target's. */
  readonly database?: string | undefined
  /** Names of tables and views, with the wildcards `*` and `?`. Default: all. */
  readonly select?: readonly string[] | undefined
  /** Whether to write the `Database` interface of plain Kysely instead of a source. Default: false. */
  readonly kysely?: boolean | undefined
  /** What the project builds itself. Default: unknown. */
  readonly built?: readonly Relation[] | undefined
  /** What other files of the project declare. Default: nothing is known of it. */
  readonly declared?: readonly DeclaredTable[] | undefined
}

/** A source file, generated from a schema. */
export interface PulledSources {
  readonly text: string
  /** The tables and views in it, as they are declared. */
  readonly tables: readonly string[]
  /** What kerros has no column types for. */
  readonly leftOut: readonly LeftOut[]
  /** What the project builds itself and is therefore not declared. */
  readonly built: readonly string[]
}

/**
 * Reads a schema and writes it as a source, or as the `Database` interface of plain Kysely.
 *
 * @throws KerrosError `E_NO_MATCH` if there is no such schema or table; what the target throws if it cannot be reached.
 */
export async function pullSources(
  { target, targetName, root }: OpenTarget,
  options: PullOptions,
): Promise<PulledSources> {
  const { database = target.database } = options
  const schema = (await target.exists(root))
    ? await read(target, root, { database, schema: options.schema })
    : undefined
  if (!schema)
    throw new KerrosError('E_NO_MATCH', `target "${targetName}" has no schema ${database}.${options.schema}`, {
      hint: `Name it with --schema, and its database with --database.${hiddenHint(target)}`,
    })
  const chosen = selected(schema, options.select)
  const builtKeys = new Set(options.built?.map(relationKey))
  const isBuilt = ({ name }: LiveRelation) => builtKeys.has(relationKey({ database, schema: schema.name, name }))
  const relations = chosen.filter((relation) => !isBuilt(relation))
  const built = chosen.filter(isBuilt).map(({ name }) => name)
  if (relations.length === 0)
    throw new KerrosError('E_NO_MATCH', `the project itself builds everything in it: ${built.join(', ')}`, {
      hint: 'Sources are filled by other systems: name their schema with --schema, or their tables with --select.',
    })
  const names = new Map(relations.map(({ name }) => [relationKey({ database, schema: schema.name, name }), name]))
  refuseDeclared(names, options.declared ?? [])
  const isOwn = database.toLowerCase() === target.database.toLowerCase()
  if (options.kysely)
    return {
      ...writeDatabaseFile({
        schema: { ...schema, relations },
        isQualified: !isOwn || schema.name.toLowerCase() !== target.schema.toLowerCase(),
        plainTypeOf: (name) => target.dialect.plainTypeOf(name),
      }),
      built,
    }
  return { ...write({ ...schema, relations }, target.dialect, isOwn ? undefined : database), built }
}

/** Two declarations of one table are two sources, of which only one has its tests and descriptions. */
function refuseDeclared(names: ReadonlyMap<string, string>, declared: readonly DeclaredTable[]): void {
  const twice = declared.filter(({ relation }) => names.has(relationKey(relation)))
  if (twice.length === 0) return
  const tables = twice.map(({ relation, file }) => `${names.get(relationKey(relation))} (${file})`)
  throw new KerrosError('E_INVALID_OPTION', `the project already declares ${tables.join(', ')}`, {
    hint: 'Name other tables with --select, or replace the file that declares them: --out <file> --force. Nothing was written.',
  })
}

/** A server can hide a schema from a login; a database in this process has no logins. */
function hiddenHint({ dialect: { title, capabilities } }: OpenTarget['target']): string {
  return capabilities.isRemote ? ` ${title} may also hide it from this login.` : ''
}

async function read(
  target: OpenTarget['target'],
  projectRoot: string,
  place: { readonly database: string; readonly schema: string },
): Promise<LiveSchema | undefined> {
  const warehouse = await target.connect({ projectRoot, threads: 1, readOnly: true })
  try {
    return (await warehouse.readSchema(place)) ?? (await warehouse.readSchema({ ...place, isExact: true }))
  } finally {
    await warehouse.close()
  }
}

function selected(
  { exactName, relations }: LiveSchema,
  select: readonly string[] | undefined,
): readonly LiveRelation[] {
  if (relations.length === 0)
    throw new KerrosError('E_NO_MATCH', `schema ${exactName} has no tables or views`, {
      hint: 'Load something into it first, or name another with --schema.',
    })
  if (select === undefined || select.length === 0) return relations
  const chosen = select.map((name) => {
    const pattern = wildcardPattern(name.toLowerCase())
    const found = relations.filter((relation) => pattern.test(relation.name.toLowerCase()))
    if (found.length > 0) return found
    const names = relations.map((relation) => relation.name)
    throw new KerrosError('E_NO_MATCH', `schema ${exactName} has no table or view "${name}"`, {
      hint: didYouMean(name, names, 'It has'),
    })
  })
  return relations.filter((relation) => chosen.some((found) => found.includes(relation)))
}

function write(schema: LiveSchema, dialect: SqlDialect, database: string | undefined): Omit<PulledSources, 'built'> {
  return writeSourceFile({ schema, database, typeOf: (name) => dialect.sqlTypeOf(name) })
}
