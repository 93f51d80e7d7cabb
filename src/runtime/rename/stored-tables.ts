import { AlterTableNode, RenameColumnNode, type TableNode } from 'kysely'
import type { RenamePlan } from '../../core/rename/plan-rename.js'
import type { OpenProject } from '../open/open-project.js'

/** A table that keeps its rows from run to run, and has the column under its old name if it exists already. */
export interface StoredTable {
  /** The name of the model or snapshot. */
  readonly node: string
  /** Whether it is a model or a snapshot. */
  readonly resourceType: 'model' | 'snapshot'
  /** Whether stored rows are found by the column: by a key, a watermark, an event time or `updatedAt`. */
  readonly isIdentity: boolean
  /** The statement that renames the column in the table of the target. */
  readonly statement: string
}

/** The tables that keep the rows of earlier runs, of nodes whose column gets another name. */
export function storedTables(
  { project, relations, target: { dialect } }: OpenProject,
  { nodes, renaming: { to } }: RenamePlan,
): readonly StoredTable[] {
  return project.nodes.flatMap((node): StoredTable[] => {
    const from = nodes.get(node.uniqueId)
    if (from === undefined || (node.resourceType !== 'model' && node.resourceType !== 'snapshot')) return []
    const { definition, name, resourceType } = node
    const relation = relations.get(node.uniqueId)
    const keepsRows = definition.kind === 'snapshot' || definition.materialization.hasIncrementalQuery === true
    if (!keepsRows || !relation) return []
    const { uniqueKey, groupKey, partitionBy, watermark, updatedAt, strategy, eventTime } = definition.options as {
      readonly [option: string]: unknown
    }
    const table = AlterTableNode.create(dialect.relationNode(relation) as TableNode)
    const renamed = AlterTableNode.cloneWithColumnAlteration(table, RenameColumnNode.create(from, to))
    const parts = (partitionBy as { readonly field?: unknown } | undefined)?.field ?? partitionBy
    const batched = strategy === 'microbatch' ? eventTime : undefined
    const isIdentity = [uniqueKey, groupKey, parts, watermark, updatedAt, batched].flat().includes(from)
    return [{ node: name, resourceType, isIdentity, statement: dialect.compile(renamed) }]
  })
}
