import {
  AliasNode,
  ColumnNode,
  expressionBuilder,
  IdentifierNode,
  type OperationNode,
  ReferenceNode,
  TableNode,
} from 'kysely'
import type { RelationDefinition } from '../definitions/definition.js'
import { hookList } from '../definitions/hooks/hook-list.js'
import { isPlainObject } from '../definitions/options/values/option-checks.js'
import { compileDatabase } from '../nodes/compile-database.js'
import { mapChildren } from '../nodes/map-children.js'
import { isBuildable, type ProjectNode } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import type { ColumnRef } from './node-lineage.js'

/** What a function among the options of a node returns: a condition, or the statement of a hook. */
export interface Callback {
  /** The option that has the function. */
  readonly option: string
  readonly tree: OperationNode
  /** The relations whose columns it can name, by the names of its tables. */
  readonly tables: ReadonlyMap<string, RelationDefinition>
}

/** What stands for a run where hooks are asked what they name. */
const ANY_RUN = { runId: '', startedAt: new Date(0), command: 'build', fullRefresh: false }

/**
 * What the functions among a node's options return: checks, `whenMatched`, `incrementalPredicates` and hooks. One that throws, or that
 * returns nothing to send, names nothing.
 *
 * @param targets The names of the targets that hooks are asked for.
 */
export function callbacksOf(node: ProjectNode, targets: readonly string[]): readonly Callback[] {
  if (!isBuildable(node)) return []
  const { definition, name } = node
  const options: unknown = definition.options
  if (!isPlainObject(options)) return []
  const own = (...tables: readonly string[]) => new Map(tables.map((table) => [table, definition] as const))
  const conditions = (option: string, given: readonly unknown[], tables: Callback['tables']): readonly Callback[] =>
    given.flatMap((condition) =>
      treesOf(() => (condition as (eb: unknown) => unknown)(expressionBuilder())).map((tree) => ({
        option,
        tree,
        tables,
      })),
    )
  const { constraints, whenMatched, incrementalPredicates } = options
  const checks = isPlainObject(constraints) && isPlainObject(constraints['check']) ? constraints['check'] : {}
  const clauses = Array.isArray(whenMatched) ? whenMatched.map((clause) => isPlainObject(clause) && clause['and']) : []
  return [
    ...conditions('constraints', Object.values(checks), own('model')),
    ...conditions('whenMatched', clauses, own('source', 'target')),
    ...conditions('incrementalPredicates', [incrementalPredicates], own('source', 'target')),
    ...(['preHook', 'postHook'] as const).flatMap((option) =>
      hookList(options[option]).flatMap(({ inputs, statements }) => {
        const tables = new Map([...own('this'), ...(Object.entries(inputs) as [string, RelationDefinition][])])
        return targets
          .flatMap((target) => {
            const place = { database: '', schema: '', name: target }
            const facts = { run: ANY_RUN, target: place, this: { database: '', schema: '', name } }
            return treesOf(() => statements(compileDatabase, facts))
          })
          .map((tree) => ({ option, tree, tables }))
      }),
    ),
  ]
}

/** The options of a node whose functions, or whose foreign keys, name a column. */
export function callbacksNaming(
  node: ProjectNode,
  { node: owner, column }: ColumnRef,
  { project, targets }: { readonly project: Project; readonly targets: readonly string[] },
): readonly string[] {
  const isOwner = (definition: unknown): boolean =>
    project.nodeOf.get(definition as RelationDefinition)?.uniqueId === owner
  const found = callbacksOf(node, targets)
    .filter(({ tree, tables }) =>
      columnsIn(tree).some((named) => {
        const table = named.table === undefined ? undefined : tables.get(named.table)
        return named.column === column && (table ? isOwner(table) : [...tables.values()].some(isOwner))
      }),
    )
    .map(({ option }) => option)
  return [...new Set([...found, ...(pointsTo(node, column, isOwner) ? ['constraints'] : [])])]
}

/** Whether a foreign key of a node points to a column. */
function pointsTo(node: ProjectNode, column: string, isOwner: (definition: unknown) => boolean): boolean {
  if (node.resourceType !== 'model' || node.definition.kind !== 'model') return false
  const { foreignKey = [] } = node.definition.options.constraints ?? {}
  return foreignKey.some(({ to, columns }) => isOwner(to) && (Object.values(columns) as unknown[]).includes(column))
}

function treesOf(returned: () => unknown): readonly OperationNode[] {
  try {
    return [returned()].flat().flatMap((each) => {
      if (typeof each !== 'object' || each === null || !('toOperationNode' in each)) return []
      return [(each as { toOperationNode(): OperationNode }).toOperationNode()]
    })
  } catch {
    return []
  }
}

/** The tables of a tree by their aliases. */
export function tablesIn(tree: OperationNode): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  const visit = (node: OperationNode): OperationNode => {
    if (AliasNode.is(node) && TableNode.is(node.node) && IdentifierNode.is(node.alias))
      aliases.set(node.alias.name, node.node.table.identifier.name)
    return mapChildren(node, visit)
  }
  visit(tree)
  return aliases
}

/** The columns that a tree names, with the table that it says they are of. */
function columnsIn(tree: OperationNode): readonly { readonly column: string; readonly table: string | undefined }[] {
  const aliases = tablesIn(tree)
  const found: { column: string; table: string | undefined }[] = []
  const visit = (node: OperationNode): OperationNode => {
    if (ReferenceNode.is(node) && ColumnNode.is(node.column)) {
      found.push({ column: node.column.column.name, table: node.table?.table.identifier.name })
      return node
    }
    if (ColumnNode.is(node)) found.push({ column: node.column.name, table: undefined })
    return mapChildren(node, visit)
  }
  visit(tree)
  return found.map(({ column, table }) => ({ column, table: table && (aliases.get(table) ?? table) }))
}
