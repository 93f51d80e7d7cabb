import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { LoadPlan, LoadReporter } from '../../ingest/plan/load-result.js'
import { readRegularTextSync } from '../../util/regular-file.js'

/** How long the last load took for a byte, in milliseconds: of each table, and of all together under `*`. */
export type LoadTimes = ReadonlyMap<string, number>

/** Where the times of the last load are. */
const FILE = 'target/.kerros/load-times.json'

/** What the last load of a project took; empty before the first one. */
export function readLoadTimes(root: string): LoadTimes {
  try {
    const found = JSON.parse(readRegularTextSync(path.join(root, FILE))) as { readonly [table: string]: unknown }
    return new Map(Object.entries(found).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
  } catch {
    // The first load, or another program's file.
    return new Map()
  }
}

/**
 * How long the rest of a load takes, in milliseconds, by the times of the last one; `undefined` before there was one.
 *
 * @param files What is not loaded yet; the first of them is being loaded.
 * @param passed How long the first has been loading.
 */
export function loadTimeLeft(files: LoadPlan['files'], past: LoadTimes, passed = 0): number | undefined {
  const all = past.get('*')
  if (all === undefined) return undefined
  const expected = files.map(({ table, size }) => size * (past.get(table) ?? all))
  const rest = expected.slice(1).reduce((sum, ms) => sum + ms, 0)
  return Math.max(0, (expected[0] ?? 0) - passed) + rest
}

/** The same reporter, which also writes down how long the load took, for the next one. */
export function keepingLoadTimes<R extends LoadReporter>(reporter: R, root: string): R {
  const sizes = new Map<string, number>()
  const tables = new Map<string, Spent>()
  return {
    ...reporter,
    onLoadStart: (plan) => {
      for (const { table, file, size } of plan.files) sizes.set(`${table}/${file}`, size)
      reporter.onLoadStart?.(plan)
    },
    onFileEnd: (table, file) => {
      const size = sizes.get(`${table}/${file.file}`)
      if (size !== undefined) tables.set(table, added(tables.get(table), { bytes: size, ms: file.durationMs }))
      reporter.onFileEnd?.(table, file)
    },
    onLoadEnd: (result) => {
      reporter.onLoadEnd?.(result)
      const sum = [...tables.values()].reduce(added, { bytes: 0, ms: 0 })
      if (sum.bytes === 0) return
      // Files that are loaded side by side take less together.
      const share = Math.min(1, result.durationMs / sum.ms)
      const own = perByte(new Map([...tables, ['*', sum]]), share)
      const times = { ...Object.fromEntries(readLoadTimes(root)), ...own }
      keep(path.join(root, FILE), times)
    },
  }
}

/** The next load has no estimate if they cannot be written. */
function keep(file: string, times: { readonly [table: string]: number }): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(times)}\n`)
  } catch {
    // A folder that is read-only.
  }
}

interface Spent {
  readonly bytes: number
  readonly ms: number
}

function added(one: Spent | undefined, other: Spent): Spent {
  return { bytes: (one?.bytes ?? 0) + other.bytes, ms: (one?.ms ?? 0) + other.ms }
}

function perByte(tables: ReadonlyMap<string, Spent>, share: number): { readonly [table: string]: number } {
  const known = [...tables].filter(([, { bytes }]) => bytes > 0)
  return Object.fromEntries(known.map(([table, { bytes, ms }]) => [table, (ms * share) / bytes]))
}
