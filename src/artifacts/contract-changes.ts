/** A column of a node as `manifest.json` has it, dbt's or kerros'. */
interface ContractColumn {
  readonly name: string
  readonly data_type?: string | null
  readonly constraints?: readonly ContractConstraint[]
}

interface ContractConstraint {
  readonly type: string
  readonly columns?: readonly string[]
  readonly expression?: string | null
  readonly to?: string | null
  readonly to_columns?: readonly string[]
}

/** A node of `manifest.json`, as far as its contract goes. */
interface ContractNode {
  readonly name: string
  readonly resource_type: string
  readonly config?: { readonly materialized?: string; readonly contract?: { readonly enforced?: boolean } }
  readonly columns?: { readonly [name: string]: ContractColumn }
  readonly constraints?: readonly ContractConstraint[]
}

/** What is compared of a `manifest.json`. */
export interface ContractManifest {
  readonly metadata: { readonly adapter_type?: string | null }
  readonly nodes: { readonly [uniqueId: string]: object }
}

/** What a model no longer guarantees to those who read it. */
export interface BrokenContract {
  readonly uniqueId: string
  readonly name: string
  /** In words: `the column "amount" is gone`. */
  readonly changes: readonly string[]
}

/**
 * The contracts that are broken between two manifests, by dbt's rules: the model or its contract is gone, a column is gone or
 * has another type, a constraint is gone, a table has become a view. New columns and new constraints break nothing. Types are
 * compared where both manifests are of one engine.
 */
export function contractChanges(before: ContractManifest, now: ContractManifest): readonly BrokenContract[] {
  const hasSameTypes = before.metadata.adapter_type === now.metadata.adapter_type
  return Object.entries(before.nodes).flatMap(([uniqueId, found]): BrokenContract[] => {
    const node = found as ContractNode
    if (node.resource_type !== 'model' || !isEnforced(node)) return []
    const changes = changesOf(node, now.nodes[uniqueId] as ContractNode | undefined, hasSameTypes)
    return changes.length > 0 ? [{ uniqueId, name: node.name, changes }] : []
  })
}

function changesOf(before: ContractNode, now: ContractNode | undefined, hasSameTypes: boolean): readonly string[] {
  if (!now) return ['the model is gone']
  if (!isEnforced(now)) return ['it has no contract any more']
  const columns = byName(now)
  return [
    ...Object.values(before.columns ?? {}).flatMap((column) => {
      const other = columns.get(column.name.toLowerCase())
      if (!other) return [`the column "${column.name}" is gone`]
      const [was, is] = [column.data_type, other.data_type]
      const isOther = hasSameTypes && was && is && was.toLowerCase() !== is.toLowerCase()
      return isOther ? [`the column "${column.name}" is ${is}, and was ${was}`] : []
    }),
    ...missingConstraints(before, now, columns),
    ...(isTable(before) && !isTable(now) && constraintsOf(before).length > 0
      ? [`it is ${now.config?.materialized}, and was ${before.config?.materialized}`]
      : []),
  ]
}

/** Of a column that is gone only that is said. */
function missingConstraints(
  before: ContractNode,
  now: ContractNode,
  columns: ReadonlyMap<string, ContractColumn>,
): readonly string[] {
  const there = new Set(constraintsOf(now).map(keyOf))
  return constraintsOf(before)
    .filter((constraint) => !there.has(keyOf(constraint)))
    .filter((constraint) => (constraint.columns ?? []).every((column) => columns.has(column.toLowerCase())))
    .map((constraint) => `the constraint ${describe(constraint)} is gone`)
}

/** Those of columns and of the node, one of several NOT NULL columns as several. */
function constraintsOf({ columns = {}, constraints = [] }: ContractNode): readonly ContractConstraint[] {
  const ofColumns = Object.values(columns).flatMap(({ name, constraints: own = [] }) =>
    own.map((constraint) => ({ ...constraint, columns: [name] })),
  )
  const ofNode = constraints.flatMap((constraint) =>
    constraint.type === 'not_null'
      ? (constraint.columns ?? []).map((column) => ({ ...constraint, columns: [column] }))
      : [constraint],
  )
  return [...ofColumns, ...ofNode]
}

/** One string for each constraint. */
function keyOf({ type, columns = [], expression, to, to_columns = [] }: ContractConstraint): string {
  const list = (names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase())
  return JSON.stringify([type, list(columns), expression ?? null, to ?? null, list(to_columns)])
}

function describe({ type, columns = [], expression }: ContractConstraint): string {
  const what = columns.length > 0 ? columns.map((column) => `"${column}"`).join(', ') : (expression ?? '')
  return `${type.replaceAll('_', ' ')} ${what}`.trimEnd()
}

function byName({ columns = {} }: ContractNode): ReadonlyMap<string, ContractColumn> {
  return new Map(Object.values(columns).map((column) => [column.name.toLowerCase(), column]))
}

function isEnforced({ config }: ContractNode): boolean {
  return config?.contract?.enforced === true
}

function isTable({ config }: ContractNode): boolean {
  return config?.materialized !== 'view' && config?.materialized !== 'ephemeral'
}
