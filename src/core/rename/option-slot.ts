import type { RelationDefinition } from '../definitions/definition.js'
import { COLUMN_OPTIONS, OPTIONS_BY_COLUMN } from '../definitions/options/column-options.js'
import type { ProjectNode } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import type { NameSlot } from './name-slot.js'
import type { ProjectNames } from './project-names.js'
import type { TreeDifference } from './tree-differences.js'

/**
 * The column that a string in a node's definition names, outside of its query; `undefined` for one that names none, such as
 * a description, and for what repeats other text.
 *
 * @param text A string of {@link describedNode}.
 */
export function optionSlot(
  text: Pick<TreeDifference, 'path' | 'before' | 'isKey'>,
  of: { readonly node: ProjectNode; readonly project: Project; readonly names: ProjectNames },
): NameSlot | undefined {
  const id = columnsOwner(text, of)
  return id === undefined ? undefined : of.names.columns.get(id)?.find(({ name }) => name === text.before)
}

/** The unique id of the node whose column a string names. */
function columnsOwner(
  { path, isKey }: Pick<TreeDifference, 'path' | 'isKey'>,
  { node, project }: { readonly node: ProjectNode; readonly project: Project },
): string | undefined {
  const idOf = (of: unknown): string | undefined => project.nodeOf.get(of as RelationDefinition)?.uniqueId
  const [, first = '', second = '', third = '', ...rest] = path.split('.')
  if (node.resourceType === 'test')
    return first === 'column'
      ? node.testedNode
      : first === 'namedColumns'
        ? idOf(node.inputs[node.namedColumns[Number(second)]!.input])
        : undefined
  if (node.resourceType === 'chart') return first === 'category' || first === 'value' ? node.dependsOn[0] : undefined
  if (node.resourceType === 'exposure')
    return first === 'columns' && third === 'columns' ? idOf(node.definition.columns[Number(second)]!.of) : undefined
  if (first === 'options' && second === 'constraints') return constrainedOwner([third, ...rest], isKey, { node, idOf })
  if (first === 'columns') return isKey && third === '' ? node.uniqueId : undefined
  return first === 'options' && isOwnColumn(second, [third, ...rest], isKey) ? node.uniqueId : undefined
}

/** The columns of constraints are the node's own, but those that a foreign key points to. */
function constrainedOwner(
  [kind = '', position = '', ...within]: readonly string[],
  isKey: boolean,
  { node, idOf }: { readonly node: ProjectNode; idOf(of: unknown): string | undefined },
): string | undefined {
  if (kind !== 'foreignKey') return isKey || kind === 'check' ? undefined : node.uniqueId
  if (within[0] !== 'columns') return undefined
  if (isKey) return node.uniqueId
  const definition = node.resourceType === 'model' && node.definition.kind === 'model' ? node.definition : undefined
  return idOf(definition?.options.constraints?.foreignKey?.[Number(position)]?.to)
}

function isOwnColumn(option: string, within: readonly string[], isKey: boolean): boolean {
  if (isKey) return OPTIONS_BY_COLUMN.includes(option) && within.length === 1
  // How long the parts of partitionBy are is a word of its own, also where a column is called "day".
  if (COLUMN_OPTIONS.includes(option)) return within[0] !== 'granularity'
  // The columns that a policy is given, and not its name.
  return /Polic(?:y|ies)$/.test(option) && within.some((key) => key === 'on' || key === 'using')
}

/** What is compared of a node, outside of its queries. */
export function describedNode(node: ProjectNode): object {
  if (node.resourceType === 'test') return { column: node.column, namedColumns: node.namedColumns }
  // Without the mark of a definition: what other definitions say is theirs.
  return Object.fromEntries(Object.entries(node.definition))
}
