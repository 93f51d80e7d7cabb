import { describe, expect, it } from 'vitest'
import { findCycles } from '../../../src/core/graph/find-cycles.js'
import fc from '../../seeded-fast-check.js'
import { anyNodes } from './random-graph.js'

const node = (uniqueId: string, ...dependsOn: string[]) => ({ uniqueId, dependsOn })

describe('findCycles', () => {
  it.each([
    ['none', [node('a'), node('b', 'a', 'unknown')], []],
    ['a node that reads itself', [node('a', 'a')], [['a', 'a']]],
    ['one that starts with its smallest id', [node('b', 'c'), node('c', 'a'), node('a', 'b')], [['a', 'b', 'c', 'a']]],
    [
      'the shortest of a tangle',
      [node('a', 'b'), node('b', 'c'), node('c', 'a', 'd'), node('d', 'c')],
      [['c', 'd', 'c']],
    ],
    ['itself before a pair', [node('a', 'b'), node('b', 'a', 'c'), node('c', 'c', 'b')], [['c', 'c']]],
    [
      'one for each tangle',
      [node('x', 'y'), node('y', 'x', 'a'), node('a', 'b'), node('b', 'a')],
      [
        ['a', 'b', 'a'],
        ['x', 'y', 'x'],
      ],
    ],
    [
      'sorted ones, also when the first depends on the second',
      [node('a', 'b', 'x'), node('b', 'a'), node('x', 'y'), node('y', 'x')],
      [
        ['a', 'b', 'a'],
        ['x', 'y', 'x'],
      ],
    ],
    [
      'the first of equally short ones, also when it is reached last',
      [node('a', 'd'), node('d', 'e'), node('e', 'b', 'd'), node('b', 'c'), node('c', 'a', 'b')],
      [['b', 'c', 'b']],
    ],
  ])('finds %s', (_, nodes, cycles) => {
    expect(findCycles(nodes)).toEqual(cycles)
    expect(findCycles(nodes.toReversed())).toEqual(cycles)
  })

  it('finds a shortest real cycle in each set of nodes that reach one another, and nothing else', () => {
    fc.assert(
      fc.property(anyNodes, (nodes) => {
        const distance = distances(nodes)
        const cycles = findCycles(nodes)
        expect(findCycles(nodes.toReversed())).toEqual(cycles)
        const covered = new Set<string>()
        for (const cycle of cycles) {
          expect(cycle.at(-1)).toBe(cycle[0])
          expect(new Set(cycle).size).toBe(cycle.length - 1)
          for (const [index, id] of cycle.slice(0, -1).entries())
            expect(nodes.find((each) => each.uniqueId === id)?.dependsOn).toContain(cycle[index + 1])
          const start = cycle[0]!
          const component = nodes
            .map((each) => each.uniqueId)
            .filter((id) => distance(start, id) < Infinity && distance(id, start) < Infinity)
          for (const id of component) expect(covered.has(id)).toBe(false)
          for (const id of component) covered.add(id)
          expect(cycle.length - 1).toBe(Math.min(...component.map((id) => distance(id, id))))
        }
        for (const { uniqueId } of nodes) expect(covered.has(uniqueId)).toBe(distance(uniqueId, uniqueId) < Infinity)
      }),
      { numRuns: 300 },
    )
  })

  it.skipIf(process.env['KERROS_MUTATED_ROOM'])('takes a ring and a chain of 50,000 nodes', () => {
    const size = 50_000
    const ring = Array.from({ length: size }, (_, i) => node(`n${i}`, `n${(i + 1) % size}`))
    expect(findCycles(ring)[0]?.length).toBe(size + 1)
    expect(findCycles(ring.slice(0, -1))).toEqual([])
  })
})

/** Steps of at least one edge between any two nodes (Floyd and Warshall). */
function distances(nodes: readonly { uniqueId: string; dependsOn: readonly string[] }[]) {
  const steps = new Map<string, number>()
  const distance = (a: string, b: string): number => steps.get(`${a} ${b}`) ?? Infinity
  for (const { uniqueId, dependsOn } of nodes) for (const id of dependsOn) steps.set(`${uniqueId} ${id}`, 1)
  for (const { uniqueId: via } of nodes)
    for (const { uniqueId: a } of nodes)
      for (const { uniqueId: b } of nodes) {
        const through = distance(a, via) + distance(via, b)
        if (through < distance(a, b)) steps.set(`${a} ${b}`, through)
      }
  return distance
}
