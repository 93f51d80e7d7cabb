import { type OperationNode, SelectQueryNode } from 'kysely'
import { type Columns, describeSqlType, typeFamily } from '../../columns/index.js'
import type { Constraints } from '../../definitions/constraints.js'
import type { RelationDefinition } from '../../definitions/definition.js'
import { columnList } from '../../definitions/options/values/check-column-list.js'
import type { OneOrMore } from '../../definitions/options/values/one-or-more.js'
import { ownValue } from '../../definitions/options/values/own-value.js'
import type { Diagnostic } from '../../errors/index.js'
import type { OutputColumn } from '../../infer/output-column.js'
import { unnamedSelection } from '../../infer/unnamed-selection.js'
import { checkEventTimeColumn } from './check-event-time-column.js'
import { unknownDescribed } from './check-input-columns.js'
import { checkProtectedColumns } from './check-protected-columns.js'
import { declaredColumns } from './definition-columns.js'
import { unknownColumns } from './unknown-columns.js'

/** What is wrong with the columns that a query returns. */
export function checkReturnedColumns(
  subject: { readonly name: string; readonly definition?: RelationDefinition | undefined },
  columns: readonly OutputColumn[] | undefined,
  query?: OperationNode,
): readonly Diagnostic[] {
  const { name, definition } = subject
  if (definition?.kind === 'snapshot') {
    if (!columns) return []
    const settings = definition.materialization.check?.(columns, name) ?? []
    return [
      ...settings,
      ...checkClusterBy(name, definition.options.clusterBy, [...columns, ...definition.metaColumns]),
      ...checkEventTimeColumn(name, definition.options.eventTime, [
        ...columns,
        ...definition.metaColumns.map((column) => ({ name: column.name, type: { name: column.type } })),
      ]),
      ...checkProtectedColumns(name, definition, [
        ...columns,
        ...definition.metaColumns.map((column) => ({ name: column.name, type: { name: column.type } })),
      ]),
      ...unknownDescribed(name, Object.keys(definition.options.columns ?? {}), [...columns, ...definition.metaColumns]),
    ]
  }
  if (definition?.kind !== 'model') return []
  const contract = definition.options.contract as Columns | undefined
  const known = columns ?? (contract && declaredColumns(contract))
  if (!columns) {
    const unnamed = query && SelectQueryNode.is(query) ? unnamedSelection(query) : undefined
    if (unnamed !== undefined) return [unnamedColumn(name, unnamed)]
  }
  if (!known) return [hiddenColumns(name)]
  return [
    ...repeatedColumns(name, known),
    ...(contract && columns ? checkContract(name, columns, contract) : []),
    ...(definition.materialization.check?.(known, name) ?? []),
    ...checkClusterBy(name, definition.options.clusterBy, known),
    ...checkEventTimeColumn(name, definition.options.eventTime, known),
    ...checkProtectedColumns(name, definition, known),
    ...checkConstraintColumns(name, definition.options.constraints, known),
    ...unknownDescribed(name, Object.keys(definition.options.columns ?? {}), known),
  ]
}

/** Columns to cluster by that are not there. */
function checkClusterBy(
  name: string,
  clusterBy: OneOrMore<string> | undefined,
  columns: readonly Pick<OutputColumn, 'name'>[],
): readonly Diagnostic[] {
  const named = clusterBy === undefined ? [] : ([clusterBy].flat() as readonly string[])
  return unknownColumns(
    named.map((column) => [`the clusterBy of "${name}"`, column] as const),
    columns,
    'its query does not return',
  )
}

/** Columns of constraints that are not there. */
function checkConstraintColumns(
  name: string,
  constraints: Constraints<any> | undefined,
  columns: readonly Pick<OutputColumn, 'name'>[],
): readonly Diagnostic[] {
  if (!constraints) return []
  const { notNull, primaryKey, unique = [], foreignKey = [] } = constraints
  const named = [
    ...columnList(notNull).map((column) => ['notNull', column] as const),
    ...columnList(primaryKey).map((column) => ['primaryKey', column] as const),
    ...unique.flatMap((key) => columnList(key).map((column) => ['unique', column] as const)),
    ...foreignKey.flatMap((key) => Object.keys(key.columns).map((column) => ['foreignKey', column] as const)),
  ]
  return unknownColumns(
    named.map(([kind, column]) => [`the constraint ${kind} of "${name}"`, column] as const),
    columns,
    'its query does not return',
  )
}

function unnamedColumn(name: string, position: number): Diagnostic {
  return {
    code: 'E_INVALID_DEFINITION',
    message: `the query of "${name}" selects an expression without a name, as item ${position} of its list`,
    hint: "Give it one: sum(…).as('total').",
  }
}

function hiddenColumns(name: string): Diagnostic {
  return {
    code: 'E_COLUMNS_UNKNOWN',
    message: `the columns of "${name}" are hidden in raw SQL`,
    hint: 'Say what they are with a contract: { contract: { id: integer(), … } }.',
  }
}

function repeatedColumns(name: string, columns: readonly OutputColumn[]): readonly Diagnostic[] {
  const seen = new Map<string, string>()
  return columns.flatMap((column): Diagnostic[] => {
    const key = column.name.toLowerCase()
    const before = seen.get(key)
    seen.set(key, column.name)
    if (before === undefined) return []
    const how = before === column.name ? 'twice' : `as "${before}" and "${column.name}", which engines take for one`
    return [
      {
        code: 'E_DUPLICATE_COLUMN',
        message: `the query of "${name}" returns the column "${column.name}" ${how}`,
        hint: 'Name the columns that you want instead of selectAll(), or give one of them an alias.',
      },
    ]
  })
}

function checkContract(name: string, columns: readonly OutputColumn[], contract: Columns): readonly Diagnostic[] {
  const returned = new Map(columns.map((column) => [column.name, column]))
  const missing = Object.keys(contract).filter((column) => !returned.has(column))
  const extra = columns.filter((column) => !Object.hasOwn(contract, column.name))
  return [
    ...missing.map((column) =>
      contractDiagnostic(`the contract of "${name}" has the column "${column}", its query does not`),
    ),
    ...extra.map((column) =>
      contractDiagnostic(`the query of "${name}" returns "${column.name}", its contract does not have it`),
    ),
    ...columns.flatMap(({ name: column, type }): Diagnostic[] => {
      const declared = ownValue(contract, column)?.type
      if (!declared || !type || typeFamily(declared) === typeFamily(type)) return []
      const [wanted, found] = [describeSqlType(declared), describeSqlType(type)]
      return [
        contractDiagnostic(`the contract of "${name}" says that "${column}" is ${wanted}, its query returns ${found}`),
      ]
    }),
  ]
}

function contractDiagnostic(message: string): Diagnostic {
  return { code: 'E_CONTRACT', message, hint: 'Make the contract and the query agree.' }
}
