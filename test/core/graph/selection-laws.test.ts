import { describe, expect, it } from 'vitest'
import { Graph } from '../../../src/core/graph/graph.js'
import { INDIRECT_SELECTIONS, type IndirectSelection } from '../../../src/core/graph/indirect-selection.js'
import type { NamedSelector } from '../../../src/core/graph/named-selectors.js'
import { type SelectOptions, selectNodes } from '../../../src/core/graph/select-nodes.js'
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

/** Checks a law for random graphs, random criteria and all ways of treating tests, or those for which it is one. */
function law(
  holds: (select: (options: SelectOptions) => ReadonlySet<string>, a: string, b: string) => void,
  modes: readonly IndirectSelection[] = INDIRECT_SELECTIONS,
): () => void {
  return () =>
    fc.assert(
      fc.property(acyclicNodes, criterion, criterion, fc.constantFrom(...modes), (nodes, a, b, indirect) => {
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
    law(
      (select, a, b) => {
        const inB = select({ select: [b] })
        expect([...select({ select: [a], exclude: [b] })]).toEqual(
          [...select({ select: [a] })].filter((id) => !inB.has(id)),
        )
        expect(select({ select: [a], exclude: [a] }).size).toBe(0)
        expect(select({ exclude: [a] })).toEqual(select({ select: ['*'], exclude: [a] }))
      },
      ['eager', 'empty'],
    ),
  )
})

/** What docs/selectors.md says of tests, for selectors without intersections. */
function selectedByThePage(
  nodes: readonly SelectableNode[],
  mode: (typeof INDIRECT_SELECTIONS)[number],
  [select, exclude]: readonly [ReadonlySet<string>, ReadonlySet<string>],
): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]))
  const above = (id: string): readonly string[] => byId.get(id)!.dependsOn.flatMap((one) => [one, ...above(one)])
  const needed = new Set([...select].flatMap(above))
  const isLeftOut = ({ uniqueId, resourceType, dependsOn }: SelectableNode): boolean =>
    exclude.has(uniqueId) || (mode !== 'empty' && resourceType === 'test' && dependsOn.some((id) => exclude.has(id)))
  const comesAlong = ({ resourceType, dependsOn }: SelectableNode): boolean => {
    if (resourceType !== 'test' || !dependsOn.some((id) => select.has(id))) return false
    if (mode === 'buildable')
      return dependsOn.every((id) => select.has(id) || needed.has(id) || byId.get(id)!.resourceType === 'source')
    return mode === 'eager' || (mode === 'cautious' && dependsOn.every((id) => select.has(id)))
  }
  return nodes
    .filter((node) => (select.has(node.uniqueId) || comesAlong(node)) && !isLeftOut(node))
    .map(({ uniqueId }) => uniqueId)
}

/** A graph in which no node depends on a test. */
function testsLast(random: readonly SelectableNode[]): {
  readonly nodes: readonly SelectableNode[]
  readonly graph: Graph<SelectableNode>
  readonly named: (items: readonly string[]) => ReadonlySet<string>
} {
  const isTest = new Set(random.filter((one) => one.resourceType === 'test').map(({ uniqueId }) => uniqueId))
  const nodes = random.map((one) => ({ ...one, dependsOn: one.dependsOn.filter((id) => !isTest.has(id)) }))
  const graph: Graph<SelectableNode> = Graph.of(nodes)
  const idsOf = (item: string) => selectNodes(graph, { select: [item], indirectSelection: 'empty' }).ids
  return { nodes, graph, named: (items) => new Set(items.flatMap((item) => [...idsOf(item)])) }
}

describe('tests of what is selected', () => {
  it('are those that the documentation says, in each mode', () => {
    let withTests = 0
    fc.assert(
      fc.property(
        acyclicNodes,
        fc.array(criterion, { minLength: 1, maxLength: 3 }),
        fc.array(criterion, { maxLength: 2 }),
        fc.constantFrom(...INDIRECT_SELECTIONS),
        (random, select, exclude, mode) => {
          const { nodes, graph, named } = testsLast(random)
          const { ids } = selectNodes(graph, { select, exclude, indirectSelection: mode })
          const expected = selectedByThePage(nodes, mode, [named(select), named(exclude)])
          expect([...ids].sort()).toEqual([...expected].sort())
          if (expected.some((id) => graph.get(id).resourceType === 'test')) withTests++
        },
      ),
      { numRuns: 2000 },
    )
    expect(withTests).toBeGreaterThan(200)
  })

  it('are those of the mode that a named selector has, in place of that of the command, alone or as a part of another one', () => {
    let differ = 0
    fc.assert(
      fc.property(
        acyclicNodes,
        fc.array(criterion, { minLength: 1, maxLength: 3 }),
        fc.array(criterion, { maxLength: 2 }),
        fc.constantFrom(...INDIRECT_SELECTIONS),
        fc.constantFrom(...INDIRECT_SELECTIONS),
        fc.boolean(),
        (random, select, exclude, own, asked, isNested) => {
          const { nodes, graph, named } = testsLast(random)
          const group = { union: select, ...(exclude.length > 0 && { exclude }), indirectSelection: own }
          const s: NamedSelector = isNested ? { union: [group] } : group
          const of = (options: SelectOptions) =>
            [...selectNodes(graph, { ...options, indirectSelection: asked, selectors: { s } }).ids].sort()
          const expected = selectedByThePage(nodes, own, [named(select), named(exclude)]).toSorted()
          expect(of({ select: 'selector:s' })).toEqual(expected)
          const byCommand = selectedByThePage(nodes, asked, [named(select), named(exclude)]).toSorted()
          if (byCommand.join() !== expected.join()) differ++
          // What is left out takes tests along by the mode of the command.
          if (exclude.length === 0)
            expect(of({ select: '*', exclude: 'selector:s' })).toEqual(of({ select: '*', exclude: select }))
        },
      ),
      { numRuns: 2000 },
    )
    expect(differ).toBeGreaterThan(100)
  })
})
