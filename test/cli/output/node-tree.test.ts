import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { nodeTree, type TreeNode } from '../../../src/cli/output/node-tree.js'

const node = (uniqueId: string, ...dependsOn: readonly string[]): TreeNode => ({
  uniqueId,
  name: uniqueId,
  about: uniqueId.startsWith('raw') ? 'source' : 'view',
  dependsOn,
})

/** The lines as they are read, in a CI with colors too. */
const treeOf = (nodes: readonly TreeNode[], columns?: number): readonly string[] =>
  nodeTree(nodes, columns).map(stripVTControlCharacters)

it('puts what a node reads below it, and marks what is expanded above', () => {
  const diamond = [
    node('raw'),
    node('stg', 'raw'),
    node('left', 'stg'),
    node('right', 'stg'),
    node('mart', 'left', 'right'),
  ]
  expect(`\n${treeOf([...diamond, node('alone')]).join('\n')}\n`).toBe(`
mart  view
├─ left  view
│  └─ stg  view
│     └─ raw  source
└─ right  view
   └─ stg  view  (above)
alone  view
`)
})

it('leaves out what is not among the nodes', () => {
  expect(treeOf([node('mart', 'left', 'other')])).toEqual(['mart  view'])
})

it('cuts lines to the width of the terminal', () => {
  const long = node(`a_${'very_'.repeat(20)}long_name`)
  const [line] = treeOf([long], 80)
  expect(line).toHaveLength(80)
  expect(line!.endsWith('…')).toBe(true)
})

it('draws a chain of 2,000 nodes', () => {
  const chain = Array.from({ length: 2_000 }, (_, i) => node(`n${i}`, ...(i === 0 ? [] : [`n${i - 1}`])))
  expect(treeOf(chain, 80)).toHaveLength(2_000)
})
