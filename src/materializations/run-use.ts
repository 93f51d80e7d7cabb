import { compileDatabase } from '../core/compile/compile-database.js'
import { fullRun, type IncrementalRun } from './incremental-run.js'

/** Which of its helpers a query asked for, and whether one of them looks back. */
export type RunUse = ReadonlySet<keyof IncrementalRun | 'lookback'>

/** Finds out by what an incremental query tells new rows from old ones: calls it once and notes what it uses. */
export function runUse(query: (db: any, run: IncrementalRun) => unknown): RunUse {
  const used = new Set<keyof IncrementalRun | 'lookback'>()
  const noted = <K extends keyof IncrementalRun>(name: K): IncrementalRun[K] =>
    ((...args: never[]) => {
      used.add(name)
      return (fullRun[name] as (...args: never[]) => unknown)(...args)
    }) as IncrementalRun[K]
  const since: IncrementalRun['since'] = (column, options) => {
    if (options?.lookback) used.add('lookback')
    return noted('since')(column, options)
  }
  query(compileDatabase, { since, touched: noted('touched'), self: noted('self') })
  return used
}
