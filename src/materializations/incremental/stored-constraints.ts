import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { noFacts, type RowFacts } from '../../core/keys/row-facts.js'
import { type Constraint, declaredConstraint } from '../../core/relations/constraint.js'
import type { DeclaredConstraint } from '../../core/relations/declared-constraint.js'
import type { ExistingRelation } from '../../core/relations/relation.js'
import type { RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import type { StatementTable } from '../statement/statement.js'
import { constraintSteps, declaredOf } from '../steps/constraint-steps.js'
import { markChange } from '../steps/settings-change.js'

/** What a run writes into a stored table. */
export interface WrittenRows {
  readonly rows: StatementTable
  readonly facts: RowFacts
  /** The columns that no two rows of the table share once the rows are written; none where nothing sees to that. */
  readonly uniqueKey: readonly string[]
  /** Whether a stored row may end up with some values of its own and some of the new row. */
  readonly isPartial: boolean
  /** Whether the run changes columns of the table. */
  readonly altersColumns: boolean
  /** The columns of the table after that. */
  readonly columns: readonly string[]
}

/** The steps of a run over a stored table that see to its constraints. */
export interface StoredConstraints {
  /** The mark that the table has until its constraints are changed. */
  readonly markBefore: RelationMark
  /** Refuse new rows, before anything is written. */
  readonly ofBatch: readonly Step[]
  /** Take away what is no longer declared, before columns change. */
  readonly before: readonly Step[]
  /** The steps that write, and those that check the whole table after them. */
  written(steps: readonly Step[]): readonly Step[]
  /** Declare what the table is to have from now on. */
  readonly after: readonly Step[]
  /** Whether {@link after} writes the whole mark. */
  readonly writesMark: boolean
}

type Declared = Pick<StoredConstraints, 'before' | 'after' | 'writesMark'>

/**
 * New rows are checked before they are written. The whole table is checked before the write is committed where the new rows
 * alone do not show it: for constraints that are new, and for keys that the model's unique key does not imply.
 *
 * @throws KerrosError `E_CHANGED_COLUMNS` for a constraint of a column that the table does not get.
 */
export function storedConstraints(
  input: MaterializationInput,
  existing: ExistingRelation,
  marked: RelationSettings & { readonly mark: RelationMark },
  written: WrittenRows,
): StoredConstraints {
  const { constraints, dialect, relation } = input
  const before = existing.mark?.constraints ?? []
  const markBefore = { ...marked.mark, constraints: existing.mark?.constraints }
  if (constraints.length === 0 && before.length === 0)
    return { markBefore, ofBatch: [], before: [], written: (steps) => steps, after: [], writesMark: false }
  refuseMissingColumns(input.name, constraints, written.columns)
  const known = new Set(before.map(keyOf))
  const isNew = (constraint: Constraint): boolean => !known.has(recordKey(constraint, dialect))
  const wanted = new Set(constraints.map((constraint) => recordKey(constraint, dialect)))
  const dropped = before.filter((constraint) => !wanted.has(keyOf(constraint)))
  const added = constraints.filter(isNew)
  const whole = constraintSteps(
    relation,
    constraints.filter(
      (constraint) => isNew(constraint) || (!isEnforced(constraint, dialect) && needsWhole(constraint, written)),
    ),
    noFacts(undefined),
    dialect,
  )
  const change = { dropped, added, isChanged: dropped.length + added.length > 0 }
  const { altersConstraints } = dialect.capabilities
  const declare = altersConstraints ? byAltering : byRebuilding
  return {
    markBefore,
    ofBatch: constraintSteps(
      written.rows,
      constraints.filter(({ kind }) => kind !== 'primaryKey' && kind !== 'unique').concat(keysNotNull(constraints)),
      written.facts,
      dialect,
    ),
    written: (steps) => together(steps, whole, dialect),
    ...declare(input, existing, marked, { ...change, altersColumns: written.altersColumns }),
  }
}

interface ConstraintChange {
  readonly dropped: readonly DeclaredConstraint[]
  readonly added: readonly Constraint[]
  readonly isChanged: boolean
  readonly altersColumns: boolean
}

/** A foreign key goes with the relation that it points to: one that the run has replaced is declared again. */
function byAltering(
  { relation, constraints, dialect }: MaterializationInput,
  existing: ExistingRelation,
  marked: RelationSettings & { readonly mark: RelationMark },
  { dropped, added, isChanged }: ConstraintChange,
): Declared {
  const gone = declaredOf(constraints, dialect).filter(
    (constraint) => constraint.kind === 'foreignKey' && constraint.isReplaced && !added.includes(constraint),
  )
  const drop = dropped.filter(({ isDeclared }) => isDeclared !== false)
  const add = declaredOf(added, dialect)
  const own = add.filter(({ kind }) => kind !== 'foreignKey')
  const keys = add.filter(({ kind }) => kind === 'foreignKey')
  const alter = { kind: 'alterConstraints', relation } as const
  return {
    before: drop.length > 0 ? [{ ...alter, drop, add: [], isLenient: true }] : [],
    after: [
      ...[own, [...keys, ...gone]].flatMap((all) =>
        all.length > 0 ? [{ ...alter, drop: [], add: all, isLenient: all !== own }] : [],
      ),
      ...(isChanged ? [markChange(relation, existing, marked)] : []),
    ],
    writesMark: isChanged,
  }
}

/** The table is made again, without constraints before its columns change, and with them in the end. */
function byRebuilding(
  { relation, constraints, dialect, runId }: MaterializationInput,
  existing: ExistingRelation,
  marked: RelationSettings & { readonly mark: RelationMark },
  { isChanged, altersColumns, dropped, added }: ConstraintChange,
): Declared {
  const declared = declaredOf(constraints, dialect)
  const was = (existing.mark?.constraints ?? []).some(({ isDeclared }) => isDeclared !== false)
  const isRedeclared =
    dropped.some(({ isDeclared }) => isDeclared !== false) || declaredOf(added, dialect).length > 0 || altersColumns
  if (!isRedeclared || (!was && declared.length === 0))
    return { before: [], after: isChanged ? [markChange(relation, existing, marked)] : [], writesMark: isChanged }
  const copy = dialect.temporaryRelation(relation, `rows_${runId}`)
  const again = (settings: RelationSettings, all: readonly Constraint[]): readonly Step[] => [
    {
      kind: 'createTableAs',
      relation: copy,
      select: `select * from ${dialect.quoteRelation(relation)}`,
      replaces: undefined,
      temporary: true,
      settings: {},
    },
    {
      kind: 'publishTable',
      relation,
      from: copy,
      replaces: 'table',
      settings,
      ...(all.length > 0 && { constraints: all }),
    },
  ]
  return { before: was ? again({}, []) : [], after: again(marked, declared), writesMark: true }
}

/** The check of the whole table is part of the write: rows that break it are rolled back. */
function together(steps: readonly Step[], whole: readonly Step[], dialect: SqlDialect): readonly Step[] {
  if (whole.length === 0) return steps
  if (dialect.capabilities.supportsTransactionalDdl) return [...steps, ...whole]
  const flat = steps.flatMap((step) => (step.kind === 'transaction' ? step.steps : [step]))
  return [{ kind: 'transaction', steps: [...flat, ...whole] }]
}

/** The engine itself refuses rows that break it. */
function isEnforced({ kind }: Constraint, { capabilities }: SqlDialect): boolean {
  return capabilities.constraints[kind] === 'enforced'
}

function needsWhole(constraint: Constraint, { uniqueKey, isPartial }: WrittenRows): boolean {
  switch (constraint.kind) {
    case 'primaryKey':
    case 'unique':
      return uniqueKey.length === 0 || !uniqueKey.every((column) => includes(constraint.columns, column))
    default:
      return isPartial
  }
}

/** The columns of a primary key are never NULL, which new rows show by themselves. */
function keysNotNull(constraints: readonly Constraint[]): readonly Constraint[] {
  return constraints.flatMap((one) => (one.kind === 'primaryKey' ? [{ kind: 'notNull', columns: one.columns }] : []))
}

function refuseMissingColumns(name: string, constraints: readonly Constraint[], columns: readonly string[]): void {
  const named = constraints.flatMap((one) => (one.kind === 'check' ? [] : one.columns))
  const missing = [...new Set(named.filter((column) => !includes(columns, column)))]
  if (missing.length === 0) return
  throw new KerrosError(
    'E_CHANGED_COLUMNS',
    `a constraint of "${name}" names ${quotedNames(missing)}, which its table lacks`,
    {
      hint: "Nothing was written. Run with --full-refresh, or set onSchemaChange to 'append_new_columns'.",
      subject: name,
    },
  )
}

function includes(columns: readonly string[], column: string): boolean {
  return columns.some((one) => one.toLowerCase() === column.toLowerCase())
}

function recordKey(constraint: Constraint, { capabilities }: SqlDialect): string {
  return keyOf(declaredConstraint(constraint, capabilities.constraints))
}

/** One string for each constraint: marks come back from the warehouse without what is undefined. */
function keyOf({ kind, columns, name, says, isDeclared }: DeclaredConstraint): string {
  return JSON.stringify([kind, columns ?? null, name ?? null, says ?? null, isDeclared ?? null])
}
