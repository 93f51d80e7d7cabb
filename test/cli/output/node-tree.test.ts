import { expect, it } from 'vitest'
import { nodeTree, type TreeNode } from '../../../src/cli/output/node-tree.js'

const node = (uniqueId: string, ...dependsOn: readonly string[]): TreeNode => ({
  uniqueId,
  name: uniqueId,
  about: uniqueId.startsWith('raw') ? 'source' : 'view',
  dependsOn,
})

it('puts what a node reads below it, and marks what is expanded above', () => {
  const diamond = [
    node('raw'),
    node('stg', 'raw'),
    node('left', 'stg'),
    node('right', 'stg'),
    node('mart', 'left', 'right'),
  ]
  expect(`\n${nodeTree([...diamond, node('alone')], undefined).join('\n')}\n`).toBe(`
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
  expect(nodeTree([node('mart', 'left', 'other')], undefined)).toEqual(['mart  view'])
})

it('cuts lines to the width of the terminal', () => {
  const long = node(`a_${'very_'.repeat(20)}long_name`)
  const [line] = nodeTree([long], 80)
  expect(line).toHaveLength(80)
  expect(line!.endsWith('…')).toBe(true)
})

it('draws a chain of 2,000 nodes', () => {
  const chain = Array.from({ length: 2_000 }, (_, i) => node(`n${i}`, ...(i === 0 ? [] : [`n${i - 1}`])))
  expect(nodeTree(chain, 80)).toHaveLength(2_000)
})
