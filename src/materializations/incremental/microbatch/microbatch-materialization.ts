import { type BatchSize, batchName, batchStart } from '../../../core/batches/batch-size.js'
import type { EventTime } from '../../../core/batches/event-time.js'
import { type Interval, mergedIntervals, withoutIntervals } from '../../../core/batches/interval.js'
import { parseTime } from '../../../core/batches/parse-time.js'
import { runBatches } from '../../../core/batches/run-batches.js'
import { columnList } from '../../../core/definitions/options/values/check-column-list.js'
import { KerrosError } from '../../../core/errors/index.js'
import type { RecordedInterval } from '../../../core/relations/interval-ledger.js'
import type { RelationMark } from '../../../core/relations/relation-settings.js'
import type {
  BatchInput,
  Materialization,
  MaterializationInput,
  ModelCode,
} from '../../../core/steps/materialization.js'
import type { Batch, ComputeBatches, Note, Step } from '../../../core/steps/step.js'
import { keptTypes, widenColumns } from '../../steps/kept-types.js'
import { markedSettings } from '../../steps/marked-settings.js'
import { columnsAfter, type OnSchemaChange, schemaChange } from '../../steps/schema-change.js'
import { settingsChange } from '../../steps/settings-change.js'
import { batchDigest, isOtherBatchCode } from '../code/code-digest.js'
import { type BatchRun, firstBatch, laterBatch } from './batch-steps.js'
import { checkMicrobatch } from './check-microbatch.js'
import { checkInput, checkStored } from './event-time-checks.js'
import { reopenBatches } from './ledger-steps.js'
import { checkMicrobatchIdentity, generationOf } from './microbatch-identity.js'
import type { MicrobatchOptions } from './microbatch-options.js'

/** The options of a model that is computed in batches. */
export interface MicrobatchSettings extends MicrobatchOptions {
  readonly eventTime?: string
  readonly onSchemaChange?: OnSchemaChange
  readonly fullRefresh?: boolean
}

/**
 * An incremental model that is computed in batches: docs/microbatch.md says which, and which rows they have.
 *
 * @param used The helpers of its run that the model's query uses.
 */
export function microbatchMaterialization(
  options: MicrobatchSettings,
  used: () => ReadonlySet<string>,
): Materialization {
  const { eventTime = '', batchSize = 'day', lookback = 1, concurrentBatches = false, onSchemaChange } = options
  const begin = parseTime(options.begin)
  return Object.freeze<Materialization>({
    name: 'incremental',
    relationType: 'table',
    config: {
      strategy: 'microbatch',
      uniqueKey: [],
      watermark: undefined,
      onSchemaChange,
      batchSize,
      begin: begin?.toISOString(),
      lookback,
      concurrentBatches,
    },
    hasIncrementalQuery: true,
    recordsIntervals: true,
    refusesAudit: 'each batch of a microbatch model is published by itself',
    storedRows: [{ deciders: [eventTime], why: 'batch', added: {} }],
    identity: microbatchIdentity(options),
    check: (columns, name) => checkMicrobatch({ eventTime, batchSize }, columns, used(), name),
    plan: (input) => planMicrobatch(input, options, used().has('self')),
  })
}

function microbatchIdentity({ fullRefresh, eventTime }: MicrobatchSettings, intervals?: string): RelationMark {
  return {
    kind: 'incremental',
    keeps: fullRefresh === false ? 'rows' : undefined,
    strategy: 'microbatch',
    eventTime,
    intervals,
  }
}

function planMicrobatch(
  input: MaterializationInput,
  options: MicrobatchSettings,
  readsItself: boolean,
): readonly Step[] {
  const { dialect, relation, runId, startedAt } = input
  const { window, only, recorded, ledger, filtered } = batchInput(input)
  const { batchSize: size = 'day', lookback = 1, eventTime = '' } = options
  const begin = parseTime(options.begin)!
  if (size === 'hour') refuseDates(input.name, filtered)
  const stored = input.existing?.type === 'table' ? input.existing : undefined
  // What is left of a full refresh, of which some batches have failed, adds to its table.
  const isRest = only?.isRest ?? false
  const existing = stored && (isRest || !(options.fullRefresh ?? input.fullRefresh)) ? stored : undefined
  const generation = (existing && generationOf(existing)) ?? runId
  const marked = markedSettings(input.settings, microbatchIdentity(options, generation), dialect)
  if (existing) checkMicrobatchIdentity(input.name, existing, marked.mark)
  const complete = recorded.filter((entry) => existing && entry.generation === generation)
  const chosen = { size, begin, lookback, startedAt, isWhole: !existing, complete, window }
  const batches = only?.intervals ?? runBatches(chosen)
  if (batches.length === 0) throw beginsLater(input.name, begin)
  const time: EventTime = {
    column: eventTime,
    type: input.columns.find((column) => column.name === eventTime)?.type,
  }
  const run: BatchRun = {
    input,
    time,
    marked,
    nulls: options.nullEventTime ?? 'fail',
    wholeInputs: columnList(options.wholeInputs),
    ledger: { dialect, ledger, relation, runId },
    generation,
    query: batchDigest(codeOf(input), readByBatches(filtered, columnList(options.wholeInputs))),
    nameOf: (batch) => batchName(batch, size),
  }
  const first = batchStart(begin, size)
  const checks = inputChecks(run, existing || window || only ? undefined : first, size)
  if (!existing) {
    const [one, ...others] = batches
    return [
      ...checks,
      step(run, [firstBatch(run, one!), ...others.map((batch) => laterBatch(run, batch, undefined))], {
        needsFirst: true,
        isRest: false,
        isConcurrent: options.concurrentBatches === true && !readsItself,
      }),
    ]
  }
  const columns = input.columns.map((column) => column.name)
  const changeFor = (batch: Parameters<typeof schemaChange>[0]['batch']) =>
    schemaChange({
      name: input.name,
      relation,
      existing,
      batch,
      columns,
      policy: options.onSchemaChange,
      types: keptTypes(input.columns, dialect),
    })
  const change = changeFor(relation)
  const isAdopted = generationOf(existing) === undefined
  return [
    ...(isAdopted ? [checkStored(relation, time, { of: input.name, batch: run.nameOf(batches[0]!), dialect })] : []),
    ...checks,
    ...widenColumns(relation, existing, input.columns),
    ...(change.note ? [change.note] : []),
    ...settingsChange(relation, existing, { settings: marked, columns: columnsAfter(existing, change.alter) }, dialect),
    ...historyNotes(run, { complete, batches, first }),
    ...reopenBatches(run.ledger, complete, batches),
    step(
      run,
      batches.map((batch) => laterBatch(run, batch, { existing, changeFor, policy: options.onSchemaChange })),
      {
        needsFirst: false,
        isRest,
        // Columns are added by the first batch that gets there.
        isConcurrent: options.concurrentBatches === true && !readsItself && !change.alter,
      },
    ),
  ]
}

/** Without rows to read, no batch is computed at all. */
function codeOf({ name, code }: MaterializationInput): ModelCode {
  const own = code()
  if (own) return own
  throw new KerrosError('E_INTERNAL', `"${name}" was planned without its code`)
}

function batchInput({ name, batches }: MaterializationInput): BatchInput {
  if (batches) return batches
  throw new KerrosError('E_INTERNAL', `"${name}" was planned without its batches`)
}

/** What decides which rows of its inputs a batch reads, and is not in the query. */
function readByBatches(filtered: BatchInput['filtered'], wholeInputs: readonly string[]): unknown {
  return [filtered.map(({ name, time }) => [name, time.column]).sort(), [...wholeInputs].sort()]
}

function step(
  { input }: BatchRun,
  batches: readonly Batch[],
  how: Pick<ComputeBatches, 'needsFirst' | 'isRest' | 'isConcurrent'>,
): Step {
  return { kind: 'batches', relation: input.relation, batches, ...how }
}

/**
 * What is checked of rows that no batch would ever have.
 *
 * @param first The start of the first batch, where rows before it are counted.
 */
function inputChecks({ input, nulls, time }: BatchRun, first: Date | undefined, size: BatchSize): readonly Step[] {
  const { dialect } = input
  const { filtered } = batchInput(input)
  const batch = first ? batchName({ start: first, end: first }, size) : ''
  if (filtered.length > 0)
    return nulls === 'skip' && !first
      ? []
      : filtered.map((each) => checkInput(each, first, { batch, refusesNulls: nulls === 'fail', dialect }))
  const whole = { name: input.name, time, times: input.select({ isIncremental: false }) }
  return [
    readsEverything(input.name),
    ...(first ? [checkInput(whole, first, { batch, refusesNulls: nulls === 'fail', dialect })] : []),
  ]
}

function readsEverything(name: string): Note {
  return {
    kind: 'note',
    message: `no input of "${name}" has an event time: each batch computes its query over all rows`,
    hint: "Give the option `eventTime` to the relation that has the time of the rows: source('raw', { … }, { tables: { events: { eventTime: 'occurred_at' } } }).",
  }
}

/** What earlier runs have stored that this definition would not. */
function historyNotes(
  { input, query }: BatchRun,
  {
    complete,
    batches,
    first,
  }: { readonly complete: readonly RecordedInterval[]; readonly batches: readonly Interval[]; readonly first: Date },
): readonly Note[] {
  const { name } = input
  const early = complete.filter(({ start }) => start < first)
  const others = withoutIntervals(
    complete.filter((entry) => isOtherBatchCode(entry.query, query)),
    batches,
  )
  const begins = others.map(({ start }) => start.toISOString()).sort()[0] ?? ''
  return [
    ...(early.length === 0
      ? []
      : [
          {
            kind: 'note',
            message: `"${name}" has rows from before its \`begin\`: ${span(early)} were computed earlier, and stay as they are`,
            hint: 'Run with --full-refresh to remove them, or move `begin` back.',
          } as const,
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            kind: 'note',
            message: `another query has computed batches of "${name}" from ${span(others)}, which stay as they are`,
            hint: `Compute them again: kerros backfill ${name} --from ${shortTime(begins)}, or --full-refresh.`,
          } as const,
        ]),
  ]
}

/** From the first start to the last end. */
function span(intervals: readonly Interval[]): string {
  const merged = mergedIntervals(intervals)
  return `${shortTime(merged[0]!.start.toISOString())} to ${shortTime(merged.at(-1)!.end.toISOString())}`
}

/** `2026-01-05`, or `2026-01-05T06:00`. */
function shortTime(iso: string): string {
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16)
}

/** The rows of a day would all be in one of its hours. */
function refuseDates(name: string, filtered: BatchInput['filtered']): void {
  const dated = filtered.find(({ time }) => time.type?.name === 'date')
  if (!dated) return
  throw new KerrosError(
    'E_INVALID_OPTION',
    `"${name}" has batches of an hour, and the event time "${dated.time.column}" of its input "${dated.name}" is a date`,
    { hint: "Use batchSize: 'day', or name a timestamp as the eventTime of the input.", subject: name },
  )
}

function beginsLater(name: string, begin: Date): KerrosError {
  return new KerrosError(
    'E_INVALID_OPTION',
    `the \`begin\` of "${name}" is ${begin.toISOString()}, which is yet to come`,
    {
      hint: 'Give a time before the run, or compute batches with --event-time-start and --event-time-end.',
      subject: name,
    },
  )
}
