import type { QueryCreator } from 'kysely'
import { queryNode } from '../compile/query-node.js'
import { filteredInputs } from '../compile/rows/filtered-inputs.js'
import type { RelationDefinition } from '../definitions/definition.js'
import { type Diagnostic, toDiagnostics } from '../errors/index.js'
import { Graph } from '../graph/graph.js'
import { SELF } from '../nodes/self.js'
import type { ChartNode, ExposureNode, ProjectNode } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import type { DefinitionQuery, RunFacts } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import type { StoredRows } from '../steps/stored-rows.js'
import { flattenColumn, flattenRows } from './flatten.js'
import type { ColumnLineage, ColumnRef, NodeLineage } from './node-lineage.js'
import { type TracedInput, type TracedQuery, traceQuery } from './query-tracer.js'
import type { ReadColumn, TracedColumn, TracedCondition } from './traced-column.js'

/** What is read of a node and what it reads. */
type Found = Pick<NodeLineage, 'columns' | 'rows' | 'rowsOf' | 'isOpaque' | 'named'>

/** A definition with a query. */
interface Queried {
  readonly inputs: Inputs
  readonly query: DefinitionQuery<any>
}

const NOTHING: Found = { columns: [], rows: [], rowsOf: [], isOpaque: false, named: [] }

/**
 * The lineage of every node of a project, each after those that it reads. Each query is walked once for each way in which it
 * is run, regardless of how many nodes read it.
 *
 * @returns Also what is wrong with queries that have none.
 */
export function projectLineage(project: Project): {
  readonly nodes: readonly NodeLineage[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const tracer = new ProjectTracer(project)
  const nodes = Graph.of<ProjectNode>(project.nodes).order.map((node) => tracer.trace(node))
  return { nodes, diagnostics: tracer.diagnostics }
}

/** The name by which people call a node. */
function nodeName(node: ProjectNode): string {
  return node.resourceType === 'source' ? `${node.sourceName}.${node.name}` : node.name
}

class ProjectTracer {
  readonly diagnostics: Diagnostic[] = []
  readonly #project: Project
  /** The columns of each node as others read them. */
  readonly #columns = new Map<string, readonly ReadColumn[]>()

  constructor(project: Project) {
    this.#project = project
  }

  trace(node: ProjectNode): NodeLineage {
    const { uniqueId, resourceType, file } = node
    return { uniqueId, name: nodeName(node), resourceType, file, ...this.#find(node) }
  }

  #find(node: ProjectNode): Found {
    switch (node.resourceType) {
      case 'source':
        return this.#declared(node.uniqueId, Object.keys(node.definition.columns))
      case 'test':
        return { ...this.#queried(node, node, FULL_ONLY), columns: [] }
      case 'exposure':
        return { ...NOTHING, rowsOf: node.dependsOn, named: this.#needed(node) }
      case 'chart':
        return chartLineage(node)
      case 'analysis':
        return this.#named(node, this.#queried(node, node.definition, FULL_ONLY))
      default:
        return this.#built(node)
    }
  }

  #built(node: Extract<ProjectNode, { materialized: string }>): Found {
    const { definition } = node
    if (definition.kind === 'seed') return this.#declared(node.uniqueId, Object.keys(definition.columns))
    const { materialization } = definition
    return this.#named(
      node,
      this.#queried(node, definition, {
        runs: materialization.hasIncrementalQuery ? BOTH_RUNS : FULL_ONLY.runs,
        stored: materialization.storedRows ?? [],
        contract: Object.keys(definition.options.contract ?? {}),
        batches: materialization.recordsIntervals ? filteredInputs(definition.inputs, definition.options) : [],
      }),
    )
  }

  #needed({ definition }: ExposureNode): readonly ColumnRef[] {
    return definition.columns.flatMap(({ of, columns }) => {
      const node = this.#project.nodeOf.get(of as RelationDefinition)
      return node ? columns.map((column) => ({ node: node.uniqueId, column })) : []
    })
  }

  #declared(uniqueId: string, names: readonly string[]): Found {
    this.#columnsFor(uniqueId, names)
    return { ...NOTHING, columns: names.map(unmade) }
  }

  #named(node: ProjectNode, found: Found): Found {
    if (this.#columns.get(node.uniqueId)?.length !== found.columns.length)
      this.#columnsFor(
        node.uniqueId,
        found.columns.map(({ name }) => name),
      )
    return found
  }

  #columnsFor(uniqueId: string, names: readonly string[]): readonly ReadColumn[] {
    const columns = names.map((name) => ({ name, input: uniqueId }))
    this.#columns.set(uniqueId, columns)
    return columns
  }

  #queried(node: ProjectNode, { inputs, query }: Queried, { runs, stored, contract, batches = [] }: QueryKind): Found {
    const traced: TracedQuery[] = []
    for (const facts of runs) {
      try {
        traced.push(traceQuery(queryNode({ name: node.name, query }, facts), this.#inputs(node, inputs)))
      } catch (error) {
        this.diagnostics.push(...toDiagnostics(error, node.file, node.name))
      }
      const names = traced[0]?.columns?.map(({ name }) => name) ?? contract
      if (names.length > 0) this.#columnsFor(node.uniqueId, names)
    }
    const names = this.#columns.get(node.uniqueId)?.map(({ name }) => name) ?? []
    const madeAs = (name: string): readonly (TracedColumn | undefined)[] =>
      traced.map(({ columns }) => columns?.find((column) => column.name === name))
    return {
      columns: [...names.map((name) => flattenColumn(name, madeAs(name))), ...addedColumns(stored, madeAs)],
      ...flattenRows(
        traced.map(({ rows }) => rows),
        [...storedConditions(stored, names, madeAs), ...this.#batchConditions(node, batches)],
      ),
      named: [...new Set(traced.flatMap(({ named }) => [...named]))].map(({ input, name }) => ({
        node: input,
        column: name,
      })),
    }
  }

  /** The event times of inputs, which decide which rows of them a batch reads. */
  #batchConditions(node: ProjectNode, inputs: ReturnType<typeof filteredInputs>): readonly TracedCondition[] {
    return inputs.flatMap(([, input, column]) => {
      const query = (db: QueryCreator<any>) => db.selectFrom('i').select(`i.${column}`)
      const traced = traceQuery(queryNode({ name: node.name, query }, FULL), this.#inputs(node, { i: input }))
      return (traced.columns ?? []).map((at) => ({ column: at, why: 'batch' }) as const)
    })
  }

  /** The inputs of a query by name. Its own relation has columns from its second run on. */
  #inputs(node: ProjectNode, inputs: Inputs): ReadonlyMap<string, TracedInput> {
    const found = new Map<string, TracedInput>([
      [SELF, { uniqueId: node.uniqueId, columns: () => this.#columns.get(node.uniqueId) }],
    ])
    for (const [name, input] of Object.entries(inputs)) {
      const read = this.#project.nodeOf.get(input as RelationDefinition)
      if (read) found.set(name, { uniqueId: read.uniqueId, columns: () => this.#columns.get(read.uniqueId) })
    }
    return found
  }
}

/** How a query is run and stored. */
interface QueryKind {
  readonly runs: readonly RunFacts[]
  readonly stored: readonly StoredRows[]
  /** The columns that raw SQL may hide. */
  readonly contract: readonly string[]
  /** The inputs that are read batch by batch. */
  readonly batches?: ReturnType<typeof filteredInputs>
}

const FULL: RunFacts = { isIncremental: false }
const FULL_ONLY: QueryKind = { runs: [FULL], stored: [], contract: [] }
const BOTH_RUNS: readonly RunFacts[] = [FULL, { isIncremental: true }]

type MadeAs = (name: string) => readonly (TracedColumn | undefined)[]

function storedConditions(
  stored: readonly StoredRows[],
  names: readonly string[],
  madeAs: MadeAs,
): readonly TracedCondition[] {
  return stored.flatMap(({ deciders, why }) =>
    (deciders === 'all' ? names : deciders).flatMap((name) =>
      madeAs(name).flatMap((column) => (column ? [{ column, why }] : [])),
    ),
  )
}

function addedColumns(stored: readonly StoredRows[], madeAs: MadeAs): readonly ColumnLineage[] {
  return stored.flatMap(({ added }) =>
    Object.entries(added).map(([name, from]) => flattenColumn(name, from.flatMap(madeAs), 1)),
  )
}

function unmade(name: string): ColumnLineage {
  return { name, values: [], deciders: [], rowsOf: [], isOpaque: false }
}

function chartLineage({ definition, dependsOn }: ChartNode): Found {
  const [of] = dependsOn
  if (of === undefined) return NOTHING
  const names = [...new Set([definition.category, definition.value])]
  return {
    ...NOTHING,
    columns: names.map((name) => ({ ...unmade(name), values: [{ node: of, column: name, how: 'copied' }] })),
    rowsOf: [of],
    named: names.map((column) => ({ node: of, column })),
  }
}
