import type { Lineage } from '../lineage/lineage.js'
import type { ColumnRef, NodeLineage } from '../lineage/node-lineage.js'
import type { ResourceType } from '../project/nodes/node.js'
import { isDefinitionOnly } from '../relations/relation-traits.js'
import type { FormColumn, NodeForm, NodeSettings } from './node-form.js'

/** What is different of a column: what it is made of, its type, or that it is new or gone. */
export type ColumnChange = {
  /** The column's name. */
  readonly column: string
} & (
  | { readonly kind: 'added' | 'dropped'; readonly type: string | undefined }
  | { readonly kind: 'retyped'; readonly before: string | undefined; readonly now: string | undefined }
  | { readonly kind: 'expression' }
)

/** Why a node has other values or rows although it is made as before. */
export interface FollowedChanges {
  /** The columns with other values, and the columns of other nodes that change them. */
  readonly columns: ReadonlyMap<string, readonly ColumnRef[]>
  /** What changes its rows: columns that decide them, and unique ids of nodes with other rows. */
  readonly rows: readonly (ColumnRef | string)[]
}

/** What a build does about a change. */
export type ChangeEffect =
  /** There is no relation yet. */
  | 'create'
  /** A view gets another query. */
  | 'replace'
  /** All rows are computed again. */
  | 'rebuild'
  /** Rows that come later are computed in the new way; stored ones stay as they are. */
  | 'onward'
  /** Nothing: a view shows what it reads. */
  | 'none'
  /** It is part of what reads it. */
  | 'inline'
  /** Its relation stays, and nothing builds it. */
  | 'leave'

/** What a node is compared with another version of its project. */
export interface NodeChange {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The name in the project. */
  readonly name: string
  /** What it is: `model`, `seed`, `snapshot`, `test`, … */
  readonly resourceType: ResourceType
  /** `follows`: made as before, of something that changed. */
  readonly kind: 'new' | 'removed' | 'changed' | 'follows'
  /** What a build does; `undefined` for what is not built. */
  readonly effect: ChangeEffect | undefined
  /** What is different in how its columns are made. */
  readonly columns: readonly ColumnChange[]
  /** The clauses of its query that changed, as in `where`: then it may have other rows. */
  readonly clauses: readonly string[]
  /** Whether later runs of an incremental model read other rows than before, while a full run reads the same. */
  readonly isLaterOnly: boolean
  /** The settings that changed, by name. */
  readonly settings: readonly string[]
  /** Whether one of them decides which rows there are. */
  readonly hasOtherKeys: boolean
  /** Another materialization, when it has one. */
  readonly materialized: { readonly before: string | undefined; readonly now: string | undefined } | undefined
  /** What changes its values or rows although it is made as before. */
  readonly followed: FollowedChanges
  /** Why its query could only be compared as it is written; `undefined` when it was compared by what it computes. */
  readonly asWritten: string | undefined
}

/** What is different between two versions of a project. Nodes that are the same are left out. */
export interface ProjectChanges {
  /** Each after those that it reads. */
  readonly nodes: readonly NodeChange[]
}

/**
 * Compares two versions of a project: what is made in another way, and what follows from that by column.
 *
 * @param lineage Of the version of now.
 */
export function projectChanges(
  before: ReadonlyMap<string, NodeForm>,
  now: ReadonlyMap<string, NodeForm>,
  lineage: Lineage,
): ProjectChanges {
  const reached = new Reached()
  const found: NodeChange[] = []
  for (const node of lineage.nodes) {
    const form = now.get(node.uniqueId)
    if (!form) continue
    const own = ownChange(before.get(node.uniqueId), form)
    const followed = reached.follow(node, form.dependsOn)
    reached.add(node, own, followed)
    const isFollowing = followed.columns.size > 0 || followed.rows.length > 0
    if (own || isFollowing) found.push(withEffect({ ...(own ?? unchanged(form)), followed }, form))
  }
  const gone = [...before.values()].filter(({ uniqueId }) => !now.has(uniqueId))
  return { nodes: [...found, ...gone.map(removed)] }
}

type OwnChange = Omit<NodeChange, 'followed' | 'effect'>

const NOTHING = {
  columns: [],
  clauses: [],
  isLaterOnly: false,
  settings: [],
  hasOtherKeys: false,
  materialized: undefined,
  asWritten: undefined,
}
const NOTHING_FOLLOWED: FollowedChanges = { columns: new Map(), rows: [] }

function unchanged({ uniqueId, name, resourceType }: NodeForm): OwnChange {
  return { uniqueId, name, resourceType, kind: 'follows', ...NOTHING }
}

function removed({ uniqueId, name, resourceType, relationType, columns = [] }: NodeForm): NodeChange {
  const dropped = columns.map(({ name: column, type }): ColumnChange => ({ column, kind: 'dropped', type }))
  return {
    uniqueId,
    name,
    resourceType,
    kind: 'removed',
    ...NOTHING,
    columns: dropped,
    followed: NOTHING_FOLLOWED,
    effect: relationType && 'leave',
  }
}

function withEffect(change: Omit<NodeChange, 'effect'>, { isBuilt, relationType, keepsRows }: NodeForm): NodeChange {
  // Another type of a column, which follows from what it reads, is no change of its own.
  const isTypeOnly =
    change.kind === 'changed' &&
    change.columns.every(({ kind, column }) => kind === 'retyped' && change.followed.columns.has(column)) &&
    change.clauses.length + change.settings.length === 0 &&
    !change.isLaterOnly &&
    !change.materialized
  const kind = isTypeOnly ? 'follows' : change.kind
  return { ...change, kind, effect: isBuilt ? effectOf(kind, relationType, keepsRows) : undefined }
}

function effectOf(kind: NodeChange['kind'], relationType: NodeForm['relationType'], keepsRows: boolean): ChangeEffect {
  if (relationType === undefined) return 'inline'
  if (kind === 'new') return 'create'
  if (isDefinitionOnly(relationType)) return kind === 'follows' ? 'none' : 'replace'
  return keepsRows ? 'onward' : 'rebuild'
}

/** What is different of a node by itself; `undefined` when it is made as before. */
function ownChange(before: NodeForm | undefined, now: NodeForm): OwnChange | undefined {
  const { uniqueId, name, resourceType } = now
  if (!before) {
    const added = (now.columns ?? []).map(({ name: column, type }): ColumnChange => ({ column, kind: 'added', type }))
    return { uniqueId, name, resourceType, kind: 'new', ...NOTHING, columns: added }
  }
  const columns = columnChanges(before, now)
  const clauses = now.query && before.query ? differing(before.query.clauses, now.query.clauses) : []
  const ofLater = now.later && before.later ? isOther(before.later, now.later) : false
  const ofFull = columns.length > 0 || clauses.length > 0
  const ofRows = differingSettings(before.settings, now.settings, 'ofRows')
  const settings = [...ofRows, ...differingSettings(before.settings, now.settings, 'ofStorage')]
  const materialized =
    before.materialized === now.materialized ? undefined : { before: before.materialized, now: now.materialized }
  if (!ofFull && !ofLater && settings.length === 0 && !materialized) return undefined
  return {
    uniqueId,
    name,
    resourceType,
    kind: 'changed',
    columns,
    clauses,
    isLaterOnly: ofLater && !ofFull,
    settings,
    hasOtherKeys: ofRows.length > 0,
    materialized,
    asWritten: now.query?.asWritten ?? before.query?.asWritten,
  }
}

function isOther(one: NonNullable<NodeForm['query']>, other: NonNullable<NodeForm['query']>): boolean {
  return one.rows !== other.rows || differing(one.columns, other.columns).length > 0
}

function columnChanges(before: NodeForm, now: NodeForm): readonly ColumnChange[] {
  const [was, is] = [byName(before.columns ?? []), byName(now.columns ?? [])]
  const names = [
    ...new Set([
      ...is.keys(),
      ...(now.query?.columns.keys() ?? []),
      ...was.keys(),
      ...(before.query?.columns.keys() ?? []),
    ]),
  ]
  return names.flatMap((column): ColumnChange[] => {
    const [old, own] = [was.get(column), is.get(column)]
    const [oldForm, ownForm] = [before.query?.columns.get(column), now.query?.columns.get(column)]
    if (!old && oldForm === undefined) return [{ column, kind: 'added', type: own?.type }]
    if (!own && ownForm === undefined) return [{ column, kind: 'dropped', type: old?.type }]
    return [
      ...(oldForm === ownForm ? [] : [{ column, kind: 'expression' } as const]),
      ...(typeText(old) === typeText(own)
        ? []
        : [{ column, kind: 'retyped', before: typeText(old), now: typeText(own) } as const]),
    ]
  })
}

function typeText(column: FormColumn | undefined): string | undefined {
  if (column?.type === undefined) return undefined
  return column.isNullable ? `${column.type}, may be NULL` : column.type
}

function byName(columns: readonly FormColumn[]): ReadonlyMap<string, FormColumn> {
  return new Map(columns.map((column) => [column.name, column]))
}

function differingSettings(before: NodeSettings, now: NodeSettings, kind: keyof NodeSettings): readonly string[] {
  return differing(new Map(Object.entries(before[kind])), new Map(Object.entries(now[kind])))
}

/** The names of what only one has, or both have in different ways. */
function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name))
}

/** What has other values or rows, as far as nodes were looked at. */
class Reached {
  readonly #columns = new Map<string, Set<string>>()
  readonly #rows = new Set<string>()

  /** What changes in a node because of what it reads. */
  follow(node: NodeLineage, dependsOn: readonly string[]): FollowedChanges {
    const isAny = (id: string): boolean => this.#rows.has(id) || (this.#columns.get(id)?.size ?? 0) > 0
    const columns = new Map<string, readonly ColumnRef[]>()
    for (const column of node.columns) {
      const from = [...column.values, ...column.deciders].filter((ref) => this.#has(ref))
      const ofRows = column.rowsOf.filter((id) => this.#rows.has(id))
      const hidden = column.isOpaque && dependsOn.some(isAny)
      if (from.length > 0 || ofRows.length > 0 || hidden)
        columns.set(column.name, distinct(from.map(({ node: of, column: name }) => ({ node: of, column: name }))))
    }
    const deciders = node.rows.filter((ref) => this.#has(ref)).map(({ node: of, column }) => ({ node: of, column }))
    const rows: (ColumnRef | string)[] = [...distinct(deciders), ...node.rowsOf.filter((id) => this.#rows.has(id))]
    if (node.isOpaque) rows.push(...dependsOn.filter((id) => isAny(id) && !rows.includes(id)))
    // An exposure without columns, and a chart, show everything.
    const names = node.named.filter((ref) => this.#has(ref))
    if (node.columns.length === 0 && rows.length === 0) {
      rows.push(...distinct(names))
      if (node.named.length === 0) rows.push(...dependsOn.filter(isAny))
    }
    return { columns, rows }
  }

  add({ uniqueId, columns }: NodeLineage, own: OwnChange | undefined, followed: FollowedChanges): void {
    const changed = new Set([...(own?.columns ?? []).map(({ column }) => column), ...followed.columns.keys()])
    const isOther =
      own !== undefined && (own.kind === 'new' || own.clauses.length > 0 || own.isLaterOnly || own.hasOtherKeys)
    if (isOther || followed.rows.length > 0 || own?.materialized) {
      this.#rows.add(uniqueId)
      for (const { name } of columns) changed.add(name)
    }
    if (changed.size > 0) this.#columns.set(uniqueId, changed)
  }

  #has({ node, column }: ColumnRef): boolean {
    return this.#columns.get(node)?.has(column) === true
  }
}

function distinct(refs: readonly ColumnRef[]): readonly ColumnRef[] {
  return [
    ...new Map(refs.map((ref) => [`${ref.node}\n${ref.column}`, { node: ref.node, column: ref.column }])).values(),
  ]
}
