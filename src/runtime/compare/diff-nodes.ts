import PQueue from 'p-queue'
import { matchColumns } from '../../core/compare/match-columns.js'
import { isSame, type NodeDiff } from '../../core/compare/node-diff.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { Graph } from '../../core/graph/graph.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type BuildableNode, isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import {
  type DescribedSchemas,
  describeRelation,
  type Relation,
  relationKey,
  schemaKey,
} from '../../core/relations/relation.js'
import { connectTarget } from '../open/connect-target.js'
import type { OpenProject } from '../open/open-project.js'
import { keyOf } from './key-of.js'
import type { OtherSide } from './other-side.js'
import { relationDiff } from './relation-diff.js'

/** What is compared of relations, and how. */
export interface CompareOptions {
  /** The columns that say which rows belong together. Default: what the definition, its constraints or its tests say. */
  readonly key?: readonly string[] | undefined
  /** The only columns that are compared, next to the key. Default: all that both sides have. */
  readonly columns?: readonly string[] | undefined
  /** Columns that are not compared. Default: none. */
  readonly excludeColumns?: readonly string[] | undefined
  /** A condition in the engine's SQL that the compared rows fulfil, on both sides. Default: all rows. */
  readonly where?: string | undefined
  /** By how much two floating-point numbers may differ and still be equal. Default: they have to be the same. */
  readonly tolerance?: number | undefined
  /** How many rows of each kind are returned with their values. Default: 0, none. */
  readonly samples?: number | undefined
  /** Cancels the queries in the engine. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Compares relations of the target with those of another side. Reads only.
 *
 * @param ids The unique ids of nodes that leave a relation.
 * @returns What is different, each after what it reads; why a node cannot be compared is its result.
 * @throws KerrosError `E_QUERY` if the target is empty; `E_CONNECTION`, `E_CANCELLED`.
 */
export async function diffNodes(
  opened: OpenProject,
  ids: ReadonlySet<string>,
  other: OtherSide,
  options: CompareOptions,
): Promise<readonly NodeDiff[]> {
  const { target, root, targetName } = opened
  const { order } = Graph.of<ProjectNode>(opened.project.nodes)
  const nodes = order.filter(isBuildable).filter(({ uniqueId }) => ids.has(uniqueId))
  if (nodes.length === 0) return []
  if (!(await target.exists(root)))
    throw new KerrosError('E_QUERY', `target "${targetName}" is still empty`, {
      hint: 'Build it first: kerros build',
      commands: ['kerros build'],
    })
  const { signal } = options
  const threads = Math.min(target.threads, nodes.length)
  const connecting = { projectRoot: root, threads, readOnly: true, alsoReads: other.alsoReads }
  const warehouse = await connectTarget(target, connecting, signal)
  try {
    const compared = nodes.map((node) => ({
      node,
      here: opened.relations.get(node.uniqueId)!,
      there: other.relations.get(node.uniqueId),
    }))
    const existing = await describePlaces(
      warehouse,
      compared.flatMap(({ here, there }) => (there ? [here, there] : [here])),
    )
    const queue = new PQueue({ concurrency: threads })
    return await queue.addAll(
      compared.map((each) => () => nodeDiff(each, { opened, other, warehouse, existing }, options)),
    )
  } finally {
    await warehouse.close()
  }
}

interface ComparedNode {
  readonly node: BuildableNode
  readonly here: Relation
  readonly there: Relation | undefined
}

interface Surroundings {
  readonly opened: OpenProject
  readonly other: OtherSide
  readonly warehouse: Warehouse
  readonly existing: DescribedSchemas
}

async function nodeDiff(compared: ComparedNode, around: Surroundings, options: CompareOptions): Promise<NodeDiff> {
  const { node, here, there } = compared
  const { uniqueId, name } = node
  try {
    const found = await comparedNode(compared, around, options)
    return { uniqueId, name, here, there, status: isSame(found) ? 'same' : 'different', ...found }
  } catch (error) {
    if (!isKerrosError(error) || error.code === 'E_CANCELLED' || options.signal?.aborted) throw error
    return { uniqueId, name, here, there, status: 'error', error }
  }
}

async function comparedNode(
  { node, here, there }: ComparedNode,
  { opened, other, warehouse, existing }: Surroundings,
  { key: given, columns, excludeColumns, where, tolerance, samples = 0, signal }: CompareOptions,
) {
  const { name } = node
  const { dialect } = opened.target
  if (!there)
    throw new KerrosError(
      'E_NO_MATCH',
      `"${name}" is not known in ${other.title}: there is nothing to compare it with`,
      {
        subject: name,
      },
    )
  if (relationKey(here) === relationKey(there))
    throw new KerrosError(
      'E_INVALID_OPTION',
      `"${name}" would be compared with itself: it is ${describeRelation(here)} here and in ${other.title}`,
      { hint: 'Compare with another target or schema: --against schema:NAME.', subject: name },
    )
  const [own, its] = [here, there].map((relation) => existing.relations.get(relationKey(relation)))
  if (!own || !its) throw missing({ name, here: own ? undefined : here, there: its ? undefined : there })
  const key = keyOf(node, opened, given)
  const matched = matchColumns(
    { name, here: own.columns, there: its.columns, dialect },
    { key: key?.columns ?? [], columns, excludeColumns },
  )
  const sides = { here: dialect.relationNode(here), there: dialect.relationNode(there) }
  const input = { ...sides, name, columns: matched, keyFrom: key?.from ?? '', where, tolerance, samples }
  return relationDiff(input, async (query) => {
    try {
      return (await warehouse.withSession((session) => session.execute(dialect.compile(query), { signal }))).rows
    } catch (error) {
      if (where === undefined || !isKerrosError(error) || error.code !== 'E_QUERY') throw error
      throw new KerrosError('E_QUERY', error.message, {
        hint: error.hint ?? 'Look at the condition of --where: it is SQL over the columns of the relation.',
        cause: error,
      })
    }
  })
}

function missing({
  name,
  here,
  there,
}: {
  readonly name: string
  readonly here: Relation | undefined
  readonly there: Relation | undefined
}): KerrosError {
  const places = [here, there].filter((relation) => relation !== undefined).map(describeRelation)
  return new KerrosError(
    'E_QUERY',
    `"${name}" is not built: there is no ${places.map((place) => quotedNames([place])).join(' and no ')}`,
    {
      hint: here ? `Build it first: kerros build --select +${name}` : 'Build it there first.',
      subject: name,
    },
  )
}

function describePlaces(warehouse: Warehouse, relations: readonly Relation[]): Promise<DescribedSchemas> {
  return warehouse.describe([...new Map(relations.map((place) => [schemaKey(place), place] as const)).values()])
}
