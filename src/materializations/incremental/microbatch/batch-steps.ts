import {
  BinaryOperationNode,
  ExpressionWrapper,
  type OperationNode,
  OperatorNode,
  OrNode,
  ParensNode,
  type SqlBool,
  ValueNode,
} from 'kysely'
import type { EventTime } from '../../../core/batches/event-time.js'
import type { Interval } from '../../../core/batches/interval.js'
import { isInBatch } from '../../../core/compile/rows/batch-filter.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { derivedTable } from '../../../core/nodes/derived-table.js'
import { columnOf } from '../../../core/query/column-of.js'
import type { ExistingRelation, Relation } from '../../../core/relations/relation.js'
import type { RelationMark, RelationSettings } from '../../../core/relations/relation-settings.js'
import type { MaterializationInput } from '../../../core/steps/materialization.js'
import type { Batch, ChangeRows, Step } from '../../../core/steps/step.js'
import { statementSql } from '../../statement/statement.js'
import { buildRelation } from '../../steps/build-relation.js'
import { checkTypes } from '../../steps/check-types.js'
import { contractSteps } from '../../steps/contract-steps.js'
import { dropTemporary } from '../../steps/drop-temporary.js'
import { withKeptTypes } from '../../steps/kept-types.js'
import type { OnSchemaChange, SchemaChange } from '../../steps/schema-change.js'
import { insertBatch } from '../strategies/append.js'
import { checkBatch } from './event-time-checks.js'
import { forgetIntervals, type Ledger, recordIntervals } from './ledger-steps.js'

/** What all batches of a run have in common. */
export interface BatchRun {
  readonly input: MaterializationInput
  readonly time: EventTime
  readonly marked: RelationSettings & { readonly mark: RelationMark }
  readonly nulls: 'fail' | 'skip'
  /** Inputs that have an event time and are read whole. */
  readonly wholeInputs: readonly string[]
  readonly ledger: Ledger
  readonly generation: string
  /** A digest of the query. */
  readonly query: string
  nameOf(batch: Interval): string
}

/** How the columns of a stored table follow those of its query. */
export interface StoredColumns {
  readonly existing: ExistingRelation
  readonly policy: OnSchemaChange | undefined
  changeFor(batch: Relation): SchemaChange
}

/** The batch that makes the table. */
export function firstBatch(run: BatchRun, batch: Interval): Batch {
  const { input, marked, ledger } = run
  const { dialect, columns } = input
  const select = batchSelect(run, batch, { isIncremental: false })
  const selectSql = (): string => dialect.compile(withKeptTypes(select, columns, dialect))
  const name = run.nameOf(batch)
  const build = buildRelation({ ...input, selectSql, settings: marked }, 'table', (built) => [
    checkBatch(built, run.time, batch, { of: input.name, batch: name, refusesNulls: run.nulls === 'fail', dialect }),
  ])
  const record: Step = {
    kind: 'transaction',
    steps: [forgetIntervals(ledger), ...recordIntervals(ledger, completed(run, batch))],
  }
  return { ...batch, name, steps: [...build, record] }
}

/** A batch that replaces its rows in the table. @param stored `undefined` where the run itself has made the table. */
export function laterBatch(run: BatchRun, batch: Interval, stored: StoredColumns | undefined): Batch {
  const { input, ledger, time } = run
  const { dialect, relation, contract } = input
  const name = run.nameOf(batch)
  const rows = dialect.temporaryRelation(relation, `batch_${input.runId}_${name.replaceAll(/\W/g, '')}`)
  const change = stored?.changeFor(rows)
  const columns = change?.written ?? input.columns.map((column) => column.name)
  const select = dialect.compile(batchSelect(run, batch, { isIncremental: true }))
  const insert: ChangeRows = { kind: 'insert', relation, sql: insertBatch({ dialect, relation, rows, columns }) }
  return {
    ...batch,
    name,
    steps: [
      { kind: 'createTableAs', relation: rows, select, replaces: undefined, temporary: true, settings: {} },
      checkBatch(rows, time, batch, { of: input.name, batch: name, refusesNulls: run.nulls === 'fail', dialect }),
      ...contractSteps(rows, contract, dialect),
      ...(stored ? checkTypes(input, rows, stored.policy, stored.existing) : []),
      ...(change?.alter ? [change.alter] : []),
      {
        kind: 'transaction',
        steps: [deleteBatch(run, batch), insert, ...recordIntervals(ledger, completed(run, batch))],
      },
      ...dropTemporary(rows, dialect),
    ],
  }
}

/** `delete from target as "t" where "t"."day" >= … and "t"."day" < …` */
function deleteBatch({ input, time }: BatchRun, batch: Interval): ChangeRows {
  const { dialect, relation } = input
  const isReplaced = isInBatch(columnOf('t', time.column).toOperationNode(), time, batch)
  const statement = compileDatabase
    .deleteFrom('target as t')
    .where(new ExpressionWrapper<any, any, SqlBool>(isReplaced) as never)
  return { kind: 'delete', relation, sql: statementSql(dialect, statement, { target: relation }) }
}

/** The current batch, and one that is yet to come, are not complete. */
function completed({ input, generation, query }: BatchRun, batch: Interval) {
  return batch.end <= input.startedAt ? [{ start: batch.start, end: batch.end, generation, query }] : []
}

/** The query of a batch. Where no input is filtered, its rows are chosen here; rows without an event time stay, to be refused. */
function batchSelect(run: BatchRun, batch: Interval, facts: { readonly isIncremental: boolean }): OperationNode {
  const { input, time, nulls } = run
  const query = input.select({ ...facts, batch, wholeInputs: run.wholeInputs })
  const isFiltered = (input.batches?.filtered.length ?? 0) > 0
  if (isFiltered && nulls === 'fail') return query
  const at = columnOf('b', time.column).toOperationNode()
  const isIn = isInBatch(at, time, batch)
  const condition = isFiltered
    ? comparedWithNull(at, 'is not')
    : nulls === 'skip'
      ? isIn
      : ParensNode.create(OrNode.create(ParensNode.create(isIn), comparedWithNull(at, 'is')))
  return compileDatabase
    .selectFrom(derivedTable(query, 'b') as never)
    .select(input.columns.map(({ name }) => columnOf('b', name).as(name)))
    .where(new ExpressionWrapper<any, any, SqlBool>(condition) as never)
    .toOperationNode()
}

function comparedWithNull(at: OperationNode, operator: 'is' | 'is not'): OperationNode {
  return BinaryOperationNode.create(at, OperatorNode.create(operator), ValueNode.createImmediate(null))
}
