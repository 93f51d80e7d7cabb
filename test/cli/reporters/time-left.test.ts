import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPastDurations, timeLeft } from '../../../src/cli/reporters/time-left.js'
import { planned, planOf } from './planned-nodes.js'

/** `a`, which takes 10 seconds, before `b` with 20; `c` with 60. */
const PLAN = planOf(planned('a'), planned('b', ['a']), planned('c'))
const PAST = new Map([
  ['a', 10_000],
  ['b', 20_000],
  ['c', 60_000],
])

describe('the time that a run still needs', () => {
  it.each([
    [1, 90_000],
    [2, 60_000],
    [8, 60_000],
  ])('is all work on %i threads, but at least the longest node: %i ms', (threads, expected) => {
    expect(timeLeft(PLAN, PAST, threads).at(0)).toBe(expected)
  })

  it('is at least the longest chain of nodes that wait for each other, also through one that does nothing', () => {
    const nothing = { ...planned('n', ['b']), steps: [] }
    const chain = planOf(planned('a'), planned('b', ['a']), nothing, planned('c', ['n']))
    expect(timeLeft(chain, PAST, 8).at(0)).toBe(90_000)
  })

  it('gets shorter while a node runs, by no more than the node took last time, and when it ends', () => {
    const left = timeLeft(PLAN, PAST, 1)
    left.start('a', 5_000)
    expect(left.at(9_000)).toBe(86_000)
    expect(left.at(65_000)).toBe(80_000)
    left.end('a')
    expect(left.at(65_000)).toBe(80_000)
    left.start('b', 65_000)
    left.start('c', 65_000)
    expect(left.at(70_000)).toBe(70_000)
  })

  it('shortens the longest chain too', () => {
    const left = timeLeft(PLAN, PAST, 8)
    left.start('c', 0)
    expect(left.at(15_000)).toBe(45_000)
    left.end('c')
    expect(left.at(15_000)).toBe(30_000)
  })

  it('takes the mean for a new node, and is unknown where more than half are new', () => {
    const known = (...names: readonly string[]) => new Map(names.map((name) => [name, PAST.get(name)!]))
    expect(timeLeft(PLAN, known('a', 'b'), 1).at(0)).toBe(45_000)
    expect(timeLeft(PLAN, known('a'), 1).at(0)).toBeUndefined()
    expect(timeLeft(PLAN, new Map(), 1).at(0)).toBeUndefined()
    expect(timeLeft(planOf(planned('a'), planned('b')), known('a'), 1).at(0)).toBe(20_000)
  })
})

describe('the durations of the last run', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'kerros-past-'))
    mkdirSync(path.join(root, 'target'))
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const write = (content: string) => writeFileSync(path.join(root, 'target/run_results.json'), content)

  it('are in milliseconds, without nodes that did not run to their end', () => {
    const statuses = ['success', 'pass', 'warn', 'fail', 'error', 'skipped', 'cancelled']
    const results = statuses.map((status, i) => ({ unique_id: status, status, execution_time: i + 0.5 }))
    write(JSON.stringify({ results }))
    expect([...readPastDurations(root)]).toEqual([
      ['success', 500],
      ['pass', 1500],
      ['warn', 2500],
      ['fail', 3500],
    ])
  })

  it('are missing without a file, and with half of one or that of another tool', () => {
    expect(readPastDurations(root).size).toBe(0)
    for (const content of ['{"results": [', '{}', '[]']) {
      write(content)
      expect(readPastDurations(root).size).toBe(0)
    }
  })
})
