import type { OperationNode } from 'kysely'
import type { CompiledQuery } from '../../core/compile/compiled-query.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { isRelationNode, type ProjectNode } from '../../core/project/nodes/node.js'
import { typedRows } from '../../core/result/typed-rows.js'
import { shellQuoted } from '../../util/shell-quoted.js'
import { definedColumns } from '../explain/defined-columns.js'
import { missingInput, missingRelations, rejected } from '../explain/explain-failure.js'
import { unknownColumnHint } from '../explain/unknown-column-hint.js'
import { connectTarget } from '../open/connect-target.js'
import { INLINE_NAME } from '../open/inline-query.js'
import type { OpenProject } from '../open/open-project.js'
import { deferReads } from '../plan/defer-reads.js'
import { readRelations } from '../plan/read-relations.js'
import type { Deferral } from '../state/deferral.js'
import { firstRows } from './first-rows.js'
import { nodeQuery } from './node-query.js'
import { type RejectedRows, rejectedRows } from './rejected-rows.js'
import { decimalScales, withDeclaredNames } from './result-columns.js'

/** Rows to look at. */
export interface ShownRows {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly [column: string]: unknown }[]
  /** How many digits after the point a decimal column has, by name: as the engine would print it. */
  readonly scales: ReadonlyMap<string, number>
}

/** Where rows are read that are not in the target. */
export interface ShownDeferral {
  readonly deferral: Deferral
  /** Nodes that were built just now and are read in the target, by unique id. */
  readonly built?: readonly string[] | undefined
}

/** How rows are read. */
export interface ShowOptions {
  /** Cancels the query in the engine. */
  readonly signal?: AbortSignal | undefined
  /** Where rows are read that are not in the target. Default: everything is read in the target. */
  readonly defer?: ShownDeferral | undefined
}

/** A node whose rows are requested. */
export interface AskedRows {
  readonly name: string
  /** The maximum number of rows. */
  readonly limit: number
}

/**
 * Reads the first rows of a node: of its relation where it has one, else of its query.
 *
 * @param limit The maximum number of rows.
 * @throws KerrosError `E_NO_MATCH` for a name that no such node has; `E_QUERY` if the relation is not built yet;
 *   `E_CANCELLED`.
 */
export async function showNode(
  opened: OpenProject,
  name: string,
  limit: number,
  options?: ShowOptions,
): Promise<ShownRows> {
  const [result] = await showNodes(opened, [{ name, limit }], options)
  return result!
}

/**
 * Reads the first rows of several nodes over one connection, as {@link showNode} does of one.
 *
 * @returns The rows of each, in the order of `asked`.
 * @throws KerrosError as {@link showNode} does.
 */
export async function showNodes(
  opened: OpenProject,
  asked: readonly AskedRows[],
  options?: ShowOptions,
): Promise<readonly ShownRows[]> {
  const results: ShownRows[] = []
  for await (const result of showEach(opened, asked, options)) {
    if (isKerrosError(result)) throw result
    results.push(result)
  }
  return results
}

/**
 * Reads the first rows of several nodes over one connection; why those of a node cannot be read is its result.
 *
 * @throws KerrosError `E_NO_MATCH` for a name that no such node has; `E_QUERY` if there is no database yet; `E_CONNECTION` if
 *   it cannot be opened.
 */
export async function* showEach(
  opened: OpenProject,
  asked: readonly AskedRows[],
  { signal, defer }: ShowOptions = {},
): AsyncGenerator<ShownRows | KerrosError, void, undefined> {
  const nodes = limitedNodes(opened, asked)
  opened.variables.checkAllUsed()
  const { target, root } = opened
  const [first] = nodes
  if (first === undefined) return
  if (!(await target.exists(root))) {
    const isLoaded = first.node.resourceType === 'source'
    const isOne = nodes.length === 1 && first.node.name !== INLINE_NAME
    const build = isOne ? ` --select ${shellQuoted(`+${first.node.name}`)}` : ''
    const command = isLoaded ? 'kerros load' : `kerros build${build}`
    throw new KerrosError('E_QUERY', `target "${opened.targetName}" is still empty`, {
      hint: `${isLoaded ? 'Load' : 'Build'} it first: ${command}`,
      commands: [command],
    })
  }
  const { alsoReads } = defer?.deferral ?? {}
  const warehouse = await connectTarget(target, { projectRoot: root, threads: 1, readOnly: true, alsoReads }, signal)
  try {
    const reading = defer ? await deferredTo(opened, nodes, defer, warehouse) : opened
    const read = reading === opened ? nodes : limitedNodes(reading, asked)
    const rejected = await rejectedRows(
      opened,
      nodes.map(({ node }) => node),
      warehouse,
    )
    for (const [i, node] of read.entries()) {
      const candidates = rejected.get(node.node.uniqueId)
      const limited = candidates ? rejectedFirst(reading, asked[i]!, candidates) : node.limited
      yield await rowsOrError(reading, warehouse, { ...node, limited }, signal)
    }
  } finally {
    await warehouse.close()
  }
}

/** The failing rows of a test among those that it has rejected. */
function rejectedFirst(opened: OpenProject, { name, limit }: AskedRows, candidates: RejectedRows): OperationNode {
  return firstRows(nodeQuery(opened, name, candidates).node, limit)
}

function limitedNodes(opened: OpenProject, asked: readonly AskedRows[]): readonly LimitedNode[] {
  return asked.map(({ name, limit }) => {
    const { of, node, columns } = nodeQuery(opened, name)
    return { node: of, columns, limited: firstRows(node, limit) }
  })
}

/** The project in which nodes and what they read are read where they are: nothing is built. */
async function deferredTo(
  opened: OpenProject,
  nodes: readonly LimitedNode[],
  { deferral, built }: ShownDeferral,
  warehouse: Warehouse,
): Promise<OpenProject> {
  const selected = new Set(nodes.map(({ node }) => node.uniqueId))
  return (await deferReads(opened, { selected, built, isBuilt: false, deferral, warehouse })).opened
}

interface LimitedNode extends Pick<CompiledQuery, 'columns'> {
  readonly node: ProjectNode
  readonly limited: OperationNode
}

async function rowsOrError(
  opened: OpenProject,
  warehouse: Warehouse,
  node: LimitedNode,
  signal: AbortSignal | undefined,
): Promise<ShownRows | KerrosError> {
  try {
    return await readRows(opened, warehouse, node, signal)
  } catch (error) {
    if (isKerrosError(error)) return error
    throw error
  }
}

async function readRows(
  opened: OpenProject,
  warehouse: Warehouse,
  { node, limited, columns: known }: LimitedNode,
  signal: AbortSignal | undefined,
): Promise<ShownRows> {
  try {
    const sql = opened.target.dialect.compile(limited)
    const result = await warehouse.withSession((session) => session.execute(sql, { signal }))
    const { rows: decoded, columns } = withDeclaredNames(result, definedColumns(opened)(node.uniqueId))
    const rows = typedRows(decoded, known)
    const names = columns?.map((column) => column.name) ?? Object.keys(rows[0] ?? {})
    return { columns: names, rows, scales: decimalScales(columns) }
  } catch (error) {
    if (signal?.aborted) throw error
    throw await explained(error, opened, node, warehouse)
  }
}

/** What a chart of an analysis reads is what the analysis reads: it has no relation of its own. */
function analysisOf(node: ProjectNode, graph: Graph<ProjectNode>): ProjectNode {
  const drawn = node.resourceType === 'chart' ? graph.get(node.dependsOn[0]!) : node
  return drawn.resourceType === 'analysis' ? drawn : node
}

/** An engine only says that some name is unknown; this says what is not built. */
async function explained(
  error: unknown,
  opened: OpenProject,
  node: ProjectNode,
  warehouse: Warehouse,
): Promise<unknown> {
  if (!isKerrosError(error) || error.code !== 'E_QUERY') return error
  const { project, relations } = opened
  const isInline = node.name === INLINE_NAME
  const graph = Graph.of<ProjectNode>(project.nodes)
  const itself = { ...node, dependsOn: [node.uniqueId] }
  const reads = readRelations(isRelationNode(node) ? itself : analysisOf(node, graph), graph, relations)
  const [missing] = await missingRelations(reads, warehouse)
  if (!missing) {
    const columns = await unknownColumnHint(error.message, reads, warehouse, definedColumns(opened))
    // What cannot be selected cannot be compiled by name either.
    const hint =
      error.hint ?? (isInline ? 'Check the file with an editor or tsc: they show every wrong column.' : undefined)
    const failed = { message: error.message, hint, commands: error.commands }
    const { message, ...details } = rejected(failed, node.name, warehouse, columns)
    return new KerrosError(error.code, message, { at: node.file, ...details, cause: error })
  }
  // As of a test, its inputs are built and not itself.
  const { message, ...details } = missingInput(isInline ? { name: node.name, resourceType: 'test' } : node, missing)
  return new KerrosError('E_QUERY', message, { ...details, cause: error })
}
