import { TOUCHED_GROUP } from '../../core/compile/batch-query.js'
import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { noFacts, type RowFacts } from '../../core/keys/row-facts.js'
import { declaredConstraint } from '../../core/relations/constraint.js'
import type { ExistingRelation } from '../../core/relations/relation.js'
import type { RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { Materialization, MaterializationInput } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import { buildRelation } from '../steps/build-relation.js'
import { checkTypes } from '../steps/check-types.js'
import { contractSteps } from '../steps/contract-steps.js'
import { dropTemporary } from '../steps/drop-temporary.js'
import { keptTypes, widenColumns, withKeptTypes } from '../steps/kept-types.js'
import { markedSettings } from '../steps/marked-settings.js'
import { columnsAfter, schemaChange } from '../steps/schema-change.js'
import { settingsChange } from '../steps/settings-change.js'
import { type KeyedRows, uniqueKeyCheck } from '../steps/unique-key-check.js'
import { checkIncremental } from './check-incremental.js'
import { checkWholeGroups } from './check-whole-groups.js'
import { checkIncrementalIdentity, needsKeyCheck } from './incremental-identity.js'
import type { IncrementalOptions } from './incremental-options.js'
import { type IncrementalSettings, incrementalSettings } from './incremental-settings.js'
import { microbatchMaterialization } from './microbatch/microbatch-materialization.js'
import type { RunUse } from './run-use.js'
import { storedConstraints } from './stored-constraints.js'

/**
 * @param use Which helpers of its run the model's query uses.
 * @throws KerrosError `E_INVALID_OPTION` for a strategy that does not exist, or that needs a key and has none.
 */
export function incrementalMaterialization(options: IncrementalOptions<any>, use: () => RunUse): Materialization {
  if (options.strategy === 'microbatch') return microbatchMaterialization(options, () => use().parts)
  const settings = incrementalSettings(options)
  const { uniqueKey, replaced, strategyName, strategy } = settings
  const { watermark, onSchemaChange, partitionBy } = options
  const deciders = replaced?.columns ?? uniqueKey
  return Object.freeze<Materialization>({
    name: 'incremental',
    relationType: 'table',
    // dbt calls both kinds of keys so.
    config: {
      strategy: strategyName,
      uniqueKey: options.groupKey === undefined ? uniqueKey : deciders,
      partitionBy,
      watermark,
      onSchemaChange,
    },
    hasIncrementalQuery: true,
    storedRows: deciders.length === 0 ? [] : [{ deciders, why: 'unique key', added: {} }],
    identity: incrementalIdentity(settings),
    checkedKey: strategy.needsUniqueKey ? uniqueKey : undefined,
    rebuilds: (run) => isBuiltWhole(run, options),
    check: (columns, name) => checkIncremental({ ...settings, use }, columns, name),
    plan: (input) => planIncremental(input, settings),
  })
}

function planIncremental(input: MaterializationInput, settings: IncrementalSettings): readonly Step[] {
  const { existing, dialect } = input
  checkWholeGroups(input, settings)
  const { constraints } = dialect.capabilities
  const declared = input.constraints.map((constraint) => declaredConstraint(constraint, constraints))
  const identity = { ...incrementalIdentity(settings), ...(declared.length > 0 && { constraints: declared }) }
  const marked = markedSettings(input.settings, identity, dialect)
  if (existing && !isBuiltWhole(input, settings.options)) return planBatch(input, settings, existing, marked)
  const facts = input.rowFacts({ isIncremental: false })
  const selectSql: typeof input.selectSql = (run) =>
    dialect.compile(withKeptTypes(input.select(run), input.columns, dialect))
  return buildRelation({ ...input, selectSql, settings: marked }, 'table', (built) =>
    keyCheck({ rows: built, are: 'whole' }, settings, facts, dialect),
  )
}

function incrementalIdentity({ strategyName, strategy, uniqueKey, options }: IncrementalSettings): RelationMark {
  return {
    kind: 'incremental',
    keeps: options.fullRefresh === false ? 'rows' : undefined,
    strategy: strategyName,
    uniqueKey: strategy.needsUniqueKey ? uniqueKey : undefined,
    watermark: options.watermark as string | undefined,
  }
}

/** Whether a run makes the whole table, as a first one does. */
function isBuiltWhole(
  { existing, fullRefresh }: Pick<MaterializationInput, 'existing' | 'fullRefresh'>,
  options: IncrementalOptions<any>,
): boolean {
  return existing?.type !== 'table' || (options.fullRefresh ?? fullRefresh)
}

function keyCheck(
  rows: KeyedRows,
  { strategy, uniqueKey }: IncrementalSettings,
  facts: RowFacts,
  dialect: SqlDialect,
): readonly Step[] {
  return strategy.needsUniqueKey ? uniqueKeyCheck(rows, uniqueKey, facts, dialect) : []
}

function planBatch(
  input: MaterializationInput,
  settings: IncrementalSettings,
  existing: ExistingRelation,
  marked: RelationSettings & { readonly mark: RelationMark },
): readonly Step[] {
  const { relation, dialect } = input
  const { uniqueKey, replaced, strategy, options } = settings
  checkIncrementalIdentity(input.name, existing, { mark: marked.mark, replaced: replaced?.columns ?? [] })
  const batch = dialect.temporaryRelation(relation, `batch_${input.runId}`)
  const columns = input.columns.map((column) => column.name)
  const policy = options.onSchemaChange
  const change = schemaChange({
    name: input.name,
    relation,
    existing,
    batch,
    columns,
    policy,
    types: keptTypes(input.columns, dialect),
  })
  const select = input.selectSql({ isIncremental: true })
  const groups = input.touchedGroups
  checkGroups(input.name, groups, existing)
  const rows = groups.length > 0 ? { relation: batch, whereNull: TOUCHED_GROUP } : batch
  const widened = widenColumns(relation, existing, input.columns)
  const facts = input.rowFacts({ isIncremental: true })
  const constraints = storedConstraints(input, existing, marked, {
    rows,
    facts,
    uniqueKey: marked.mark.uniqueKey ?? [],
    isPartial: options.mergeUpdateColumns !== undefined || options.mergeExcludeColumns !== undefined,
    altersColumns: widened.length > 0 || change.alter !== undefined,
    columns: columnsAfter(existing, change.alter),
  })
  const now = { settings: { ...marked, mark: constraints.markBefore }, columns: columnsAfter(existing, change.alter) }
  return [
    { kind: 'createTableAs', relation: batch, select, replaces: undefined, temporary: true, settings: {} },
    ...(strategy.needsUniqueKey && needsKeyCheck(existing)
      ? uniqueKeyCheck({ rows: relation, are: 'stored' }, uniqueKey, noFacts(undefined), dialect)
      : []),
    ...keyCheck({ rows, are: 'batch' }, settings, facts, dialect),
    ...contractSteps(rows, input.contract, dialect),
    ...constraints.ofBatch,
    ...checkTypes(input, batch, policy, existing),
    ...constraints.before,
    ...widened,
    ...(change.alter ? [change.alter] : []),
    ...(change.note ? [change.note] : []),
    ...settingsChange(relation, existing, now, dialect),
    ...constraints.written(
      strategy.steps({
        dialect,
        relation,
        batch,
        rows,
        groups,
        replaced,
        columns: change.written,
        uniqueKey,
        updateColumns: updatedColumns(change.written, uniqueKey, options),
      }),
    ),
    ...constraints.after,
    ...dropTemporary(batch, dialect),
  ]
}

/** @throws KerrosError `E_CHANGED_COLUMNS` when the stored rows of a touched group cannot be found yet. */
function checkGroups(name: string, groups: readonly (readonly string[])[], { columns }: ExistingRelation): void {
  const stored = new Set(columns.map((column) => column.name.toLowerCase()))
  const missing = groups.flat().filter((column) => !stored.has(column.toLowerCase()))
  if (missing.length === 0) return
  const list = quotedNames([...new Set(missing)])
  throw new KerrosError(
    'E_CHANGED_COLUMNS',
    `"${name}" finds rows of touched groups by ${list}, which its table lacks`,
    {
      subject: name,
      hint: "Run with --full-refresh, or say { gone: 'keep' } in touched(…).",
    },
  )
}

function updatedColumns(
  written: readonly string[],
  uniqueKey: readonly string[],
  options: IncrementalOptions<any>,
): readonly string[] {
  const only = options.mergeUpdateColumns as readonly string[] | undefined
  const kept = (options.mergeExcludeColumns ?? []) as readonly string[]
  return written.filter(
    (column) => !uniqueKey.includes(column) && !kept.includes(column) && (only?.includes(column) ?? true),
  )
}
