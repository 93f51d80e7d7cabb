import { randomUUID } from 'node:crypto'
import type { OperationNode } from 'kysely'
import { type Diagnostic, isKerrosError, KerrosError, toDiagnostics } from '../../core/errors/index.js'
import { freshnessSql, newestQuery, SNAPSHOTTED_AT } from '../../core/plan/freshness-sql.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { SourceNode } from '../../core/project/nodes/node.js'
import { describeRelation, relationKey } from '../../core/relations/relation.js'
import {
  ageOf,
  type FreshnessResult,
  type FreshnessRun,
  freshnessStatus,
  NEVER,
} from '../../core/result/freshness-result.js'
import { joinDiagnostics, missingRelations } from '../explain/explain-failure.js'
import { connectTarget } from '../open/connect-target.js'
import type { OpenProject } from '../open/open-project.js'
import { selectFor } from '../select/select-for.js'
import { withoutDefaultSelector } from '../select/selection-of.js'
import type { SelectionOptions } from '../select/selection-options.js'

/** Which sources are measured. */
export interface SourceFreshnessRunOptions extends SelectionOptions {
  /** Stops the statements in the engine. */
  readonly signal?: AbortSignal | undefined
}

/** How many tables one statement reads at most: engines limit statements, and people read them. */
const TABLES_PER_STATEMENT = 20

/**
 * Measures how fresh the selected sources are, those that say how fresh they have to be.
 *
 * @throws DiagnosticsError or KerrosError `E_NO_MATCH` if nothing is selected; `E_CONNECTION` and what else the target
 *   throws if it cannot be reached; `E_CANCELLED`.
 */
export async function sourceFreshness(
  opened: OpenProject,
  options: SourceFreshnessRunOptions = {},
): Promise<FreshnessRun> {
  const startedAt = new Date()
  const started = performance.now()
  const results = await measure(opened, measuredSources(opened, options), options.signal)
  return { invocationId: randomUUID(), startedAt, durationMs: performance.now() - started, results }
}

function measuredSources({ project }: OpenProject, options: SelectionOptions): readonly SourceNode[] {
  const selected = selectFor(withoutDefaultSelector(project), ['source'], options)
  const nodes = project.nodes.filter(
    (node): node is SourceNode =>
      node.resourceType === 'source' && selected.has(node.uniqueId) && node.definition.freshness !== undefined,
  )
  if (nodes.length > 0 || !(options.select?.length || options.exclude?.length)) return nodes
  throw new KerrosError('E_NO_MATCH', 'the selection has no source with freshness', {
    hint: "Say how old its newest row may be: freshness: { warnAfter: '12 hours', errorAfter: '1 day' }.",
  })
}

/** The newest time of a table, or why it is not known. */
type Found = { readonly newest: Date | undefined } | { readonly error: Diagnostic }

interface Reading {
  readonly opened: OpenProject
  readonly warehouse: Warehouse
  readonly signal: AbortSignal | undefined
}

async function measure(
  opened: OpenProject,
  sources: readonly SourceNode[],
  signal: AbortSignal | undefined,
): Promise<readonly FreshnessResult[]> {
  if (sources.length === 0) return []
  const { target, root } = opened
  // A missing database is not created only to find it empty.
  if (!(await target.exists(root))) {
    const now = new Date()
    return sources.map((source) => resultOf(source, { error: doesNotExist(source, opened) }, undefined, [now, 0]))
  }
  const warehouse = await connectTarget(target, { projectRoot: root, threads: 1, readOnly: true }, signal)
  try {
    return await measureIn({ opened, warehouse, signal }, sources)
  } finally {
    await warehouse.close()
  }
}

async function measureIn(reading: Reading, sources: readonly SourceNode[]): Promise<readonly FreshnessResult[]> {
  const results = new Map<string, FreshnessResult>()
  const recorded = sources.filter(({ definition }) => newestQuery(definition) === undefined)
  const queried = sources.filter((source) => !recorded.includes(source))
  const began = [new Date(), performance.now()] as const
  const records = await readRecords(reading, recorded)
  for (let i = 0; i === 0 || i < queried.length; i += TABLES_PER_STATEMENT) {
    const some = queried.slice(i, i + TABLES_PER_STATEMENT)
    for (const result of await readNewest(reading, some, i === 0 ? records : new Map(), began))
      results.set(result.uniqueId, result)
  }
  return sources.map(({ uniqueId }) => results.get(uniqueId)!)
}

/** When something was begun, by the clock and by the timer. */
type Began = readonly [at: Date, timer: number]

/**
 * Reads the newest times of some sources together, with the warehouse's own time. When one of them cannot be read, each is
 * read by itself.
 *
 * @param records What is known already, and only needs the time.
 */
async function readNewest(
  reading: Reading,
  sources: readonly SourceNode[],
  records: ReadonlyMap<SourceNode, Found>,
  [startedAt, timer]: Began,
): Promise<readonly FreshnessResult[]> {
  const began = (): readonly [Date, number] => [startedAt, performance.now() - timer]
  const compiled = sources.map((source) => ({ source, query: compiledNewest(source, reading.opened) }))
  const readable = compiled.flatMap(({ source, query }) => ('error' in query ? [] : [{ source, query: query.node }]))
  const broken = compiled.flatMap(({ source, query }) =>
    'error' in query ? [resultOf(source, query, undefined, began())] : [],
  )
  if (readable.length + records.size === 0) return broken
  try {
    const { newest, now } = await readTogether(reading, readable)
    return [...broken, ...[...newest, ...records].map(([source, found]) => resultOf(source, found, now, began()))]
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_QUERY' || reading.signal?.aborted) throw error
    const [first, ...others] = readable
    if (!first) throw error
    if (others.length === 0 && records.size === 0)
      return [
        ...broken,
        resultOf(first.source, { error: await explained(error, first.source, reading) }, undefined, began()),
      ]
    const results = [...broken]
    for (const { source } of readable)
      results.push(...(await readNewest(reading, [source], new Map(), [new Date(), performance.now()])))
    if (records.size > 0) results.push(...(await readNewest(reading, [], records, [startedAt, timer])))
    return results
  }
}

async function readTogether(
  { opened, warehouse, signal }: Reading,
  readable: readonly { readonly source: SourceNode; readonly query: OperationNode }[],
): Promise<{ readonly newest: ReadonlyMap<SourceNode, Found>; readonly now: Date }> {
  const queries = readable.map(({ query }) => query)
  const { sql, columns } = freshnessSql(queries, opened.target.dialect)
  const { rows } = await warehouse.withSession((session) => session.execute(sql, { signal }))
  const newest = readable.map(({ source }, i): readonly [SourceNode, Found] => [
    source,
    foundTime(rows[0]![columns[i]!], source),
  ])
  return { newest: new Map(newest), now: rows[0]![SNAPSHOTTED_AT] as Date }
}

/** The last time that dbt's artifacts can name. */
const LAST = new Date('9999-12-31T23:59:59.999Z')

/** A day counts from midnight, in UTC. */
function foundTime(value: unknown, source: SourceNode): Found {
  if (value === null || value === undefined) return { newest: undefined }
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : value
  if (time instanceof Date && time >= NEVER && time <= LAST) return { newest: time }
  const isInfinite = value === 'infinity' || value === '-infinity'
  const { loadedAtField } = source.definition
  const what = loadedAtField === undefined ? 'what its loadedAtQuery returns' : `its newest "${loadedAtField}"`
  return {
    error: {
      code: 'E_QUERY',
      message: isInfinite
        ? `${what} is ${value}, which is no time`
        : `${what} is not a time between the years 1 and 9999`,
      hint: isInfinite
        ? `Leave such rows out: freshness: { filter: (eb) => eb('${loadedAtField ?? 'loaded_at'}', '<', new Date('9999-01-01')) }.`
        : 'Compare the declaration with the warehouse: kerros sources check. Or leave such rows out with a filter.',
      commands: ['kerros sources check'],
      at: source.file,
    },
  }
}

type Compiled = { readonly node: OperationNode } | { readonly error: Diagnostic }

function compiledNewest({ definition, name, sourceName, file }: SourceNode, { compiler }: OpenProject): Compiled {
  try {
    const { inputs, query } = newestQuery(definition)!
    const { node, columns } = compiler.compile({ name: `${sourceName}.${name}`, file, inputs, query })
    const wrong = columns && wrongColumns(columns)
    if (wrong === undefined) return { node }
    const hint =
      "Select one column that is a timestamp or a date: db.selectFrom('loads').select((eb) => eb.fn.max('finished_at').as('at'))."
    return { error: { code: 'E_INVALID_DEFINITION', message: `its loadedAtQuery returns ${wrong}`, hint, at: file } }
  } catch (error) {
    if (!isKerrosError(error)) throw error
    return { error: joinDiagnostics(toDiagnostics(error, file)) }
  }
}

function wrongColumns(
  columns: readonly { readonly name: string; readonly type?: { readonly name: string } | undefined }[],
): string | undefined {
  if (columns.length !== 1) return `${columns.length} columns`
  const [{ name, type }] = columns as readonly [(typeof columns)[number]]
  return type === undefined || type.name === 'timestamp' || type.name === 'date'
    ? undefined
    : `"${name}", which is ${type.name}`
}

/** What is known without a look at the rows: what `kerros load` has recorded, or the engine. */
async function readRecords(reading: Reading, sources: readonly SourceNode[]): Promise<ReadonlyMap<SourceNode, Found>> {
  const { warehouse } = reading
  const found = new Map<SourceNode, Found>()
  const loaded = sources.filter(({ load }) => load !== undefined && warehouse.loader)
  if (loaded.length > 0) {
    const loads = await warehouse.loader!.lastLoads()
    for (const source of loaded) found.set(source, { newest: loads.get(`${source.sourceName}.${source.name}`) })
  }
  const others = sources.filter((source) => !found.has(source))
  return new Map([...found, ...(await readAltered(reading, others))])
}

/** What the engine has recorded. When it cannot be asked for all together, as where a database is missing, each is asked for by itself. */
async function readAltered(
  reading: Reading,
  sources: readonly SourceNode[],
): Promise<readonly (readonly [SourceNode, Found])[]> {
  const { opened, warehouse, signal } = reading
  const [first, ...others] = sources
  if (!first) return []
  const relationOf = ({ uniqueId }: SourceNode) => opened.relations.get(uniqueId)!
  try {
    const altered = await warehouse.lastAltered?.(sources.map(relationOf))
    return sources.map((source) => {
      const last = altered?.get(relationKey(relationOf(source)))
      if (!altered) return [source, { error: notRecorded(source, opened) }]
      if (!last) return [source, { error: doesNotExist(source, opened) }]
      return [source, last.isOfRows ? { newest: last.at } : { error: isView(source, opened) }]
    })
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_QUERY' || signal?.aborted) throw error
    if (others.length === 0) return [[first, { error: await explained(error, first, reading) }]]
    const each: (readonly [SourceNode, Found])[] = []
    for (const source of sources) each.push(...(await readAltered(reading, [source])))
    return each
  }
}

const NAME_A_COLUMN = "Name the column that says when a row was loaded: loadedAtField: 'loaded_at'."

function notRecorded({ file }: SourceNode, { target }: OpenProject): Diagnostic {
  const message = `${target.dialect.title} does not record when a table was last altered`
  return { code: 'E_UNSUPPORTED', message, hint: NAME_A_COLUMN, at: file }
}

function isView({ file }: SourceNode, { target }: OpenProject): Diagnostic {
  const message = `it is not a plain table, and ${target.dialect.title} does not record when the rows that it reads have changed`
  return { code: 'E_UNSUPPORTED', message, hint: NAME_A_COLUMN, at: file }
}

function doesNotExist({ uniqueId, file, load }: SourceNode, { relations }: OpenProject): Diagnostic {
  return {
    code: 'E_QUERY',
    message: `${describeRelation(relations.get(uniqueId)!)} does not exist`,
    hint: load ? 'Load it first: kerros load' : 'Compare the declaration with the warehouse: kerros sources check',
    commands: [load ? 'kerros load' : 'kerros sources check'],
    at: file,
  }
}

async function explained(error: KerrosError, source: SourceNode, { opened, warehouse }: Reading): Promise<Diagnostic> {
  const { uniqueId, name } = source
  const relation = opened.relations.get(uniqueId)!
  const [missing] = await missingRelations([{ uniqueId, name, resourceType: 'source', relation }], warehouse)
  if (missing) return doesNotExist(source, opened)
  return {
    code: error.code,
    message: `${opened.target.dialect.title} rejects the query of its newest time: ${error.message}`,
    hint: error.hint ?? 'Compare the declaration with the warehouse: kerros sources check',
    commands: ['kerros sources check'],
    at: source.file,
  }
}

function resultOf(
  { uniqueId, sourceName, name, definition }: SourceNode,
  found: Found,
  now: Date | undefined,
  [startedAt, durationMs]: readonly [Date, number],
): FreshnessResult {
  const criteria = definition.freshness!
  const base = { uniqueId, name: `${sourceName}.${name}`, criteria, startedAt, durationMs }
  if ('error' in found || now === undefined) {
    const error = 'error' in found ? found.error : undefined
    return { ...base, status: 'runtime error', maxLoadedAt: undefined, snapshottedAt: undefined, error }
  }
  const measured = { ...base, status: 'pass', maxLoadedAt: found.newest, snapshottedAt: now, error: undefined } as const
  return { ...measured, status: freshnessStatus(ageOf(measured)!, criteria) }
}
