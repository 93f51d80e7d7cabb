import type { OperationNode } from 'kysely'
import { TOUCHED_GROUP } from '../../core/compile/rows/batch-query.js'
import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { noFacts, type RowFacts } from '../../core/keys/row-facts.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { derivedTable } from '../../core/nodes/derived-table.js'
import { declaredConstraint } from '../../core/relations/constraint.js'
import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import type { RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { Materialization, MaterializationInput } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { AssertUniqueKey, Step } from '../../core/steps/step.js'
import { statementSql } from '../statement/statement.js'
import { buildRelation } from '../steps/build-relation.js'
import { checkTypes } from '../steps/check-types.js'
import { contractSteps } from '../steps/contract-steps.js'
import { dropTemporary } from '../steps/drop-temporary.js'
import { keptTypes, widenColumns, withKeptTypes } from '../steps/kept-types.js'
import { markedSettings } from '../steps/marked-settings.js'
import { columnsAfter, schemaChange } from '../steps/schema-change.js'
import { markChange, settingsChange } from '../steps/settings-change.js'
import { type KeyedRows, uniqueKeyCheck } from '../steps/unique-key-check.js'
import { checkDeletedRows } from './check-deleted-rows.js'
import { checkIncremental } from './check-incremental.js'
import { checkWholeGroups } from './check-whole-groups.js'
import { changeSaid, checkOnChange, incrementalCode, isBuiltWhole, isStoredIn } from './code/incremental-code.js'
import { checkIncrementalIdentity, needsKeyCheck } from './incremental-identity.js'
import type { IncrementalOptions } from './incremental-options.js'
import { type IncrementalSettings, incrementalSettings } from './incremental-settings.js'
import { microbatchMaterialization } from './microbatch/microbatch-materialization.js'
import { withRunConditions } from './run-conditions.js'
import type { RunUse } from './run-use.js'
import { storedConstraints } from './stored-constraints.js'
import { outsidePredicates } from './strategies/outside-predicates.js'
import type { StrategyInput } from './strategies/strategy.js'
import { isAdded } from './strategies/when-matched.js'

/**
 * @param use Which helpers of its run the model's query uses.
 * @throws KerrosError `E_INVALID_OPTION` for a strategy that does not exist, or that needs a key and has none.
 */
export function incrementalMaterialization(options: IncrementalOptions<any>, use: () => RunUse): Materialization {
  if (options.strategy === 'microbatch') return microbatchMaterialization(options, () => use().parts)
  const settings = incrementalSettings(options)
  const { uniqueKey, replaced, strategyName, strategy } = settings
  const { watermark, onSchemaChange, partitionBy } = options
  const key = replaced?.columns ?? uniqueKey
  return Object.freeze<Materialization>({
    name: 'incremental',
    relationType: 'table',
    // dbt calls both kinds of keys so.
    config: {
      strategy: strategyName,
      uniqueKey: options.groupKey === undefined ? uniqueKey : key,
      partitionBy,
      watermark,
      onSchemaChange,
      onChange: options.onChange,
    },
    hasIncrementalQuery: true,
    get storedRows() {
      const deciders = [...new Set([...key, ...comparedColumns(settings)])]
      return deciders.length === 0 ? [] : [{ deciders, why: 'unique key' as const, added: {} }]
    },
    identity: incrementalIdentity(settings),
    get sameRows() {
      const { whenMatched, incrementalPredicates } = settings.options
      if (whenMatched !== undefined || incrementalPredicates !== undefined) return 'neverKnown'
      if (!writesWholeRows(settings)) return undefined
      const { parts } = use()
      // Every run computes all rows, or only those that are newer than the stored ones.
      return parts.size === 0 ? 'kept' : parts.has('self') ? undefined : 'keptAfterWhole'
    },
    checkedKey: strategy.needsUniqueKey ? uniqueKey : undefined,
    comparesCode: true,
    rebuilds: (run) => isBuiltWhole(run, settings),
    check: (columns, name) => checkIncremental({ ...settings, use }, columns, name),
    plan: (input) => {
      checkOnChange(input, options)
      checkWholeGroups(input, settings)
      checkDeletedRows(input, settings, use().parts.has('since'))
      return planIncremental(input, settings)
    },
  })
}

/** Whether a run replaces each stored row that has the key of a new one by that as a whole, and changes no others. */
function writesWholeRows({ strategyName, uniqueKey, options }: IncrementalSettings): boolean {
  const { groupKey, mergeUpdateColumns, mergeExcludeColumns } = options
  const isPartial = [groupKey, mergeUpdateColumns, mergeExcludeColumns].some((option) => option !== undefined)
  return (strategyName === 'merge' || strategyName === 'delete+insert') && uniqueKey.length > 0 && !isPartial
}

/** The columns that conditions of the options read. */
function comparedColumns({ whenMatched, predicate }: IncrementalSettings): readonly string[] {
  const conditions = [predicate(), ...(whenMatched() ?? []).map(({ and }) => and)]
  return conditions.flatMap((condition) => condition?.columns.map(({ column }) => column) ?? [])
}

function planIncremental(input: MaterializationInput, defined: IncrementalSettings): readonly Step[] {
  const { existing, dialect, relation } = input
  const settings = withRunConditions(defined, (expression) => input.ofRun(expression))
  const { constraints } = dialect.capabilities
  const declared = input.constraints.map((constraint) => declaredConstraint(constraint, constraints))
  const stored = existing && !isBuiltWhole(input, defined) ? existing : undefined
  const code = incrementalCode(input, defined, stored && isStoredIn(stored, settings.options))
  const identity = { ...incrementalIdentity(settings), code, ...(declared.length > 0 && { constraints: declared }) }
  const marked = markedSettings(input.settings, identity, dialect)
  if (stored) return [...changeSaid(input, code, settings.options), ...planBatch(input, settings, stored, marked)]
  const facts = input.rowFacts({ isIncremental: false })
  const checkOf = (built: Relation) => keyCheck({ rows: built, are: 'whole' }, settings, facts, dialect)
  // The key is one of all rows of the query: a row that is not added may be the second one of a key.
  const leavesOut = checkOf(relation).length > 0 ? deleteNotAdded(settings, dialect) : undefined
  const selectSql: typeof input.selectSql = (run) => {
    const query = input.select(run)
    return dialect.compile(withKeptTypes(leavesOut ? query : addedRows(query, settings), input.columns, dialect))
  }
  const rowFacts: typeof input.rowFacts = () => checkOf(relation).reduce(withCheckedKey, facts)
  return buildRelation({ ...input, selectSql, rowFacts, settings: marked }, 'table', (built) => [
    ...checkOf(built),
    ...(leavesOut ? [leavesOut(built)] : []),
  ])
}

/** What is known of rows once their key was checked: a primary key of its columns needs no check of its own. */
function withCheckedKey(facts: RowFacts, { key }: AssertUniqueKey): RowFacts {
  return {
    ...facts,
    isUnique: (columns) => key.every((column) => columns.has(column)) || facts.isUnique(columns),
    isNeverNull: (column) => key.includes(column) || facts.isNeverNull(column),
  }
}

/** The rows of a query that a first run adds: those that a later one adds where no stored row has their key. */
function addedRows(query: OperationNode, { whenMatched }: IncrementalSettings): OperationNode {
  const added = isAdded(whenMatched() ?? [], 'n')
  if (!added) return query
  return compileDatabase
    .selectFrom(derivedTable(query, 'n') as never)
    .selectAll()
    .where(added)
    .toOperationNode()
}

/**
 * The step that leaves out of a table, which a first run has filled with all rows of the query, those that it does not add.
 *
 * @returns undefined when all are.
 */
function deleteNotAdded(
  { whenMatched }: IncrementalSettings,
  dialect: SqlDialect,
): ((built: Relation) => Step) | undefined {
  const added = isAdded(whenMatched() ?? [], 't')
  if (!added) return undefined
  const statement = compileDatabase.deleteFrom('target as t').where((eb) => eb.not(added))
  return (built) => ({
    kind: 'delete',
    relation: built,
    sql: statementSql(dialect, statement, { target: built }),
    takesBack: true,
  })
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

function keyCheck(
  rows: KeyedRows,
  { strategy, uniqueKey }: IncrementalSettings,
  facts: RowFacts,
  dialect: SqlDialect,
): readonly AssertUniqueKey[] {
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
  const predicate = settings.predicate()
  if (predicate && groups.length > 0) throw touchedOutside(input.name)
  const rows = groups.length > 0 ? { relation: batch, whereNull: TOUCHED_GROUP } : batch
  const written: StrategyInput = {
    dialect,
    relation,
    batch,
    rows,
    groups,
    replaced,
    columns: change.written,
    uniqueKey,
    updateColumns: updatedColumns(change.written, uniqueKey, options),
    whenMatched: settings.whenMatched(),
    predicate,
  }
  const widened = widenColumns(relation, existing, input.columns)
  const facts = input.rowFacts({ isIncremental: true })
  const keyChecks = keyCheck({ rows, are: 'batch' }, settings, facts, dialect)
  const constraints = storedConstraints(input, existing, marked, {
    rows,
    facts: keyChecks.reduce(withCheckedKey, facts),
    uniqueKey: marked.mark.uniqueKey ?? [],
    isPartial: options.mergeUpdateColumns !== undefined || options.mergeExcludeColumns !== undefined,
    altersColumns: widened.length > 0 || change.alter !== undefined,
    columns: columnsAfter(existing, change.alter),
  })
  // What the stored rows are made of is written down after them: a run that ends before that leaves the note to the next one.
  const markBefore = { ...constraints.markBefore, code: existing.mark?.code }
  const isCodeNew = JSON.stringify(markBefore.code) !== JSON.stringify(marked.mark.code)
  const now = { settings: { ...marked, mark: markBefore }, columns: columnsAfter(existing, change.alter) }
  return [
    { kind: 'createTableAs', relation: batch, select, replaces: undefined, temporary: true, settings: {} },
    ...(strategy.needsUniqueKey && needsKeyCheck(existing)
      ? uniqueKeyCheck({ rows: relation, are: 'stored' }, uniqueKey, noFacts(undefined), dialect)
      : []),
    ...keyChecks,
    ...outsidePredicates(written),
    ...contractSteps(rows, input.contract, dialect),
    ...constraints.ofBatch,
    // dbt's sync_all_columns is about types, too.
    ...checkTypes(input, batch, policy, existing).map((step) =>
      policy === 'sync_all_columns' ? { ...step, widens: relation, held: heldColumns(existing, dialect) } : step,
    ),
    ...constraints.before,
    ...widened,
    ...(change.alter ? [change.alter] : []),
    ...(change.note ? [change.note] : []),
    ...settingsChange(relation, existing, now, dialect),
    ...constraints.written(strategy.steps(written)),
    ...constraints.after,
    ...(isCodeNew && !constraints.writesMark ? [markChange(relation, existing, marked)] : []),
    ...dropTemporary(batch, dialect),
  ]
}

/** The columns that constraints of a table keep as they are: those of keys, and those that a check names. */
function heldColumns({ mark, columns }: ExistingRelation, { capabilities }: SqlDialect): readonly string[] {
  if (capabilities.altersConstraints) return []
  const holding = (mark?.constraints ?? []).filter(({ kind, isDeclared }) => kind !== 'notNull' && isDeclared !== false)
  const lower = (text: string): string => text.toLowerCase()
  return columns
    .map(({ name }) => name)
    .filter((name) =>
      holding.some(
        (one) =>
          one.columns?.some((column) => lower(column) === lower(name)) || lower(one.says ?? '').includes(lower(name)),
      ),
    )
}

/** Stored rows of a touched group are deleted, and predicates would leave some of them. */
function touchedOutside(name: string): KerrosError {
  return new KerrosError(
    'E_INVALID_DEFINITION',
    `"${name}" has incrementalPredicates and touched(…), whose groups are replaced as a whole`,
    { subject: name, hint: "Leave one of them out, or say { gone: 'keep' } in touched(…)." },
  )
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
