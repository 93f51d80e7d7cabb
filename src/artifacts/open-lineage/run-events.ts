import type { Lineage } from '../../core/lineage/lineage.js'
import type { PlannedNode } from '../../core/plan/plan.js'
import type { DatasetNaming } from '../../core/ports/target.js'
import type { TestNode } from '../../core/project/nodes/node.js'
import { hasError, type NodeResult, type RunResult } from '../../core/result/run-result.js'
import type { ArtifactProject } from '../artifact-project.js'
import { Datasets } from './datasets.js'
import { EVENT_SCHEMA, facetsOf, type MakeFacet, producerOf } from './facet.js'
import { fileDatasets, type LoadedSource, loadedColumns } from './loaded-source.js'
import type { Facets, JobRun, OpenLineageDataset, OpenLineageEvent } from './open-lineage-event.js'
import { tableLineage } from './table-lineage.js'

/** What the events of a command are about. */
export interface RunSubject {
  readonly project: ArtifactProject
  /** `undefined` when a query that throws hides it. */
  readonly lineage: Lineage | undefined
  readonly naming: DatasetNaming
  readonly target: string
  /** The command, as in `build`. */
  readonly command: string
  /** The namespace of all its jobs. */
  readonly jobNamespace: string
  /** The id of the command's run, a UUID. */
  readonly runId: string
  /** The run that started the command, as a task of a scheduler, and the one at the beginning. */
  readonly parent?: JobRun | undefined
  readonly root?: JobRun | undefined
}

type EventType = OpenLineageEvent['eventType']

/** How a load of one table has ended. */
export interface LoadEnd {
  readonly eventType: 'COMPLETE' | 'FAIL' | 'ABORT'
  /** How many rows the files have that were read; `undefined` if nothing was loaded. */
  readonly rows: number | undefined
  /** Why it failed. */
  readonly message?: string | undefined
}

/** What a job is about. */
interface JobNode {
  readonly uniqueId: string
  readonly resourceType: string
  readonly compiledCode: string | undefined
}

/** What an event says in addition to its time. */
interface Said {
  readonly eventType: EventType
  readonly run: JobRun
  readonly runFacets: Facets
  readonly jobFacets: Facets
  readonly inputs?: readonly OpenLineageDataset[]
  readonly outputs?: readonly OpenLineageDataset[]
}

/** OpenLineage's events of one command, as they happen: of the command itself, and of each of its nodes. */
export class RunEvents {
  readonly #subject: RunSubject
  readonly #producer: string
  readonly #facet: MakeFacet
  readonly #datasets: Datasets
  readonly #nodes: ReadonlyMap<string, ArtifactProject['nodes'][number]>

  constructor(subject: RunSubject) {
    this.#subject = subject
    this.#producer = producerOf(subject.project.kerrosVersion)
    this.#facet = facetsOf(this.#producer)
    this.#datasets = new Datasets(subject.project, subject.naming, this.#facet)
    this.#nodes = new Map(subject.project.nodes.map((each) => [each.node.uniqueId, each]))
  }

  /** The command has begun. */
  commandStart(at: Date): OpenLineageEvent {
    return this.#event(at, { eventType: 'START', ...this.#command() })
  }

  /** The command has ended with a result. */
  commandEnd({ ok, cancelled }: Pick<RunResult, 'ok' | 'cancelled'>, at: Date): OpenLineageEvent {
    const eventType = cancelled ? 'ABORT' : ok ? 'COMPLETE' : 'FAIL'
    return this.#event(at, { eventType, ...this.#command() })
  }

  /** The command has ended without a result. */
  commandFailed(at: Date, message: string): OpenLineageEvent {
    const { run, runFacets, jobFacets } = this.#command()
    return this.#event(at, { eventType: 'FAIL', run, runFacets: { ...runFacets, ...this.#error(message) }, jobFacets })
  }

  /** A node has begun. */
  nodeStart(planned: PlannedNode, runId: string, at: Date): OpenLineageEvent {
    return this.#event(at, {
      eventType: 'START',
      run: this.#runOf(planned, runId),
      runFacets: this.#runFacets(),
      jobFacets: this.#jobFacets(planned),
      inputs: planned.reads.flatMap(({ uniqueId }) => this.#datasets.named(uniqueId)),
      outputs: this.#datasets.named(planned.uniqueId),
    })
  }

  /** A node that had begun has ended. */
  nodeEnd(planned: PlannedNode, result: NodeResult, runId: string): OpenLineageEvent {
    const { startedAt, durationMs, error, queryIds } = result
    const test = this.#testOf(planned)
    const source = this.#subject.naming.namespace
    const externalQueryId = queryIds.at(-1)
    const eventType = eventTypeOf(result)
    return this.#event(new Date(startedAt.getTime() + durationMs), {
      eventType,
      run: this.#runOf(planned, runId),
      runFacets: {
        ...this.#runFacets(),
        ...(externalQueryId !== undefined && {
          externalQuery: this.#facet('ExternalQueryRunFacet', { externalQueryId, source }),
        }),
        ...this.#nominalTime(result),
        ...(error && this.#error(error.message)),
        ...(test && { test: this.#facet('TestRunFacet', { tests: [testExecution(test, planned, result)] }) }),
      },
      jobFacets: this.#jobFacets(planned),
      inputs: this.#inputs(planned, result, test),
      outputs: eventType === 'COMPLETE' ? this.#outputs(planned, result) : [],
    })
  }

  /** Files begin to be loaded into a table. */
  loadStart(loaded: LoadedSource, runId: string, at: Date): OpenLineageEvent {
    return this.#event(at, {
      eventType: 'START',
      ...this.#load(loaded, runId),
      inputs: loaded.files.map((file) => ({ ...file, facets: {} })),
      outputs: this.#datasets.named(loaded.uniqueId),
    })
  }

  /** A load that had begun has ended. */
  loadEnd(loaded: LoadedSource, runId: string, at: Date, { eventType, rows, message }: LoadEnd): OpenLineageEvent {
    const { runFacets, ...load } = this.#load(loaded, runId)
    const outputFacets = {
      outputStatistics: this.#facet('OutputStatisticsOutputDatasetFacet', {
        rowCount: rows,
        fileCount: loaded.files.length,
      }),
    }
    const outputs = this.#datasets.described(loaded.uniqueId).map(({ facets, ...table }) => ({
      ...table,
      facets: { ...facets, columnLineage: loadedColumns(loaded, this.#facet) },
      outputFacets,
    }))
    return this.#event(at, {
      eventType,
      ...load,
      runFacets: { ...runFacets, ...(message !== undefined && this.#error(message)) },
      inputs: fileDatasets(loaded, this.#facet),
      outputs: eventType === 'COMPLETE' ? outputs : [],
    })
  }

  #load(planned: Pick<LoadedSource, 'uniqueId'>, runId: string): Pick<Said, 'run' | 'runFacets' | 'jobFacets'> {
    const jobFacets = this.#jobFacets({ ...planned, resourceType: 'load', compiledCode: undefined })
    const { jobNamespace, target } = this.#subject
    const run = { runId, job: { namespace: jobNamespace, name: `${target}.load.${planned.uniqueId}` } }
    return { run, runFacets: this.#runFacets(), jobFacets }
  }

  #inputs(planned: PlannedNode, result: NodeResult, test: TestNode | undefined): readonly OpenLineageDataset[] {
    const inputs = planned.reads.map(({ uniqueId }) => ({ uniqueId, datasets: this.#datasets.described(uniqueId) }))
    const isKnown = test && result.failures !== undefined
    return inputs.flatMap(({ uniqueId, datasets }) => {
      if (!isKnown || (test.testedNode !== undefined && test.testedNode !== uniqueId)) return datasets
      const assertions = [assertion(test, planned, result)]
      const inputFacets = {
        dataQualityAssertions: this.#facet('DataQualityAssertionsDatasetFacet', { assertions }),
      }
      return datasets.map((dataset) => ({ ...dataset, inputFacets }))
    })
  }

  #outputs({ uniqueId }: PlannedNode, { rowsAffected }: NodeResult): readonly OpenLineageDataset[] {
    const { lineage } = this.#subject
    const node = lineage?.node(uniqueId)
    const origins =
      lineage && node ? tableLineage(node, lineage, (id) => this.#datasets.nameOf(id) !== undefined) : undefined
    const datasets = this.#datasets.described(uniqueId, origins)
    if (rowsAffected === undefined) return datasets
    const outputFacets = {
      outputStatistics: this.#facet('OutputStatisticsOutputDatasetFacet', { rowCount: rowsAffected }),
    }
    return datasets.map((dataset) => ({ ...dataset, outputFacets }))
  }

  #testOf({ uniqueId }: PlannedNode): TestNode | undefined {
    const node = this.#nodes.get(uniqueId)?.node
    return node?.resourceType === 'test' ? node : undefined
  }

  /** A job has a name of its own on each target: it reads and writes other tables there. */
  #runOf({ uniqueId }: PlannedNode, runId: string): JobRun {
    const { jobNamespace, target } = this.#subject
    return { runId, job: { namespace: jobNamespace, name: `${target}.${uniqueId}` } }
  }

  get #run(): JobRun {
    const { jobNamespace, target, command, project, runId } = this.#subject
    return { runId, job: { namespace: jobNamespace, name: `${target}.${project.name}.${command}` } }
  }

  #command(): { readonly run: JobRun; readonly runFacets: Facets; readonly jobFacets: Facets } {
    const { parent, root } = this.#subject
    return {
      run: this.#run,
      runFacets: { ...this.#engine(), ...(parent && this.#parent(parent, root ?? parent)) },
      jobFacets: { jobType: this.#jobType('JOB') },
    }
  }

  #runFacets(): Facets {
    const { parent, root } = this.#subject
    const run = this.#run
    return { ...this.#engine(), ...this.#parent(run, root ?? parent ?? run) }
  }

  #parent({ runId, job }: JobRun, root: JobRun): Facets {
    const content = { run: { runId }, job, root: { run: { runId: root.runId }, job: root.job } }
    return { parent: this.#facet('ParentRunFacet', content) }
  }

  #engine(): Facets {
    const version = this.#subject.project.kerrosVersion
    const content = { name: 'kerros', version, openlineageAdapterVersion: version }
    return { processing_engine: this.#facet('ProcessingEngineRunFacet', content) }
  }

  /** The time that the batches of a node are about. */
  #nominalTime({ batches = [] }: NodeResult): Facets {
    const [first] = batches
    if (!first) return {}
    const nominalEndTime = batches.at(-1)!.end.toISOString()
    return {
      nominalTime: this.#facet('NominalTimeRunFacet', { nominalStartTime: first.start.toISOString(), nominalEndTime }),
    }
  }

  #error(message: string): Facets {
    return { errorMessage: this.#facet('ErrorMessageRunFacet', { message, programmingLanguage: 'SQL' }) }
  }

  #jobType(jobType: string) {
    return this.#facet('JobTypeJobFacet', { processingType: 'BATCH', integration: 'KERROS', jobType })
  }

  #jobFacets({ uniqueId, resourceType, compiledCode }: JobNode): Facets {
    const { description, tags = [] } = this.#nodes.get(uniqueId)?.node ?? {}
    const dialect = this.#subject.project.adapterType
    return {
      jobType: this.#jobType(resourceType.toUpperCase()),
      ...(compiledCode !== undefined && { sql: this.#facet('SQLJobFacet', { query: compiledCode, dialect }) }),
      ...(description && { documentation: this.#facet('DocumentationJobFacet', { description }) }),
      ...(tags.length > 0 && {
        tags: this.#facet('TagsJobFacet', { tags: tags.map((key) => ({ key, value: 'true', source: 'KERROS' })) }),
      }),
    }
  }

  #event(at: Date, { eventType, run, runFacets, jobFacets, inputs = [], outputs = [] }: Said): OpenLineageEvent {
    return {
      eventType,
      eventTime: at.toISOString(),
      run: { runId: run.runId, facets: runFacets },
      job: { ...run.job, facets: jobFacets },
      inputs,
      outputs,
      producer: this.#producer,
      schemaURL: EVENT_SCHEMA,
    }
  }
}

/** A test that only warns has not failed. */
function eventTypeOf({ status }: NodeResult): EventType {
  if (status === 'cancelled' || status === 'skipped') return 'ABORT'
  return hasError(status) || status === 'fail' ? 'FAIL' : 'COMPLETE'
}

/** What both facets say of a test. */
function outcome({ testName, severity, description }: TestNode, { compiledCode }: PlannedNode, result: NodeResult) {
  return {
    severity,
    ...(description && { description }),
    expected: '0',
    ...(result.failures !== undefined && { actual: String(result.failures) }),
    ...(compiledCode !== undefined && { content: compiledCode, contentType: 'sql' }),
    kind: testName ?? 'custom_sql',
  }
}

function assertion(test: TestNode, planned: PlannedNode, result: NodeResult): object {
  const { kind, ...said } = outcome(test, planned, result)
  const { column, name } = test
  return { assertion: kind, success: result.failures === 0, name, ...(column !== undefined && { column }), ...said }
}

function testExecution(test: TestNode, planned: PlannedNode, result: NodeResult): object {
  const { kind, ...said } = outcome(test, planned, result)
  const status = result.failures === undefined ? 'skip' : result.failures === 0 ? 'pass' : 'fail'
  return { name: test.name, status, type: kind, ...said }
}
