// A second implementation of docs/microbatch.md, over rows in JavaScript. Times are milliseconds; what is complete is a set of hours.

/** A row of the source. */
export interface OracleEvent {
  readonly id: number
  /** Its event time. */
  readonly at: number | null
  /** Text that the query of a filtered input reads as a number: the batch fails if it is none. */
  readonly text: string
}

export interface OracleModel {
  readonly size: 'hour' | 'day' | 'month' | 'year'
  readonly lookback: number
  readonly nulls: 'fail' | 'skip'
  /** Whether its input has an event time. */
  readonly isFiltered: boolean
  /** Hours that are added to the event time of a row by the query. */
  readonly shift: number
  /** Whether the event time is a date: the time of day is cut off, before the query reads it. */
  readonly isDate: boolean
}

export interface OracleRun {
  readonly startedAt: number
  readonly begin: number
  readonly fullRefresh: boolean
  readonly window: readonly [start: number, end: number] | undefined
  /** Only these batches, by their starts. */
  readonly only?: { readonly starts: readonly number[]; readonly isRest: boolean } | undefined
}

/** What is stored of a model. */
export interface OracleState {
  readonly rows: readonly { readonly id: number; readonly at: number }[]
  readonly completeHours: ReadonlySet<number>
}

export interface OracleOutcome {
  readonly state: OracleState | undefined
  readonly status: 'success' | 'partial success' | 'error'
  /** Starts of batches, and how each ended; `undefined` where the model fails before. */
  readonly batches: readonly (readonly [start: number, status: 'success' | 'error' | 'skipped'])[] | undefined
}

const HOUR = 3_600_000

/** The start of the batch that has a time, and of the next one. */
export function batchAt(time: number, size: OracleModel['size']): readonly [start: number, end: number] {
  const date = new Date(time)
  const [year, month, day, hour] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()]
  switch (size) {
    case 'hour':
      return [Date.UTC(year, month, day, hour), Date.UTC(year, month, day, hour) + HOUR]
    case 'day':
      return [Date.UTC(year, month, day), Date.UTC(year, month, day) + 24 * HOUR]
    case 'month':
      return [Date.UTC(year, month), month === 11 ? Date.UTC(year + 1, 0) : Date.UTC(year, month + 1)]
    case 'year':
      return [Date.UTC(year, 0), Date.UTC(year + 1, 0)]
  }
}

function hoursOf([start, end]: readonly [number, number]): readonly number[] {
  const hours: number[] = []
  for (let hour = start; hour < end; hour += HOUR) hours.push(hour)
  return hours
}

type Batch = readonly [start: number, end: number]

/** All batches from the one that has a time to the one that has another, which is included. */
function batchesBetween(from: number, to: number, size: OracleModel['size']): readonly Batch[] {
  const batches: Batch[] = []
  for (let batch = batchAt(from, size); batch[0] <= to; batch = batchAt(batch[1], size)) batches.push(batch)
  return batches
}

function chosenBatches(model: OracleModel, run: OracleRun, stored: OracleState | undefined): readonly Batch[] {
  const { size, lookback } = model
  if (run.only) return run.only.starts.map((start) => batchAt(start, size))
  if (run.window) return batchesBetween(run.window[0], run.window[1] - 1, size)
  const all = batchesBetween(run.begin, run.startedAt, size)
  if (!stored) return all
  const isComplete = (batch: Batch): boolean => hoursOf(batch).every((hour) => stored.completeHours.has(hour))
  return all.filter((batch, i) => i >= all.length - 1 - lookback || !isComplete(batch))
}

/** The rows that the query returns for a batch; `undefined` when it fails. */
function queryRows(model: OracleModel, source: readonly OracleEvent[], [start, end]: Batch) {
  const timeOf = ({ at }: OracleEvent): number | null =>
    at === null ? null : model.isDate ? Math.floor(at / (24 * HOUR)) * 24 * HOUR : at
  const isIn = (time: number | null): boolean => time !== null && start <= time && time < end
  const read = model.isFiltered ? source.filter((event) => isIn(timeOf(event))) : source
  if (model.isFiltered && read.some(({ text }) => text === 'x')) return undefined
  const returned = read.map((event) => {
    const time = timeOf(event)
    return { id: event.id, at: time === null ? null : time + model.shift * HOUR }
  })
  const timed = model.nulls === 'skip' ? returned.filter(({ at }) => at !== null) : returned
  if (timed.some(({ at }) => at === null)) return undefined
  if (model.isFiltered && timed.some(({ at }) => !isIn(at))) return undefined
  return timed.filter(({ at }) => isIn(at)) as { id: number; at: number }[]
}

/** What a run leaves. */
export function afterRun(
  model: OracleModel,
  source: readonly OracleEvent[],
  run: OracleRun,
  before: OracleState | undefined,
): OracleOutcome {
  const stored = before && (!run.fullRefresh || run.only?.isRest) ? before : undefined
  const hasNull = source.some(({ at }) => at === null)
  const isCounted = !stored && !run.window && !run.only
  if (hasNull && model.nulls === 'fail' && (model.isFiltered || isCounted))
    return { state: before, status: 'error', batches: undefined }
  const chosen = chosenBatches(model, run, stored)
  let rows = [...(stored?.rows ?? [])]
  const complete = new Set(stored?.completeHours)
  for (const hour of chosen.flatMap(hoursOf)) complete.delete(hour)
  const results: [number, 'success' | 'error' | 'skipped'][] = []
  for (const batch of chosen) {
    const found = !stored && results[0]?.[1] === 'error' ? 'skipped' : queryRows(model, source, batch)
    if (found === 'skipped' || found === undefined) {
      results.push([batch[0], found ?? 'error'])
      continue
    }
    rows = [...rows.filter(({ at }) => at < batch[0] || batch[1] <= at), ...found]
    if (batch[1] <= run.startedAt) for (const hour of hoursOf(batch)) complete.add(hour)
    results.push([batch[0], 'success'])
  }
  const succeeded = results.filter(([, status]) => status === 'success').length
  const isPartial = succeeded > 0 || run.only?.isRest === true
  const status = succeeded === results.length ? 'success' : isPartial ? 'partial success' : 'error'
  const isMade = stored !== undefined || results[0]?.[1] === 'success'
  return { state: isMade ? { rows, completeHours: complete } : before, status, batches: results }
}
