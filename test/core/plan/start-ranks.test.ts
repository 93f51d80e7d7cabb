import { describe, expect, it } from 'vitest'
import type { PlannedNode } from '../../../src/core/plan/plan.js'
import { startRanks, stepsOf } from '../../../src/core/plan/start-ranks.js'
import fc from '../../seeded-fast-check.js'

const node = (uniqueId: string, ...waitsFor: string[]) => ({ uniqueId, waitsFor }) as unknown as PlannedNode
const order = (nodes: readonly PlannedNode[]) => {
  const ranks = startRanks(nodes)
  return nodes.map(({ uniqueId }) => uniqueId).sort((a, b) => ranks.get(a)! - ranks.get(b)!)
}

describe('the order of starting', () => {
  it('is by the longest chain behind a node, then by the chain before it, then by the plan', () => {
    const nodes = [
      node('lone'),
      node('root'),
      node('zero'),
      node('mid', 'root'),
      node('leaf', 'mid'),
      node('twig', 'root'),
    ]
    expect(order(nodes)).toEqual(['root', 'mid', 'leaf', 'twig', 'lone', 'zero'])
  })

  it('can be by how many steps the chain has', () => {
    const test = { kind: 'test' } as never
    const long = { ...node('long'), steps: [{ kind: 'transaction', steps: [test, test] }, test] } as never
    const short = [node('a'), node('b', 'a')].map((one) => ({ ...one, steps: [test] }))
    const ranks = startRanks([...short, long], stepsOf)
    expect(['long', 'a', 'b'].map((id) => ranks.get(id))).toEqual([0, 1, 2])
    expect(startRanks([...short, long]).get('a')).toBe(0)
    expect(stepsOf({ ...node('silent'), steps: [] })).toBe(1)
  })

  it('counts no step that sends nothing', () => {
    const step = (kind: string) => ({ kind }) as never
    const quiet = { ...node('quiet'), steps: ['note', 'assertColumnTypes', 'test', 'test'].map(step) } as never
    expect(stepsOf(quiet)).toBe(2)
    const loud = { ...node('loud'), steps: ['test', 'test', 'test'].map(step) } as never
    expect(startRanks([quiet, loud], stepsOf).get('loud')).toBe(0)
  })

  it('keeps the plan’s order among equals, forwards and backwards', () => {
    const names = ['d', 'a', 'c', 'b', 'e']
    expect(order(names.map((name) => node(name)))).toEqual(names)
  })

  it('never puts a node before what it waits for', () => {
    const graphs = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 40 })
      .map((rows) =>
        rows.map((inputs, i) => node(`n${i}`, ...new Set(i === 0 ? [] : inputs.map((input) => `n${input % i}`)))),
      )
    fc.assert(
      fc.property(graphs, (nodes) => {
        const ranks = startRanks(nodes)
        for (const { uniqueId, waitsFor } of nodes)
          for (const id of waitsFor) expect(ranks.get(id)!).toBeLessThan(ranks.get(uniqueId)!)
        expect([...ranks.values()].sort((a, b) => a - b)).toEqual(nodes.map((_, i) => i))
      }),
    )
  })
})
