import type { Columns } from '../../core/columns/index.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { fullRun, type IncrementalRun, type SinceOptions } from './incremental-run.js'

/** A helper, or an option of `since` that keeps rows which may be stored already. */
export type RunPart = keyof IncrementalRun | 'lookback' | 'ties' | 'nulls'

/** What a query asked of its run. */
export interface RunUse {
  /** The helpers, and options of them. */
  readonly parts: ReadonlySet<RunPart>
  /** The columns of the model's own relation, for each time that it is read. */
  readonly self: readonly Columns[]
}

/** Finds out how an incremental query selects new rows: calls it once and notes what it uses. */
export function runUse(query: (db: any, run: IncrementalRun) => unknown): RunUse {
  const used = new Set<RunPart>()
  const columns: Columns[] = []
  const noted = <K extends keyof IncrementalRun>(name: K): IncrementalRun[K] =>
    ((...args: never[]) => {
      used.add(name)
      return (fullRun[name] as (...args: never[]) => unknown)(...args)
    }) as IncrementalRun[K]
  const since = ((column: unknown, options?: SinceOptions) => {
    if (options?.lookback) used.add('lookback')
    if (options?.ties) used.add('ties')
    if (options?.nulls === 'always') used.add('nulls')
    return (noted('since') as (...args: unknown[]) => unknown)(column, options)
  }) as IncrementalRun['since']
  const self: IncrementalRun['self'] = (own) => {
    columns.push(own)
    return noted('self')(own)
  }
  query(compileDatabase, { since, touched: noted('touched'), self })
  return { parts: used, self: columns }
}
