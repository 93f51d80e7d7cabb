/** A model as its author writes it down: what the tests of reuse edit, define and reason about. */
export type Kind =
  | 'table'
  | 'view'
  | 'ephemeral'
  | 'append'
  | 'merge'
  | 'delete+insert'
  | 'merge all'
  | 'merge clauses'
  | 'merge excluded'
  | 'merge predicates'
  | 'touched'
  | 'self'
  | 'check'
  | 'timestamp'
  | 'scd1'

export type Type = 'int' | 'bigint' | 'text'

export interface Place {
  /** `x` is what is read first, `y` what is joined. */
  readonly of: 'x' | 'y'
  readonly column: string
}

export type Expression =
  | { readonly kind: 'ref'; readonly a: Place }
  | { readonly kind: 'plus'; readonly a: Place; readonly n: number }
  | { readonly kind: 'or'; readonly a: Place; readonly b: Place }
  | { readonly kind: 'case'; readonly a: Place; readonly b: Place; readonly n: number }
  | { readonly kind: 'variable'; readonly a: Place }
  | { readonly kind: 'literal'; readonly n: number }
  | { readonly kind: 'now' }
  | { readonly kind: 'fails' }

export interface SpecColumn {
  readonly name: string
  readonly type: Type
  readonly value: Expression
}

export interface Condition {
  readonly a: Place
  readonly operator: '>' | '<=' | '!='
  /** `variable` is the variable `least`. */
  readonly n: number | 'variable'
}

export interface SpecTest {
  readonly kind: 'notNull' | 'unique' | 'positive' | 'rows' | 'data' | 'relationships'
  readonly column: string
  readonly severity: 'error' | 'warn'
  readonly most: number
}

export interface ModelSpec {
  readonly name: string
  readonly kind: Kind
  readonly x: string
  readonly join: { readonly y: string; readonly type: 'innerJoin' | 'leftJoin'; readonly on: string } | undefined
  readonly where: readonly Condition[]
  readonly shape: 'rows' | 'groups' | 'distinct'
  readonly columns: readonly SpecColumn[]
  readonly tests: readonly SpecTest[]
  /** What is built otherwise: the relation's name, the answers to changed columns, the rule of `since`, deleted rows. */
  readonly alias: string | undefined
  readonly onSchemaChange: 'append_new_columns' | 'sync_all_columns' | undefined
  readonly onChange: 'fullRefresh' | undefined
  readonly ties: boolean
  readonly deletes: boolean
  readonly audit: boolean
  readonly hook: boolean
  /** What means nothing. */
  readonly words: {
    readonly alias: string
    readonly isReversed: boolean
    readonly step: 'none' | 'with' | 'subquery'
    readonly description: string
    readonly file: string
  }
}

/** A project, and the content of its seed's file. */
export interface ProjectSpec {
  readonly models: readonly ModelSpec[]
  readonly seedRows: readonly (readonly (number | string | null)[])[]
  readonly seedIsBig: boolean
}

/** The columns that every relation has besides `id` and `at`. */
const INPUT_COLUMNS: readonly { readonly name: string; readonly type: Type }[] = [
  { name: 'k', type: 'int' },
  { name: 'a', type: 'int' },
  { name: 'b', type: 'int' },
  { name: 't', type: 'text' },
]

export const INPUTS = ['one', 'two', 'codes'] as const

export const isIncremental = (kind: Kind): boolean =>
  ['append', 'merge', 'delete+insert', 'touched', 'self'].includes(kind) || kind.startsWith('merge')

export const isHistory = (kind: Kind): boolean => ['check', 'timestamp', 'scd1'].includes(kind)

export function specOf(project: ProjectSpec, name: string): ModelSpec | undefined {
  return project.models.find((model) => model.name === name)
}

/** The columns of a relation, besides `id` and `at`. */
export function columnsOf(
  project: ProjectSpec,
  name: string,
): readonly { readonly name: string; readonly type: Type }[] {
  const spec = specOf(project, name)
  if (!spec) return INPUT_COLUMNS
  return isHistory(spec.kind) ? columnsOf(project, spec.x) : spec.columns
}

/** The column that a place means: `id` where the relation does not have it any more. */
export function meant(project: ProjectSpec, spec: ModelSpec, { of, column }: Place): Place {
  const read = of === 'y' && spec.join ? 'y' : 'x'
  const names = columnsOf(project, read === 'y' ? spec.join!.y : spec.x).map(({ name }) => name)
  return { of: read, column: names.includes(column) ? column : 'id' }
}

/** Whether each `id` is in one row. */
export function isUnique(project: ProjectSpec, name: string): boolean {
  const spec = specOf(project, name)
  if (!spec) return true
  if (spec.kind === 'append' || spec.kind === 'check' || spec.kind === 'timestamp') return false
  if (spec.shape === 'groups' || spec.kind === 'scd1' || isIncremental(spec.kind)) return true
  return isUnique(project, spec.x) && (!spec.join || isUnique(project, spec.join.y))
}

/** The models that read a relation, at any distance. */
export function readersOf(project: ProjectSpec, name: string): ReadonlySet<string> {
  const found = new Set<string>()
  let size = -1
  while (size < found.size) {
    size = found.size
    for (const { name: own, x, join } of project.models)
      if ([x, join?.y].some((read) => read === name || (read !== undefined && found.has(read)))) found.add(own)
  }
  return found
}
