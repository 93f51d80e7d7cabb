import pc from 'picocolors'
import type { AgeLimit } from '../../core/definitions/options/freshness-options.js'
import {
  ageOf,
  type FreshnessResult,
  type FreshnessRun,
  type FreshnessStatus,
} from '../../core/result/freshness-result.js'
import { formatCount } from './format-size.js'

/** dbt's words. */
const WORDS: { readonly [S in FreshnessStatus]: string } = {
  pass: 'PASS',
  warn: 'WARN',
  error: 'ERROR STALE',
  'runtime error': 'ERROR',
}

const COLORS: { readonly [S in FreshnessStatus]: (text: string) => string } = {
  pass: pc.green,
  warn: pc.yellow,
  error: pc.red,
  'runtime error': pc.red,
}

const WIDTH = WORDS.error.length

/** How fresh one source is, in a line, with hints below it: `WARN        raw.orders: newest row 14 hours ago, more than 12 hours`. */
export function formatFreshness(result: FreshnessResult): string {
  const { status, name, error } = result
  const word = COLORS[status](WORDS[status].padEnd(WIDTH))
  const below = error
    ? [...(error.at === undefined ? [] : [pc.dim(`at ${error.at}`)]), ...hinted(error.hint)]
    : notes(result)
  return `${word} ${name}: ${error?.message ?? measured(result)}\n${below.map((line) => `  ${line}\n`).join('')}`
}

function hinted(hint: string | undefined): readonly string[] {
  return hint?.split('\n').map((line) => `${pc.cyan('→')} ${line}`) ?? []
}

function measured(result: FreshnessResult): string {
  const { status, maxLoadedAt, criteria } = result
  const age = ageOf(result)!
  const found =
    maxLoadedAt === undefined
      ? 'no row has a time'
      : age < 0
        ? `newest row is from the future, by ${formatAge(-age)}`
        : `newest row ${formatAge(age)} ago`
  const limit = status === 'error' ? criteria.errorAfter : status === 'warn' ? criteria.warnAfter : undefined
  const than = maxLoadedAt === undefined ? 'which counts as more than' : 'more than'
  return limit ? `${found}, ${than} ${formatLimit(limit)}` : found
}

/** What a pass can hide. Clocks differ by seconds. */
function notes(result: FreshnessResult): readonly string[] {
  const isFuture = result.maxLoadedAt !== undefined && ageOf(result)! < -60_000
  return isFuture ? hinted('It hides how old the others are. Leave such rows out with a filter.') : []
}

function formatLimit({ count, period }: AgeLimit): string {
  return formatCount(count, period)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A duration for readers, cut to two units: `3 days 4 hours`, `12 minutes`, `8 seconds`. */
function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const at = UNITS.findIndex(([, size]) => seconds >= size)
  if (at === -1) return formatCount(seconds, 'second')
  const [unit, size] = UNITS[at]!
  const [nextUnit, nextSize] = UNITS[at + 1] ?? ['second', 1]
  const rest = Math.floor((seconds % size) / nextSize)
  const first = formatCount(Math.floor(seconds / size), unit)
  return rest === 0 || nextUnit === 'second' ? first : `${first} ${formatCount(rest, nextUnit)}`
}

/** The counts of all, or that there is nothing to measure. */
export function formatFreshnessSummary({ results }: FreshnessRun): string {
  if (results.length === 0)
    return `No source says how fresh it has to be.\n  ${pc.cyan('→')} Say it in its declaration: freshness: { warnAfter: '12 hours', errorAfter: '1 day' }\n`
  const count = (...statuses: FreshnessStatus[]) => results.filter(({ status }) => statuses.includes(status)).length
  const errors = count('error', 'runtime error')
  const word = errors > 0 ? pc.red('Failed.') : pc.green('Done.')
  return `\n${word} PASS=${count('pass')} WARN=${count('warn')} ERROR=${errors} TOTAL=${results.length}\n`
}
