import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveReporter } from '../../../src/cli/reporters/live-reporter.js'
import type { RunReporter } from '../../../src/cli/reporters/run-view.js'
import type { PastDurations } from '../../../src/cli/reporters/time-left.js'
import type { PlannedNode } from '../../../src/core/plan/plan.js'
import type { NodeStatus } from '../../../src/core/result/run-result.js'
import { screenOf } from '../screen-of.js'
import { ended, planned, planOf } from './planned-nodes.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const SHOWN = { debug: false, given: '', command: 'build', fullRefresh: false, retry: undefined } as const
const [a, b, c] = [planned('a'), planned('b'), planned('c')]
const NODES = [a, b, c]

/** A run whose view is drawn on a terminal, event by event. */
class WatchedRun {
  readonly reporter: RunReporter
  readonly #nodes: readonly PlannedNode[]
  readonly #stream: PassThrough & { columns: number; rows: number }
  #written = ''

  constructor(nodes: readonly PlannedNode[], past: PastDurations = new Map(), size = { columns: 70, rows: 24 }) {
    this.#nodes = nodes
    this.#stream = Object.assign(new PassThrough(), { isTTY: true, ...size })
    const stream = this.#stream as unknown as NodeJS.WriteStream
    this.reporter = liveReporter(stream, { ...SHOWN, columns: size.columns }, { past, threads: 1 })
    this.reporter.onRunStart?.(planOf(...nodes))
  }

  start(node: PlannedNode): void {
    this.reporter.onNodeStart?.(node, this.#position(node))
  }

  end(node: PlannedNode, status: NodeStatus): void {
    this.reporter.onNodeEnd?.(ended(node, status), this.#position(node))
  }

  finish(): void {
    const run = { ok: true, target: 'dev', runId: 'r', startedAt: new Date(0), durationMs: 5000, cancelled: false }
    this.reporter.onRunEnd?.({ ...run, nodes: [] })
  }

  /** The lines that a person sees after the first one, which counts the nodes. */
  screen(): readonly string[] {
    // A terminal's driver begins a line at its start.
    this.#written += String(this.#stream.read() ?? '').replaceAll('\n', '\r\n')
    const [, ...lines] = screenOf(this.#written, this.#stream.columns).split('\n')
    return lines.filter((line) => line !== '')
  }

  #position(node: PlannedNode): { readonly index: number; readonly total: number } {
    return { index: this.#nodes.indexOf(node) + 1, total: this.#nodes.length }
  }
}

describe('the live view of a run', () => {
  it('shows what runs and for how long, and counts what is done and what has failed', () => {
    const run = new WatchedRun(NODES)
    run.start(a)
    expect(run.screen()).toEqual(['▸ a 0s', '0 of 3 done'])
    vi.advanceTimersByTime(2300)
    expect(run.screen()).toEqual(['▸ a 2s', '0 of 3 done'])
    run.start(b)
    expect(run.screen()).toEqual(['▸ a 2s', '▸ b 0s', '0 of 3 done'])
    run.end(a, 'success')
    const OK = expect.stringMatching(/^1 of 3 OK {4}model a \.+ \[in 1\.00s\]$/)
    expect(run.screen()).toEqual([OK, '▸ b 0s', '1 of 3 done'])
    run.start(c)
    run.end(b, 'fail')
    const FAIL = expect.stringMatching(/^2 of 3 FAIL {2}model b \.+ \[2 rows in 1\.00s\]$/)
    const AT = '      at src/b.ts:3:14'
    expect(run.screen()).toEqual([OK, FAIL, AT, '▸ c 0s', '2 of 3 done, 1 failed'])
    run.end(c, 'success')
    expect(run.screen()).toEqual([OK, FAIL, AT, expect.stringMatching(/^3 of 3 OK/)])
  })

  it('shows the first lines of an error immediately, cut to the width of the terminal', () => {
    const run = new WatchedRun(NODES, undefined, { columns: 16, rows: 24 })
    run.start(a)
    run.start(b)
    run.end(a, 'error')
    const lines = run.screen()
    expect(lines.slice(-7)).toEqual([
      ...['      first li…', '      second', '      third'],
      ...['      at src/a.t', 's:3:14'],
      ...['▸ b 0s', '1 of 3 done, 1…'],
    ])
  })

  it('says once what several nodes fail with', () => {
    const run = new WatchedRun(NODES)
    for (const node of [a, b]) run.start(node)
    for (const node of [a, b]) run.end(node, 'error')
    expect(run.screen().slice(1)).toEqual([
      ...['      first line', '      second', '      third', '      at src/a.ts:3:14'],
      ...[expect.stringMatching(/^2 of 3 ERROR model b /), '      at src/b.ts:3:14'],
    ])
  })

  it('says how much time is left, as long as it is a second', () => {
    const run = new WatchedRun(NODES, new Map(NODES.map(({ uniqueId }) => [uniqueId, 30_000])))
    run.start(a)
    vi.advanceTimersByTime(10_000)
    expect(run.screen().at(-1)).toBe('0 of 3 done, about 1m 20s left')
    run.end(a, 'success')
    run.start(b)
    run.end(b, 'success')
    run.start(c)
    vi.advanceTimersByTime(25_000)
    expect(run.screen().at(-1)).toBe('2 of 3 done, about 5s left')
    vi.advanceTimersByTime(4_800)
    expect(run.screen().at(-1)).toBe('2 of 3 done')
  })

  it('lists eight nodes at most, fewer on a low terminal, and counts the others', () => {
    const many = Array.from({ length: 10 }, (_, i) => planned(`m${i}`))
    const listed = (count: number, rows: number): readonly string[] => {
      const run = new WatchedRun(many, undefined, { columns: 70, rows })
      for (const node of many.slice(0, count)) run.start(node)
      return run.screen()
    }
    const eight = many.slice(0, 8).map(({ name }) => `▸ ${name} 0s`)
    expect(listed(8, 40)).toEqual([...eight, '0 of 10 done'])
    expect(listed(10, 40)).toEqual([...eight, '  and 2 more', '0 of 10 done'])
    expect(listed(10, 6)).toEqual(['▸ m0 0s', '▸ m1 0s', '  and 8 more', '0 of 10 done'])
  })

  it('is erased while someone else writes, and drawn again', () => {
    const run = new WatchedRun(NODES)
    run.start(a)
    run.reporter.pause?.()
    expect(run.screen()).toEqual([])
    vi.advanceTimersByTime(200)
    expect(run.screen()).toEqual(['▸ a 0s', '0 of 3 done'])
  })

  it.each(['stop', 'finish'] as const)('is erased for good by %s', (how) => {
    const run = new WatchedRun(NODES)
    run.start(a)
    if (how === 'stop') run.reporter.stop?.()
    else run.finish()
    const lines = run.screen()
    expect(lines).toEqual(how === 'stop' ? [] : [expect.stringMatching(/^Done\. /), 'Finished in 5.00s.'])
    vi.advanceTimersByTime(1000)
    expect(run.screen()).toEqual(lines)
    expect(vi.getTimerCount()).toBe(0)
  })
})
