import type { OperationNode } from 'kysely'
import { ExpressionWrapper } from 'kysely'
import type { CompiledQuery } from '../../core/compile/compiled-query.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { selectNodes } from '../../core/graph/select-nodes.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../open/open-project.js'
import { measuredTest, recordedQuery } from '../plan/tests/measured-test.js'
import type { RejectedRows } from './rejected-rows.js'

/** A node with the query of its rows, and the query's columns if they are known. */
export interface NodeQuery extends Pick<CompiledQuery, 'node' | 'columns'> {
  readonly of: ProjectNode
}

/**
 * Finds a node, and the query of its rows: of its relation where it has one, else its own.
 *
 * @param candidates What a test reads in place of what readers see.
 * @throws KerrosError `E_NO_MATCH` for a name that no such node has.
 */
export function nodeQuery(opened: OpenProject, name: string, candidates?: RejectedRows): NodeQuery {
  const of = findNode(opened, name)
  if (of.resourceType === 'test' && !of.history && candidates)
    return { of, ...opened.compiler.compile({ ...of, candidates }) }
  return { of, ...queryOf(opened, of) }
}

function findNode(opened: OpenProject, name: string): ProjectNode {
  // A source is named as in its declaration, with a dot, which no selector without a method accepts.
  const source = opened.project.nodes.find(
    (node) => node.resourceType === 'source' && name === `${node.sourceName}.${node.name}`,
  )
  if (source) return source
  const graph = Graph.of<ProjectNode>(opened.project.nodes)
  const { ids, diagnostics } = selectNodes(graph, { select: [name], indirectSelection: 'empty' })
  if (diagnostics.length > 0)
    throw new DiagnosticsError(
      diagnostics.map((diagnostic) => ({ ...diagnostic, message: `there is no "${name}" to show` })),
    )
  const found = [...ids].map((id) => graph.get(id)).find((node) => node.name === name)
  if (found && found.resourceType !== 'exposure') return found
  throw new KerrosError('E_NO_MATCH', `"${name}" is not the name of one node that has rows`, {
    hint: 'Name a source, seed, model, snapshot, analysis or test. `kerros ls --output name` lists them.',
    commands: ['kerros ls --output name'],
  })
}

/** The query of a node's rows, and its columns if they are known. */
function queryOf(
  { compiler, relations, target, project }: OpenProject,
  node: ProjectNode,
): Pick<CompiledQuery, 'node' | 'columns'> {
  if (node.resourceType === 'test' && node.history) {
    // Of a test that judges by the last runs, what these have recorded.
    const measured = measuredTest(node, relations.get(node.testedNode!)!, target.database)!
    return { node: recordedQuery(measured, target.dialect), columns: undefined }
  }
  // The rows that fail now, also of a test that stores those of its last run.
  if (node.resourceType === 'test') return compiler.compile(node)
  const relation = relations.get(node.uniqueId)
  const definition = 'definition' in node ? node.definition : undefined
  const isInlined = definition?.kind === 'model' && definition.materialization.relationType === undefined
  if (relation && !isInlined)
    return {
      node: selectRelation(target.dialect.relationNode(relation)),
      columns: compiler.columnsOf(definition as RelationDefinition),
    }
  if (definition?.kind === 'model' || definition?.kind === 'analysis')
    return compiler.compile({
      name: node.name,
      file: node.file,
      inputs: definition.inputs,
      query: definition.query,
      hasTypedRows: true,
    })
  if (definition?.kind === 'chart') {
    const of = project.nodes.find((other) => other.uniqueId === node.dependsOn[0])
    if (of) return queryOf({ compiler, relations, target, project } as OpenProject, of)
  }
  throw new KerrosError('E_NO_MATCH', `"${node.name}" has no rows to show`, { hint: 'Name a model or an analysis.' })
}

function selectRelation(relation: OperationNode): OperationNode {
  const from = new ExpressionWrapper<any, any, any>(relation).as('r') as never
  return compileDatabase.selectFrom(from).selectAll().toOperationNode()
}
