import { describeSqlType } from '../../core/columns/index.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import { counted, quotedNames } from '../../core/errors/wording.js'
import type {
  AlterColumns,
  AlterConstraints,
  AssertConstraints,
  AssertContract,
  AssertEventTimes,
  AssertUniqueKey,
  Attempt,
  Note,
  PublishTable,
  RefuseRows,
  RunHook,
  RunResultsHook,
  Step,
  TestRows,
  Transaction,
  UnitTestStep,
} from '../../core/steps/step.js'
import { assertColumnTypes } from './assert-column-types.js'
import { assertEventTimes } from './assert-event-times.js'
import { changesRows } from './changes-rows.js'
import { computeBatches } from './compute-batches.js'
import { joinOutcomes } from './join-outcomes.js'
import type { StepContext, StepOutcome } from './step-context.js'

/** A unit test needs no session: see `PlanWalk`. */
type SentStep = Exclude<Step, UnitTestStep>

type Handlers = {
  readonly [K in SentStep['kind']]: (step: Extract<Step, { kind: K }>, run: StepContext) => Promise<StepOutcome>
}

const HANDLERS: Handlers = {
  createSchema: runStatements,
  createView: runStatements,
  createTableAs: runStatements,
  createDynamicTable: runStatements,
  alterDynamicTable: runStatements,
  applySettings,
  keepRelation,
  reuse,
  note,
  publishTable,
  cloneTable: applySettings,
  swapTable: applySettings,
  alterConstraints,
  attempt,
  insert: runStatements,
  update: runStatements,
  delete: runStatements,
  merge: runStatements,
  dropRelation: runStatements,
  alterColumns,
  widenColumns: applySettings,
  assertUniqueKey,
  refuseRows,
  assertContract,
  assertConstraints,
  assertColumnTypes,
  assertEventTimes: countEventTimes,
  remember: applySettings,
  batches: (step, run) => computeBatches(step, run, runSteps),
  test: testRows,
  hook: runHook,
  resultsHook,
  transaction,
}

/** Runs one step. @throws KerrosError if it fails; a transaction is then rolled back. */
export async function runStep(step: Step, run: StepContext): Promise<StepOutcome> {
  const handler = HANDLERS[(step as SentStep).kind] as (step: Step, run: StepContext) => Promise<StepOutcome>
  const outcome = await handler(step, run)
  return changesRows(step, outcome) ? { ...outcome, changesRows: true } : outcome
}

async function runSteps(steps: readonly Step[], run: StepContext): Promise<StepOutcome> {
  let outcome: StepOutcome = {}
  for (const step of steps) outcome = joinOutcomes(outcome, await runStep(step, run))
  return outcome
}

async function countEventTimes(step: AssertEventTimes, run: StepContext): Promise<StepOutcome> {
  const { rows } = await send(step.sql, run)
  return assertEventTimes(step, { nulls: Number(rows[0]?.['nulls'] ?? 0), outside: Number(rows[0]?.['outside'] ?? 0) })
}

async function send(sql: string, { session, signal, onStatement, onQueryId }: StepContext) {
  onStatement(sql)
  const result = await session.execute(sql, { signal })
  if (result.queryId !== undefined) onQueryId?.(result.queryId)
  return result
}

async function sendAll(statements: readonly string[], run: StepContext): Promise<number | undefined> {
  let rowsAffected: number | undefined
  for (const sql of statements) {
    const { rowsChanged } = await send(sql, run)
    if (rowsChanged !== undefined) rowsAffected = (rowsAffected ?? 0) + rowsChanged
  }
  return rowsAffected
}

async function runStatements(step: Step, run: StepContext): Promise<StepOutcome> {
  const rowsAffected = await sendAll(run.warehouse.dialect.render(step), run)
  const isTemporary = 'temporary' in step && step.temporary
  if (isTemporary) return {}
  if (step.kind === 'delete' && step.takesBack)
    return rowsAffected === undefined ? {} : { rowsAffected: -rowsAffected, isAdding: true }
  return step.kind === 'createTableAs' || step.kind === 'insert' ? { rowsAffected, isAdding: true } : { rowsAffected }
}

async function keepRelation(): Promise<StepOutcome> {
  return { isUnchanged: true }
}

async function reuse(): Promise<StepOutcome> {
  return { isReused: true }
}

async function note({ message, hint }: Note): Promise<StepOutcome> {
  return { notes: [{ message, hint }] }
}

/** A step that changes no rows, even if the engine reports a number for its statements. */
async function applySettings(step: Step, run: StepContext): Promise<StepOutcome> {
  await runStatements(step, run)
  return {}
}

async function alterColumns(step: AlterColumns, run: StepContext): Promise<StepOutcome> {
  const like = await run.session.columnsOf(step.like)
  for (const sql of run.warehouse.dialect.renderAlterColumns(step, like)) await send(sql, run)
  return {}
}

/** Where constraints are declared with their columns, the types of these are read first. */
async function publishTable(step: PublishTable, run: StepContext): Promise<StepOutcome> {
  const { dialect } = run.warehouse
  if (!step.constraints || dialect.capabilities.altersConstraints) return runStatements(step, run)
  const like = await run.session.columnsOf(step.from)
  return { rowsAffected: await sendAll(dialect.renderPublishTable(step, like), run) }
}

/** What is only lenient notes what does not work: the rows are right without it. */
async function alterConstraints(step: AlterConstraints, run: StepContext): Promise<StepOutcome> {
  const notes: Pick<Note, 'message' | 'hint'>[] = []
  for (const sql of run.warehouse.dialect.render(step)) {
    try {
      await send(sql, run)
    } catch (error) {
      if (!step.isLenient || run.signal?.aborted) throw error
      const { name } = step.relation
      notes.push({
        message: `a constraint of "${name}" could not be changed: ${(error as Error).message}`,
        hint: `Its rows are right. To declare its constraints again, rebuild it: --select ${name} --full-refresh.`,
      })
    }
  }
  return notes.length > 0 ? { notes } : {}
}

async function assertConstraints(step: AssertConstraints, run: StepContext): Promise<StepOutcome> {
  const { rows } = await send(step.sql, run)
  const counts = Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, n]) => [name.toLowerCase(), Number(n)]))
  const broken = step.rules.flatMap(({ says, noun, breaks }, i) => {
    const count = counts[`c${i}`] ?? 0
    return count === 0 ? [] : [`${says}: ${counted(count, noun)}${breaks}`]
  })
  if (broken.length === 0) return {}
  throw new KerrosError(
    'E_CONSTRAINT',
    `the rows of "${run.name}" break ${broken.length === 1 ? 'a constraint' : 'constraints'}: ${broken.join('; ')}`,
    { hint: 'Nothing was published. Correct the rows in the query, or change the constraint.' },
  )
}

async function assertUniqueKey(step: AssertUniqueKey, run: StepContext): Promise<StepOutcome> {
  const { rows } = await send(step.sql, run)
  const repeated = Number(rows[0]?.['repeated'] ?? 0)
  const nulls = Number(rows[0]?.['nulls'] ?? 0)
  if (repeated + nulls === 0) return {}
  const key = quotedNames(step.key)
  const broken = [
    ...(repeated > 0 ? [`${repeated} ${repeated === 1 ? 'value is' : 'values are'} in several rows`] : []),
    ...(nulls > 0 ? [`${nulls} ${nulls === 1 ? 'row has' : 'rows have'} NULL in it`] : []),
  ]
  const hints = [
    ...(repeated > 0 ? ['return one row for each key, for instance with deduplicate(…)'] : []),
    ...(nulls > 0 ? ['leave out rows without a key, or give them one with coalesce'] : []),
  ]
  const [where, fix] = step.isStored
    ? [' among its stored rows', 'Run with --full-refresh, or correct the stored rows.']
    : ['', `In the query, ${hints.join('; ')}.`]
  throw new KerrosError(
    'E_DUPLICATE_KEY',
    `${key} is not a unique key of "${run.name}"${where}: ${broken.join('; ')}`,
    {
      hint: `Nothing was written. ${fix}`,
    },
  )
}

async function refuseRows({ sql, which }: RefuseRows, run: StepContext): Promise<StepOutcome> {
  const { rows } = await send(sql, run)
  const refused = Number(rows[0]?.['refused'] ?? 0)
  if (refused === 0) return {}
  throw new KerrosError(
    'E_OUTSIDE_PREDICATES',
    `the query of "${run.name}" returns ${counted(refused, 'row')} ${which}`,
    {
      hint: 'Nothing was written. Let `incrementalPredicates` hold for all stored rows that new ones can replace, or leave it out.',
    },
  )
}

async function assertContract(step: AssertContract, run: StepContext): Promise<StepOutcome> {
  const found = new Map(
    (await run.session.columnsOf(step.relation)).map((column) => [column.name.toLowerCase(), column]),
  )
  const broken = Object.entries(step.columns).flatMap(([name, { type }]) => {
    const column = found.get(name.toLowerCase())
    if (!column) return [`"${name}" is missing`]
    return run.warehouse.isTypeCompatible(column, type)
      ? []
      : [`"${name}" is ${column.type}, not ${describeSqlType(type)}`]
  })
  if (broken.length > 0) throw brokenContract(run.name, broken)
  if (step.nullCheck === undefined) return {}
  const { rows } = await send(step.nullCheck, run)
  const nulls = Object.entries(rows[0] ?? {}).filter(([, count]) => Number(count) > 0)
  if (nulls.length > 0)
    throw brokenContract(
      run.name,
      nulls.map(([name, count]) => `"${name}" is NULL in ${counted(Number(count), 'row')}`),
    )
  return {}
}

function brokenContract(name: string, broken: readonly string[]): KerrosError {
  return new KerrosError(
    'E_CONTRACT',
    `the built relation does not satisfy the contract of "${name}": ${broken.join('; ')}`,
    {
      hint: 'Nothing was published. Cast the column in the query with castTo(…), or change the contract.',
    },
  )
}

async function testRows({ sql, minRuns = 0 }: TestRows, run: StepContext): Promise<StepOutcome> {
  const { rows } = await send(sql, run)
  const [failures, runs] = Object.values(rows[0] ?? {}).map(Number)
  if (minRuns === 0 || runs! >= minRuns) return { failures: failures ?? 0 }
  const message = `${counted(runs!, 'run')} recorded of the ${minRuns} that it needs before it judges; it passes until then`
  return {
    failures: failures ?? 0,
    notes: [{ message, hint: 'Run it again when there are new rows, or lower its `minRuns`.' }],
  }
}

/** What a hook returns or changes are no rows of its node. */
async function runHook({ hook, sql, hint }: RunHook, run: StepContext): Promise<StepOutcome> {
  try {
    await send(sql, run)
    return {}
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_QUERY') throw error
    throw new KerrosError('E_HOOK', `the ${hook} failed: ${error.message}`, { hint, cause: error })
  }
}

async function resultsHook({ index }: RunResultsHook, run: StepContext): Promise<StepOutcome> {
  for (const step of run.stepsOfResults?.(index) ?? []) await runStep(step, run)
  return {}
}

async function attempt({ steps, undo }: Attempt, run: StepContext): Promise<StepOutcome> {
  let outcome: StepOutcome = {}
  try {
    for (const step of steps) outcome = joinOutcomes(outcome, await runStep(step, run))
    return outcome
  } catch (error) {
    // A run that was stopped cleans up too.
    for (const step of undo) await runStep(step, { ...run, signal: undefined }).catch(() => {})
    throw error
  }
}

async function transaction(step: Transaction, run: StepContext): Promise<StepOutcome> {
  const { session, onStatement } = run
  // An empty transaction consists of its first and its last statement.
  const [begin = '', commit = ''] = run.warehouse.dialect.render({ kind: 'transaction', steps: [] })
  let outcome: StepOutcome = {}
  onStatement(begin)
  await session.begin()
  try {
    for (const inner of step.steps) outcome = joinOutcomes(outcome, await runStep(inner, run))
    onStatement(commit)
    await session.commit()
  } catch (error) {
    await session.rollback()
    throw error
  }
  return outcome
}
