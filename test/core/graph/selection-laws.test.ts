import { describe, expect, it } from 'vitest'
import { Graph } from '../../../src/core/graph/graph.js'
import { type SelectOptions, selectNodes, withTests } from '../../../src/core/graph/select-nodes.js'
import type { SelectableNode } from '../../../src/core/graph/selectable-node.js'
import fc from '../../seeded-fast-check.js'
import { acyclicNodes } from './random-graph.js'

const criterion = fc
  .tuple(
    fc.constantFrom('', '+', '1+', '2+', '@'),
    fc.constantFrom('a', 'b', 'c', '[a-c]', 'tag:nightly', 'tag:slow', 'path:src/marts', 'resource_type:model', '*'),
    fc.constantFrom('', '+', '+1'),
  )
  .map(([before, value, after]) => `${before}${value}${before === '@' ? '' : after}`)

const indirectSelection = fc.constantFrom('eager', 'empty')

/** Checks a law for random graphs, random criteria and both ways of treating tests. */
function law(
  holds: (select: (options: SelectOptions) => ReadonlySet<string>, a: string, b: string) => void,
): () => void {
  return () =>
    fc.assert(
      fc.property(acyclicNodes, criterion, criterion, indirectSelection, (nodes, a, b, indirect) => {
        const graph: Graph<SelectableNode> = Graph.of(nodes)
        holds((options) => selectNodes(graph, { ...options, indirectSelection: indirect }).ids, a, b)
      }),
    )
}

const bare = (text: string): string => text.replace(/^(@|\d*\+)/, '').replace(/\+\d*$/, '')

describe('selection', () => {
  it(
    '+a+ is +a and a+ together',
    law((select, text) => {
      const a = bare(text)
      expect(select({ select: [`+${a}+`] })).toEqual(select({ select: [`+${a} ${a}+`] }))
    }),
  )

  it(
    'n+a grows with n up to +a',
    law((select, text) => {
      const a = bare(text)
      let smaller = select({ select: [a] })
      for (const prefix of ['0+', '1+', '2+', '3+', '20+']) {
        const larger = select({ select: [prefix + a] })
        expect([...smaller].filter((id) => !larger.has(id))).toEqual([])
        smaller = larger
      }
      expect(smaller).toEqual(select({ select: [`+${a}`] }))
    }),
  )

  it(
    '@a holds +a+, and all that anything in a+ needs',
    law((select, text) => {
      const a = bare(text)
      const all = select({ select: [`@${a}`] })
      for (const id of select({ select: [`+${a}+`] })) expect(all.has(id)).toBe(true)
    }),
  )

  it(
    'a space and several items are a union, in any order',
    law((select, a, b) => {
      const union = new Set([...select({ select: [a] }), ...select({ select: [b] })])
      const both = select({ select: [`${a} ${b}`] })
      expect([...both].sort()).toEqual([...union].sort())
      expect(select({ select: [b, a] })).toEqual(both)
      expect(select({ select: [a, a] })).toEqual(select({ select: [a] }))
    }),
  )

  it(
    'a comma is an intersection, in any order',
    law((select, a, b) => {
      const inB = select({ select: [b] })
      const both = select({ select: [`${a},${b}`] })
      expect([...both]).toEqual([...select({ select: [a] })].filter((id) => inB.has(id)))
      expect(select({ select: [`${b},${a}`] })).toEqual(both)
    }),
  )

  it(
    'exclude takes away exactly what select would give',
    law((select, a, b) => {
      const inB = select({ select: [b] })
      expect([...select({ select: [a], exclude: [b] })]).toEqual(
        [...select({ select: [a] })].filter((id) => !inB.has(id)),
      )
      expect(select({ select: [a], exclude: [a] }).size).toBe(0)
      expect(select({ exclude: [a] })).toEqual(select({ select: ['*'], exclude: [a] }))
    }),
  )
})

describe('withTests', () => {
  it('adds each test with at least one selected parent, and nothing else', () => {
    fc.assert(
      fc.property(acyclicNodes, fc.func(fc.boolean()), (nodes, keep) => {
        const ids = new Set(nodes.map((node) => node.uniqueId).filter((id) => keep(id)))
        const expected = nodes.filter(
          (node) =>
            ids.has(node.uniqueId) || (node.resourceType === 'test' && node.dependsOn.some((id) => ids.has(id))),
        )
        expect([...withTests(Graph.of(nodes), ids)].sort()).toEqual(expected.map((node) => node.uniqueId).sort())
      }),
    )
  })
})
