import { KerrosError } from '../../core/errors/index.js'
import type { ExistingDynamicTable } from '../../core/relations/relation.js'
import type { Materialization, MaterializationInput } from '../../core/steps/materialization.js'
import type { DynamicTableSupport } from '../../core/steps/sql-dialect.js'
import type { CreateDynamicTable, Step } from '../../core/steps/step.js'
import { buildRelation } from '../steps/build-relation.js'
import { contractSteps } from '../steps/contract-steps.js'
import { revokeCopiedGrants } from '../steps/copied-grants.js'
import { markedSettings } from '../steps/marked-settings.js'
import { settingsChange } from '../steps/settings-change.js'
import type { DynamicTableOptions } from './dynamic-table-options.js'

/** How a dynamic table becomes steps: none that sends anything, an ALTER, or CREATE OR REPLACE. */
export function dynamicTableMaterialization(options: DynamicTableOptions<any> | undefined): Materialization {
  const { targetLag = '', refreshMode, initialize } = (options ?? {}) as Partial<DynamicTableOptions<any>>
  return Object.freeze<Materialization>({
    name: 'dynamic_table',
    relationType: 'dynamic table',
    config: { targetLag, refreshMode, initialize },
    refusesAudit: 'the engine itself refreshes a dynamic table, without tests',
    comparesDynamicTables: true,
    plan: (input) => {
      const { dynamicTables } = input.dialect
      if (!dynamicTables) return buildRelation(input, 'table')
      return planDynamicTable(input, { targetLag, refreshMode, initialize }, dynamicTables)
    },
  })
}

/** @throws KerrosError `E_CONFIG` when nothing says which warehouse refreshes the table. */
function planDynamicTable(
  input: MaterializationInput,
  refresh: CreateDynamicTable['refresh'],
  support: DynamicTableSupport,
): readonly Step[] {
  const { name, relation, dialect, existing, settings, fullRefresh } = input
  const computeWarehouse = input.computeWarehouse ?? support.computeWarehouse
  if (computeWarehouse === undefined)
    throw new KerrosError('E_CONFIG', `nothing says which warehouse refreshes the dynamic table "${name}"`, {
      hint: `Give the model's option \`${support.warehouseOption}\`, or the target's option \`warehouse\`.`,
      subject: name,
    })
  const select = input.selectSql({ isIncremental: false })
  const wanted: CreateDynamicTable = {
    kind: 'createDynamicTable',
    relation,
    select,
    replaces: existing?.type,
    refresh,
    computeWarehouse,
    settings,
  }
  // Descriptions and grants are changed without making the table again.
  const definition = support.definitionOf({ ...wanted, settings: { ...settings, persistDocs: {} } })
  const identity = { kind: 'dynamic_table', definition }
  const create = { ...wanted, settings: markedSettings(settings, identity, dialect) }
  const made = existing?.type === 'dynamic table' && !fullRefresh ? existing.dynamicTable : undefined
  // Compared by a digest of its own: how Snowflake writes down a statement is its own matter.
  if (made === undefined || existing?.mark?.definition !== definition) return build(create, input)
  const steps: readonly Step[] = [
    ...(isCurrent(made, create, support)
      ? []
      : [{ kind: 'alterDynamicTable', relation, targetLag: refresh.targetLag, computeWarehouse } as const]),
    ...settingsChange(
      relation,
      existing,
      { settings: create.settings, columns: existing.columns.map((column) => column.name), type: 'dynamic table' },
      dialect,
    ),
  ]
  return steps.length > 0 ? steps : [{ kind: 'keepRelation', relation }]
}

function isCurrent(
  { targetLag, computeWarehouse }: ExistingDynamicTable,
  create: CreateDynamicTable,
  support: DynamicTableSupport,
): boolean {
  return (
    support.isSameLag(targetLag, create.refresh.targetLag) &&
    computeWarehouse.toLowerCase() === create.computeWarehouse.toLowerCase()
  )
}

/** With a contract, a view of the same query is held against it first: the table cannot be renamed into its place. */
function build(create: CreateDynamicTable, input: MaterializationInput) {
  const { relation, contract, dialect, runId } = input
  const revoke = revokeCopiedGrants(input, 'dynamic table', create.settings)
  if (!contract) return [create, ...revoke]
  const beside = dialect.temporaryRelation(relation, runId)
  const drop: Step = { kind: 'dropRelation', relation: beside, type: 'view', temporary: false }
  const { select } = create
  return [
    {
      kind: 'attempt',
      steps: [
        { kind: 'createView', relation: beside, select, replaces: undefined, settings: {} },
        ...contractSteps(beside, contract, dialect),
        create,
        drop,
      ],
      undo: [drop],
    },
    ...revoke,
  ] satisfies readonly Step[]
}
