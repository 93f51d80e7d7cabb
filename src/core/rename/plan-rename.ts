import type { Diagnostic } from '../errors/index.js'
import type { ProjectNode } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import type { NameSlot } from './name-slot.js'
import type { PassedOn } from './name-use.js'
import type { NamedQuery, ProjectNames } from './project-names.js'

/** What is to be called otherwise. */
export interface Renaming {
  /** The unique id of the node. */
  readonly node: string
  readonly from: string
  readonly to: string
  /** Unique ids of nodes that keep the names of their columns. */
  readonly kept: ReadonlySet<string>
}

/** What a name in a query is to become. */
export interface NameChange {
  /** Whether the name itself changes. */
  readonly isRenamed: boolean
  /** What a select list calls the column besides: `o.value as amount`. */
  readonly alias: string | undefined
}

/** What a renaming means for every query and every node. */
export interface RenamePlan {
  readonly renaming: Renaming
  /** The columns of nodes that get the new name, by unique id. */
  readonly nodes: ReadonlyMap<string, string>
  /** Whether a column, of a node or within a query, gets the new name. */
  isRenamed(slot: NameSlot): boolean
  /** What the name at a path of a query becomes; `undefined` where no column is named. */
  changeAt(query: NamedQuery, path: string): NameChange | undefined
  /** The names of a query that change. */
  changesOf(query: NamedQuery): readonly (NameChange & { readonly path: string; readonly item: string | undefined })[]
}

/** Columns that must have one name. */
interface NameClass {
  readonly slots: Set<NameSlot>
  readonly passed: PassedOn[]
  isGiven: boolean
}

/**
 * Decides which columns get the new name: that of the node, and downstream each that only passes it on under its name,
 * within queries too. What is computed keeps its name, and so does a union that mixes it with another column.
 *
 * @returns Also why it cannot be: a name from outside that cannot be changed, a name that another column has.
 */
export function planRename(
  project: Project,
  names: ProjectNames,
  renaming: Renaming,
): { readonly plan: RenamePlan; readonly diagnostics: readonly Diagnostic[] } {
  const classes = classesOf(names)
  const changeable = downstreamOf(project, renaming)
  const isFixed = ({ slots }: NameClass): boolean =>
    [...slots].some(({ owner, isGiven }) => isGiven || (owner !== undefined && !changeable.has(owner)))
  const start = names.columns.get(renaming.node)!.find(({ name }) => name === renaming.from)!.root
  const renamed = new Set<NameSlot>([start])
  for (let isNew = true; isNew; ) {
    isNew = false
    for (const [root, found] of classes) {
      if (renamed.has(root) || found.isGiven || found.passed.length === 0 || isFixed(found)) continue
      const sources = found.passed.map(({ slot }) => slot?.root).filter((source) => source !== root)
      if (sources.length === 0 || !sources.every((source) => source && renamed.has(source))) continue
      renamed.add(root)
      isNew = true
    }
  }
  const isRenamed = (slot: NameSlot): boolean => renamed.has(slot.root)
  const plan: RenamePlan = {
    renaming,
    nodes: new Map(
      [...names.columns].flatMap(([id, columns]) =>
        columns.filter(isRenamed).map(({ name }): [string, string] => [id, name]),
      ),
    ),
    isRenamed,
    changeAt: (query, path) => {
      const use = query.uses.find((each) => each.path === path)
      return use && changeOf(use, renaming, isRenamed)
    },
    changesOf: (query) =>
      query.uses.flatMap((use) => {
        const change = changeOf(use, renaming, isRenamed)
        const item = use.kind === 'passed' ? use.item : undefined
        return change.isRenamed || change.alias !== undefined ? [{ ...change, path: use.path, item }] : []
      }),
  }
  const diagnostics = [
    ...fixedNames(project, classes.get(start)!, { changeable, renaming }),
    ...takenNames(project, names, plan),
  ]
  return { plan, diagnostics }
}

function changeOf(
  use: NamedQuery['uses'][number],
  { to }: Renaming,
  isRenamed: (slot: NameSlot) => boolean,
): NameChange {
  const isNamed = use.slot !== undefined && isRenamed(use.slot)
  if (use.kind !== 'passed' || isNamed === isRenamed(use.as)) return { isRenamed: isNamed, alias: undefined }
  return { isRenamed: isNamed, alias: isNamed ? use.as.name : to }
}

function classesOf({ columns, queries }: ProjectNames): ReadonlyMap<NameSlot, NameClass> {
  const classes = new Map<NameSlot, NameClass>()
  const classOf = (slot: NameSlot): NameClass => {
    const found = classes.get(slot.root) ?? { slots: new Set(), passed: [], isGiven: false }
    classes.set(slot.root, found)
    found.slots.add(slot)
    return found
  }
  for (const slots of columns.values()) for (const slot of slots) classOf(slot)
  for (const { uses, selects } of queries) {
    for (const slots of selects) for (const slot of slots) classOf(slot)
    for (const use of uses) {
      if (use.kind === 'given') classOf(use.slot).isGiven = true
      else if (use.kind === 'passed') classOf(use.as).passed.push(use)
    }
  }
  return classes
}

/** The node and what reads it, without what keeps its names. */
function downstreamOf({ nodes }: Project, { node, kept }: Renaming): ReadonlySet<string> {
  const found = new Set([node])
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const each of nodes) if (each.dependsOn.some((id) => found.has(id))) found.add(each.uniqueId)
  }
  return new Set([...found].filter((id) => id === node || !kept.has(id)))
}

function fixedNames(
  project: Project,
  { slots }: NameClass,
  { changeable, renaming }: { readonly changeable: ReadonlySet<string>; readonly renaming: Renaming },
): readonly Diagnostic[] {
  const owners = [...slots].flatMap(({ owner }) => (owner !== undefined && !changeable.has(owner) ? [owner] : []))
  const node = nodeNamed(project, renaming.node)
  return [...new Set(owners)].map((owner): Diagnostic => {
    const other = nodeNamed(project, owner)
    const isKept = renaming.kept.has(owner)
    const name = other.resourceType === 'source' ? `${other.sourceName}.${other.name}` : other.name
    return {
      code: 'E_RENAME',
      message: isKept
        ? `"${name}" cannot keep the name "${renaming.from}": its query selects all columns of what it reads, under their names`
        : `"${node.name}" has the name "${renaming.from}" from "${name}", with all of its columns (selectAll)`,
      hint: isKept
        ? `List its columns with select([…]) instead of selectAll, or let "${name}" have the new name.`
        : other.resourceType === 'source'
          ? `List the columns of "${node.name}" with select([…]) instead of selectAll: the name in the source comes from outside.`
          : `Rename it there, or list the columns of "${node.name}" with select([…]) instead of selectAll.`,
      subject: isKept ? name : node.name,
      names: [renaming.from, name],
      at: isKept ? other.file : node.file,
    }
  })
}

function takenNames(project: Project, names: ProjectNames, plan: RenamePlan): readonly Diagnostic[] {
  const { renaming, isRenamed } = plan
  const taken = (columns: readonly NameSlot[]): boolean =>
    columns.some(isRenamed) &&
    columns.some((slot) => !isRenamed(slot) && slot.name.toLowerCase() === renaming.to.toLowerCase())
  const owners = [
    ...[...names.columns].filter(([, columns]) => taken(columns)).map(([id]) => nodeNamed(project, id)),
    ...names.queries.filter(({ selects }) => selects.some(taken)).map(({ node }) => node),
  ]
  return [...new Set(owners)].map((node) => ({
    code: 'E_RENAME',
    message: `"${node.name}" already has a column "${renaming.to}", in one of its queries or among its own; engines ignore the case of names`,
    hint: 'Choose a name that no node downstream has, or let one keep the old name with --stop-at.',
    subject: node.name,
    names: [renaming.to, node.name],
    at: node.file,
  }))
}

function nodeNamed({ nodes }: Project, id: string): ProjectNode {
  return nodes.find(({ uniqueId }) => uniqueId === id)!
}
