import { describe, expect, it } from 'vitest'
import { Graph } from '../../../src/core/graph/graph.js'
import type { GraphNode } from '../../../src/core/graph/graph-node.js'
import { addTestEdges, testEdges } from '../../../src/core/graph/test-edges.js'
import fc from '../../seeded-fast-check.js'
import { acyclicNodes } from './random-graph.js'

const node = (uniqueId: string, ...dependsOn: string[]): GraphNode => ({ uniqueId, dependsOn })
const isTest = (each: GraphNode): boolean => each.uniqueId.startsWith('t')
const edges = (...nodes: GraphNode[]): string[] =>
  testEdges(Graph.of(nodes), isTest)
    .map(({ from, to }) => `${from} > ${to}`)
    .sort()

describe('testEdges', () => {
  it('makes what reads a node wait for its tests', () => {
    expect(edges(node('a'), node('b', 'a'), node('c', 'b'), node('t1', 'a'), node('t2', 'b'))).toEqual([
      't1 > b',
      't2 > c',
    ])
  })

  it('leaves out a node that waits through another', () => {
    expect(edges(node('a'), node('b', 'a'), node('c', 'a', 'b'), node('t', 'a'))).toEqual(['t > b'])
  })

  it('stops only what comes after all inputs of a test', () => {
    const both = [node('a'), node('b'), node('reads_a', 'a'), node('reads_b', 'b'), node('t', 'a', 'b')]
    expect(edges(...both)).toEqual([])
    expect(edges(...both, node('c', 'reads_a', 'reads_b'))).toEqual(['t > c'])
  })

  it('takes the later of two inputs when one comes after the other', () => {
    expect(edges(node('a'), node('b', 'a'), node('c', 'b'), node('t', 'a', 'b'))).toEqual(['t > c'])
  })

  it('makes no test wait for a test, and nothing for a test that reads nothing', () => {
    expect(edges(node('a'), node('b', 'a'), node('t0'), node('t1', 'b'), node('t2', 'b'))).toEqual([])
  })

  it('is the definition: a node waits for a test if and only if all inputs of the test are its ancestors', () => {
    fc.assert(
      fc.property(acyclicNodes, (nodes) => {
        const graph = Graph.of(nodes)
        const extra = testEdges(graph, isTest)
        const all = addTestEdges(graph, isTest)
        const stopped = (test: string, id: string): boolean =>
          graph.parents(test).length > 0 && graph.parents(test).every((input) => graph.upstream([id]).has(input))
        const models = nodes.map((each) => each.uniqueId).filter((id) => !id.startsWith('t'))
        for (const { uniqueId: test } of nodes.filter(isTest)) {
          const waiting = [...all.downstream([test])].filter((id) => !id.startsWith('t'))
          expect(waiting.sort()).toEqual(models.filter((id) => stopped(test, id)).sort())
          const first = models.filter(
            (id) => stopped(test, id) && ![...graph.upstream([id])].some((up) => stopped(test, up)),
          )
          expect(
            extra
              .filter((edge) => edge.from === test)
              .map((edge) => edge.to)
              .sort(),
          ).toEqual(first.sort())
        }
      }),
      { numRuns: 300 },
    )
  })

  it('looks at more sets of inputs than fit into one walk, with up to four inputs, as if it were one by one', () => {
    const models = Array.from({ length: 3000 }, (_, i) => node(`m${i}`, ...(i < 10 ? [] : [`m${i - 10}`, `m${i - 7}`])))
    const tests = Array.from({ length: 5000 }, (_, i) => {
      const at = (i * 7) % 2990
      return node(`t${i}`, ...[at, at + 3, at + 5, at + 9].slice(0, 1 + (i % 4)).map((input) => `m${input}`))
    })
    const graph = Graph.of([...models, ...tests])
    const found = new Map<string, string[]>()
    for (const { from, to } of testEdges(graph, isTest)) found.set(from, [...(found.get(from) ?? []), to])
    for (const { uniqueId: test } of tests.filter((_, index) => index % 250 < 4)) {
      const [some = new Set<string>(), ...others] = graph.parents(test).map((input) => graph.downstream([input]))
      const stopped = new Set([...some].filter((id) => !isTest(graph.get(id)) && others.every((ids) => ids.has(id))))
      const first = [...stopped].filter((id) => !graph.parents(id).some((parent) => stopped.has(parent)))
      expect((found.get(test) ?? []).sort()).toEqual(first.sort())
    }
  })

  it.skipIf(process.env['KERROS_MUTATED_ROOM'])(
    'ends at 10,000 models and 30,000 tests, where a search for each test takes minutes',
    () => {
      const models = Array.from({ length: 10_000 }, (_, i) =>
        node(`m${i}`, ...[1, 17, 400].flatMap((back) => (i >= back * 3 ? [`m${i - back * 3}`] : []))),
      )
      const tests = Array.from({ length: 30_000 }, (_, i) =>
        node(`t${i}`, `m${i % 10_000}`, ...(i % 5 === 0 ? [`m${(i * 31) % 10_000}`] : [])),
      )
      const graph = Graph.of([...models, ...tests])
      const found = testEdges(graph, isTest)
      expect(found.length).toBeGreaterThan(20_000)
    },
  )
})
