import { type Diagnostic, toDiagnostics } from '../../core/errors/index.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import { expectedTree, withoutIdleAliases } from '../../core/rename/expected-tree.js'
import type { NameSlot } from '../../core/rename/name-slot.js'
import type { RenamePlan } from '../../core/rename/plan-rename.js'
import { type NamedQuery, type ProjectNames, projectNames } from '../../core/rename/project-names.js'
import { comparedTrees } from '../../core/rename/tree-differences.js'
import type { OpenProject } from '../open/open-project.js'
import { nodePairs } from './node-pairs.js'

/** Two versions of a project: as it is, and as it is to be. */
export interface Versions {
  readonly before: OpenProject
  readonly names: ProjectNames
  readonly after: OpenProject
  readonly plan: RenamePlan
}

/** A node that would not be the same but for the name. */
export interface Difference {
  readonly node: ProjectNode
  readonly why: string
  /** How many names and parts of queries are not as they should be. */
  readonly count: number
}

/**
 * What is not the same but for the name: queries, the columns of nodes, and which column each name means. Also what is
 * wrong with the new version.
 */
export function renameProof({ before, names, after, plan }: Versions): {
  readonly differences: readonly Difference[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics = compileAll(after)
  let found: ProjectNames
  try {
    found = projectNames(after.project)
  } catch (error) {
    return { differences: [], diagnostics: [...diagnostics, ...toDiagnostics(error)] }
  }
  const { to } = plan.renaming
  const renamed = (id: string, column: string): string => (plan.nodes.get(id) === column ? to : column)
  const pairs = nodePairs(before.project.nodes, after.project.nodes, { nameOf: renamed })
  const differences = before.project.nodes.flatMap((node): Difference[] => {
    const other = pairs.get(node)
    if (!other) return [{ node, why: 'it would be gone', count: 1 }]
    const columns = names.columns.get(node.uniqueId)?.map(({ name }) => renamed(node.uniqueId, name)) ?? []
    const others = found.columns.get(other.uniqueId)?.map(({ name }) => name) ?? []
    const otherColumns =
      columns.filter((name, i) => others[i] !== name).length + Math.max(0, others.length - columns.length)
    const otherQueries = wrongInQueries(queriesOf(names, node), queriesOf(found, other), plan)
    if (otherColumns + otherQueries === 0) return []
    const why = otherColumns > 0 ? 'its columns would be others' : 'its query would be another one'
    return [{ node, why, count: otherColumns + otherQueries }]
  })
  if (after.project.nodes.length !== before.project.nodes.length)
    diagnostics.push({ code: 'E_RENAME', message: 'the project would have other nodes' })
  return { differences, diagnostics }
}

function queriesOf({ queries }: ProjectNames, node: ProjectNode): readonly NamedQuery[] {
  return queries.filter((query) => query.node === node)
}

function wrongInQueries(queries: readonly NamedQuery[], others: readonly NamedQuery[], plan: RenamePlan): number {
  return queries.reduce((sum, query, i) => sum + (others[i] ? wrongInQuery(query, others[i], plan) : 1), 0)
}

function wrongInQuery(query: NamedQuery, other: NamedQuery, plan: RenamePlan): number {
  const { differences, mismatches } = comparedTrees(expectedTree(query, plan), withoutIdleAliases(other.tree))
  return differences.length + mismatches.length + (meanings(query) === meanings(other) ? 0 : 1)
}

/** Which columns the names of a query mean, by numbers that do not depend on what the columns are called. */
function meanings({ uses }: NamedQuery): string {
  const numbers = new Map<NameSlot, number>()
  const numberOf = (slot: NameSlot | undefined): string => {
    if (!slot) return '?'
    if (!numbers.has(slot)) numbers.set(slot, numbers.size)
    return `${slot.owner ?? ''}#${numbers.get(slot)}`
  }
  return uses
    .map((use) => {
      if (use.kind === 'given') return numberOf(use.slot)
      // As `o.amount as value` does: it gives a column and then names one.
      const given = use.kind === 'passed' ? `${numberOf(use.as)} ` : ''
      return `${given}${numberOf(use.slot)} of ${use.matches}`
    })
    .join(' ')
}

/** What the compiler finds wrong, in every query and in every way of running it. */
function compileAll({ project, compiler, relations }: OpenProject): Diagnostic[] {
  return project.nodes.flatMap((node): readonly Diagnostic[] => {
    const definition = 'definition' in node ? node.definition : undefined
    try {
      if (node.resourceType === 'test') compiler.compile(node)
      else if (definition && 'query' in definition && definition.kind !== 'analysis') {
        const subject = { ...node, inputs: definition.inputs, query: definition.query, definition }
        const self = relations.get(node.uniqueId)
        compiler.compile({ ...subject, self })
        if (definition.materialization.hasIncrementalQuery)
          compiler.compile({ ...subject, self }, { isIncremental: true })
      } else if (definition?.kind === 'analysis')
        compiler.compile({ name: node.name, inputs: definition.inputs, query: definition.query, hasTypedRows: true })
      return []
    } catch (error) {
      return toDiagnostics(error, node.file, node.name)
    }
  })
}
