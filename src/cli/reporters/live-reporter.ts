import pc from 'picocolors'
import { hasError } from '../../core/result/run-result.js'
import { cutText } from '../output/cut-text.js'
import { errorKey } from '../output/format-diagnostics.js'
import { failureOf, formatSpan } from './format-run.js'
import { lineReporter } from './line-reporter.js'
import { liveLines } from './live-lines.js'
import type { RunReporter, RunShownAs } from './run-view.js'
import { type PastDurations, type TimeLeft, timeLeft } from './time-left.js'

/** Most nodes that are listed while they run, and lines of an error that are shown immediately. */
const MOST_RUNNING = 8
const FIRST_LINES = 3

/** How often times are redrawn, in milliseconds. */
const INTERVAL = 200

/** What the live view needs to know of the run. */
export interface LiveRun {
  readonly past: PastDurations
  readonly threads: number
}

/**
 * Shows a run on a terminal: a line for each node as they end, a failure with the first lines of its error, and below them the
 * nodes that run, how many are done, and how long the rest takes when the last run is known.
 */
export function liveReporter(stream: NodeJS.WriteStream, shownAs: RunShownAs, run: LiveRun): RunReporter {
  const live = liveLines(stream)
  const running = new Map<string, { readonly name: string; readonly since: number }>()
  let left: TimeLeft | undefined
  let total = 0
  let ended = 0
  let failed = 0
  const told = new Set<string>()
  const tell = (key: string): boolean => told.size < told.add(key).size
  let timer: NodeJS.Timeout | undefined
  const write = (line: string): void => {
    live.clear()
    stream.write(`${line}\n`)
  }
  const lines = lineReporter(write, shownAs)
  const draw = (): void => {
    if (running.size === 0) return live.clear()
    const now = performance.now()
    const width = Math.max(1, (stream.columns || 80) - 1)
    const most = Math.max(1, Math.min(MOST_RUNNING, (stream.rows || 24) - 4))
    const names = [...running.values()].slice(0, most).map(({ name, since }) => {
      const time = ` ${Math.floor((now - since) / 1000)}s`
      return `${pc.cyan('▸')} ${cutText(name, Math.max(1, width - 2 - time.length))}${pc.dim(time)}`
    })
    const more = running.size > most ? [pc.dim(cutText(`  and ${running.size - most} more`, width))] : []
    live.draw([...names, ...more, cutText(status(now), width)])
  }
  const status = (now: number): string => {
    const ms = left?.at(now)
    return [
      `${ended} of ${total} done`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      // Below a second it would be gone before it is read.
      ...(ms !== undefined && ms >= 1000 ? [`about ${formatSpan(ms)} left`] : []),
    ].join(', ')
  }
  const pause = (): void => live.clear()
  const stop = (): void => {
    clearInterval(timer)
    running.clear()
    live.clear()
  }
  return {
    onTakeover: (holder) => lines.onTakeover?.(holder),
    onRunStart: (plan) => {
      lines.onRunStart?.(plan)
      left = timeLeft(plan, run.past, run.threads)
      timer = setInterval(draw, INTERVAL)
      timer.unref()
    },
    onNodeStart: (node, position) => {
      lines.onNodeStart?.(node, position)
      total = position.total
      const since = performance.now()
      running.set(node.uniqueId, { name: node.name, since })
      left?.start(node.uniqueId, since)
      draw()
    },
    onBatchEnd: (node, batch, position) => {
      lines.onBatchEnd?.(node, batch, position)
      draw()
    },
    onNodeEnd: (result, position) => {
      ended++
      running.delete(result.uniqueId)
      left?.end(result.uniqueId)
      lines.onNodeEnd?.(result, position)
      if (result.status === 'fail' || hasError(result.status)) failed++
      const { status, error, at = result.file } = result
      const width = Math.max(1, (stream.columns || 80) - 7)
      // What another node has failed with is not said again.
      const isNew = failureOf(result).every((failure) => tell(errorKey(failure)))
      const first = hasError(status) && isNew ? (error?.message.split('\n').slice(0, FIRST_LINES) ?? []) : []
      for (const line of first) write(`      ${pc.red(cutText(line, width))}`)
      // A place that is cut names another one: it may be longer than a line.
      if (hasError(status) || status === 'fail') write(`      ${pc.dim(`at ${error?.at ?? at}`)}`)
      draw()
    },
    onRunEnd: (result) => {
      stop()
      lines.onRunEnd?.(result)
    },
    pause,
    stop,
  }
}
