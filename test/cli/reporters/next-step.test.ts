import { describe, expect, it } from 'vitest'
import { nextStep } from '../../../src/cli/reporters/next-step.js'
import type { RunShownAs } from '../../../src/cli/reporters/run-view.js'
import type { PlannedNode } from '../../../src/core/plan/plan.js'
import type { NodeStatus } from '../../../src/core/result/run-result.js'
import { ended, planned, planOf } from './planned-nodes.js'

const A = planned('a')
const B = planned('b', ['a'])
const TEST = planned('unique_a', ['a'], 'test')

function nextAfter(
  outcomes: readonly (readonly [PlannedNode, NodeStatus])[],
  shownAs: Partial<RunShownAs> = {},
): string | undefined {
  const nodes = outcomes.map(([node, status]) => ended(node, status))
  const result = {
    ok: false,
    target: 'dev',
    runId: 'r',
    startedAt: new Date(0),
    durationMs: 1,
    cancelled: nodes.some(({ status }) => status === 'cancelled'),
    nodes,
  }
  const plan = planOf(...outcomes.map(([node]) => node))
  return nextStep(result, plan, {
    debug: false,
    given: '',
    command: 'build',
    fullRefresh: false,
    retry: undefined,
    ...shownAs,
  })
}

describe('the command that does what a run did not', () => {
  it('builds a failed model and what depends on it', () => {
    const C = planned('c')
    const outcomes = [
      [A, 'error'],
      [B, 'skipped'],
      [C, 'success'],
    ] as const
    expect(nextAfter(outcomes)).toBe('kerros build --select a+')
    expect(nextAfter([...outcomes, [planned('d', ['c']), 'error']])).toBe('kerros build --select a+ d+')
  })

  it('names the first of a chain that was stopped, also through a node that was not', () => {
    const last = planned('last', ['between'])
    expect(
      nextAfter([
        [A, 'cancelled'],
        [B, 'cancelled'],
      ]),
    ).toBe('kerros build --select a+')
    expect(
      nextAfter([
        [A, 'cancelled'],
        [planned('between', ['a']), 'skipped'],
        [last, 'cancelled'],
      ]),
    ).toBe('kerros build --select a+')
  })

  it('builds again what a failed test tests, once for all its tests', () => {
    const outcomes = [
      [A, 'success'],
      [TEST, 'fail'],
      [planned('not_null_a', ['a'], 'test'), 'error'],
    ] as const
    expect(nextAfter(outcomes)).toBe('kerros build --select a+')
    expect(nextAfter(outcomes, { command: 'test' })).toBe('kerros test --select unique_a not_null_a')
  })

  it('runs the test alone where nothing of what it tests is built, or the run was stopped', () => {
    const source = { ...planned('raw', [], 'source'), steps: [] }
    expect(
      nextAfter([
        [source, 'success'],
        [planned('unique_raw', ['raw'], 'test'), 'fail'],
      ]),
    ).toBe('kerros build --select unique_raw')
    expect(
      nextAfter([
        [A, 'success'],
        [TEST, 'cancelled'],
      ]),
    ).toBe('kerros build --select unique_a')
  })

  it('repeats the options, and quotes names for a shell', () => {
    const given = { given: ' -t prod', fullRefresh: true, command: 'run' } as const
    expect(nextAfter([[planned(`a b'c`), 'error']], given)).toBe(
      `kerros run --full-refresh --select 'a b'\\''c+' -t prod`,
    )
  })

  it('names at most twelve, and otherwise runs everything', () => {
    const failed = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => [planned(`m${i}`), 'error'] as const satisfies readonly [unknown, unknown],
      )
    expect(nextAfter(failed(12))).toMatch(/^kerros build --select m0\+ .* m11\+$/)
    expect(nextAfter(failed(13))).toBe('kerros build')
  })

  it('is undefined after a run without a failure', () => {
    expect(
      nextAfter([
        [A, 'success'],
        [TEST, 'warn'],
      ]),
    ).toBeUndefined()
  })
})
