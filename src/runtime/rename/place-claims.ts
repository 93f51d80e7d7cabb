import { queryNode } from '../../core/compile/query-node.js'
import { isBranded } from '../../core/definitions/options/brand.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { Project } from '../../core/project/project.js'
import { describedNode, optionSlot } from '../../core/rename/option-slot.js'
import type { RenamePlan } from '../../core/rename/plan-rename.js'
import { type NamedQuery, type ProjectNames, queryOf } from '../../core/rename/project-names.js'
import { comparedTrees, type TreeDifference, treeDifferences } from '../../core/rename/tree-differences.js'
import { callbackClaims } from './callback-claims.js'
import type { Claim } from './claim.js'
import { markedNodes, marksIn, type ProjectFiles, withoutMarks } from './marked-world.js'
import type { NamePlace } from './name-places.js'
import { nodePairs } from './node-pairs.js'

/** What the project makes of the places that say a name, by the ids of the places. */
export type Claims = ReadonlyMap<number, readonly Claim[]>

/** What the places are asked about. */
export interface ClaimContext {
  readonly files: ProjectFiles
  readonly project: Project
  readonly names: ProjectNames
  readonly plan: RenamePlan
  /** The names of the project's targets, for which hooks are asked. */
  readonly targets: readonly string[]
}

/**
 * Finds out which places mean the column, by trying: every place gets a mark, and where a mark comes out in a query's
 * tree or in an option, that place meant what is named there. Where marks get in each other's way (one name is compared with
 * another one), smaller groups of places are tried; of a single place, what comes out apart from the nodes that the mark
 * changes otherwise. There a name is looked up by another one, as `topN` does with names of selected columns.
 */
export async function placeClaims(places: readonly NamePlace[], context: ClaimContext): Promise<Claims> {
  const claims = new Map<number, Claim[]>()
  const attempt = async (marked: readonly NamePlace[], asked: readonly ProjectNode[]): Promise<void> => {
    if (marked.length === 0 || asked.length === 0) return
    const nodes = await markedNodes(context.files, marked)
    const pairs = nodePairs(asked, nodes ?? [], { nameOf: (_, column) => column, plain: withoutMarks })
    const failed: ProjectNode[] = []
    for (const node of asked) {
      const found = claimsOf(node, pairs.get(node), { ...context, isPartial: marked.length === 1 })
      if (!found) failed.push(node)
      for (const [id, claim] of found ?? []) addTo(claims, id, claim)
    }
    if (marked.length === 1) return
    const half = Math.ceil(marked.length / 2)
    await attempt(marked.slice(0, half), failed)
    await attempt(marked.slice(half), failed)
  }
  await attempt(places, context.project.nodes)
  return claims
}

/** `undefined` where the marked node is not the same but for the marks. */
function claimsOf(
  node: ProjectNode,
  marked: ProjectNode | undefined,
  context: ClaimContext & { readonly isPartial: boolean },
): readonly (readonly [number, Claim])[] | undefined {
  if (!marked) return undefined
  const found: (readonly [number, Claim])[] = []
  const options = treeDifferences(describedNode(node), describedNode(marked), isBranded)
  if (!options) return undefined
  for (const difference of options) {
    const slot = optionSlot(difference, { node, ...context })
    // The name of a table in the query is no column; what is no name at all is not known.
    if (!slot && !difference.path.startsWith('.inputs.')) continue
    const wants = slot && context.plan.isRenamed(slot) ? 'rename' : 'keep'
    for (const id of marksIn(difference.after)) found.push([id, { node, wants, alias: undefined }])
  }
  found.push(...callbackClaims(node, marked, context))
  for (const query of context.names.queries.filter((each) => each.node === node)) {
    const differences = markedDifferences(query, marked, context.isPartial)
    if (!differences) return undefined
    for (const difference of differences)
      for (const id of marksIn(difference.after)) found.push([id, claimIn(query, difference, context)])
  }
  return found
}

function markedDifferences(
  { node: { name }, facts, tree }: NamedQuery,
  marked: ProjectNode,
  isPartial: boolean,
): readonly TreeDifference[] | undefined {
  const queried = queryOf(marked)
  if (!queried) return undefined
  try {
    const { differences, mismatches } = comparedTrees(tree, queryNode({ name, query: queried.query }, facts))
    return isPartial || mismatches.length === 0 ? differences : undefined
  } catch {
    return undefined
  }
}

function claimIn(query: NamedQuery, { path }: TreeDifference, { plan }: ClaimContext): Claim {
  const { node } = query
  const change = plan.changeAt(query, path)
  if (change) return { node, wants: change.isRenamed ? 'rename' : 'keep', alias: change.alias }
  // A value, or the name of a table. What raw SQL says is not known.
  const isRaw = /\.(?:sqlFragments|parameters)\.\d+(?:\.name)?$/.test(path)
  return { node, wants: isRaw && [...query.visible].some(plan.isRenamed) ? 'raw' : 'keep', alias: undefined }
}

function addTo<V>(map: Map<number, V[]>, key: number, value: V): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
