import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type LoadedSource, RunEvents } from '../../artifacts/index.js'
import type { DatasetName } from '../../artifacts/open-lineage/open-lineage-event.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { SourceNode } from '../../core/project/nodes/node.js'
import { fileColumns } from '../../ingest/find/loadable-table.js'
import type { LoadPlan, LoadReporter, LoadResult } from '../../ingest/plan/load-result.js'
import { describeProject } from '../artifacts/describe-project.js'
import type { OpenProject } from '../open/open-project.js'
import { EventQueue } from './event-queue.js'
import type { OpenLineageOptions } from './open-lineage-options.js'
import { transportOf } from './transport.js'
import type { WithOpenLineage } from './with-open-lineage.js'

/** What is loaded, from where, and who hears of it. */
export interface ObservedLoad {
  readonly opened: OpenProject
  /** The folder with the files, absolute. */
  readonly directory: string
  readonly reporter: LoadReporter | undefined
}

/**
 * Loads files, and sends OpenLineage events of it: of the command, and of each table that gets rows, with the files that they come
 * from. Without options, or when there is nothing new, it only loads.
 *
 * @param work Loads, with the reporter that it gets.
 */
export async function loadWithOpenLineage(
  options: OpenLineageOptions | undefined,
  observed: ObservedLoad,
  work: (reporter: LoadReporter | undefined) => Promise<LoadResult>,
): Promise<WithOpenLineage<LoadResult>> {
  const { reporter } = observed
  if (!options) return { outcome: await work(reporter), unsent: undefined }
  const observer = new LoadObserver(options, observed)
  try {
    const outcome = await work({
      ...reporter,
      onLoadStart: (plan) => {
        reporter?.onLoadStart?.(plan)
        observer.started(plan)
      },
    })
    observer.ended(outcome)
    return { outcome, unsent: await observer.sent() }
  } catch (error) {
    observer.failed(error)
    await observer.sent()
    throw error
  }
}

/** A table that is being loaded. */
interface Loading {
  readonly table: string
  readonly runId: string
  readonly loaded: LoadedSource
}

class LoadObserver {
  readonly #options: OpenLineageOptions
  readonly #observed: ObservedLoad
  readonly #queue: EventQueue
  readonly #runId = randomUUID()
  #events: Promise<RunEvents> | undefined
  #loading: readonly Loading[] = []

  constructor(options: OpenLineageOptions, observed: ObservedLoad) {
    this.#options = options
    this.#observed = observed
    this.#queue = new EventQueue(transportOf(options, observed.opened.root))
  }

  started({ files }: LoadPlan): void {
    const at = new Date()
    const events = this.#prepare()
    this.#events = events
    // Reported with the events that need it.
    events.catch(() => undefined)
    this.#queue.add(this.#runId, async () => (await events).commandStart(at))
    const tables = [...new Set(files.map(({ table }) => table))]
    this.#loading = tables.flatMap((table) => {
      const source = this.#sourceOf(table)
      const names = files.filter((file) => file.table === table).map(({ file }) => file)
      return source ? [{ table, runId: randomUUID(), loaded: this.#loaded(source, names) }] : []
    })
    for (const { runId, loaded } of this.#loading)
      this.#queue.add(runId, async () => (await events).loadStart(loaded, runId, at))
  }

  ended({ tables }: LoadResult): void {
    const rowsOf = (name: string): number => {
      const files = tables.find(({ table }) => table === name)?.files ?? []
      return files.filter(({ status }) => status !== 'unchanged').reduce((sum, { rows }) => sum + rows, 0)
    }
    this.#end(true, (table) => ({ eventType: 'COMPLETE', rows: rowsOf(table) }))
  }

  failed(error: unknown): void {
    const isStopped = isKerrosError(error) && error.code === 'E_CANCELLED'
    const message = isStopped ? undefined : isKerrosError(error) ? error.message : 'kerros has a bug'
    this.#end(false, () => ({ eventType: isStopped ? 'ABORT' : 'FAIL', rows: undefined, message }))
  }

  sent(): Promise<KerrosError | undefined> {
    return this.#queue.ended()
  }

  #end(ok: boolean, endOf: (table: string) => Parameters<RunEvents['loadEnd']>[3]): void {
    const events = this.#events
    if (!events) return
    const at = new Date()
    for (const { table, runId, loaded } of this.#loading)
      this.#queue.add(runId, async () => (await events).loadEnd(loaded, runId, at, endOf(table)))
    const cancelled = this.#loading.some(({ table }) => endOf(table).eventType === 'ABORT')
    this.#queue.addLast(this.#runId, async () => (await events).commandEnd({ ok, cancelled }, at))
  }

  async #prepare(): Promise<RunEvents> {
    const { opened } = this.#observed
    const { jobNamespace, parent, root } = this.#options
    const { target, targetName } = opened
    const naming = await target.datasetNaming?.(opened.root)
    if (!naming) throw new KerrosError('E_OPENLINEAGE', `the target "${targetName}" has no names for data catalogs`)
    const project = await describeProject(opened, { compiledCode: new Map() })
    const run = { runId: this.#runId, command: 'load', target: targetName, jobNamespace, parent, root }
    return new RunEvents({ ...run, project, lineage: undefined, naming })
  }

  #sourceOf(table: string): SourceNode | undefined {
    const { project } = this.#observed.opened
    return project.nodes.find(
      (node): node is SourceNode => node.resourceType === 'source' && `${node.sourceName}.${node.name}` === table,
    )
  }

  #loaded({ uniqueId, definition, load }: SourceNode, names: readonly string[]): LoadedSource {
    const { directory, opened } = this.#observed
    const columns = Object.keys(fileColumns(definition.columns))
    // An engine in the cloud reads the copies in the bucket.
    const url = opened.target.dialect.capabilities.isRemote ? load?.stage?.url : undefined
    return {
      uniqueId,
      files: names.map((name) => (url === undefined ? localFile(directory, name) : storedFile(url, name))),
      fields: new Map(columns.map((column) => [column, load?.columns?.[column] ?? column])),
    }
  }
}

/** By OpenLineage's convention. */
function localFile(directory: string, name: string): DatasetName {
  return { namespace: 'file', name: decodeURIComponent(pathToFileURL(path.join(directory, name)).pathname) }
}

function storedFile(url: string, name: string): DatasetName {
  const [, namespace = url, folder = ''] = /^([a-z0-9]+:\/\/[^/]+)\/?(.*)$/i.exec(url) ?? []
  return { namespace, name: `${folder}${name}` }
}
