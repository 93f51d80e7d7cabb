import { stripVTControlCharacters } from 'node:util'
import textWidth from 'string-width'
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

it('cuts names in their middle to the width of the terminal, and keeps what is behind them', () => {
  const long = node(`an_orders_${'very_'.repeat(20)}long_name`)
  expect(treeOf([long], 60)).toEqual(['an_orders_very_very_very_ve…y_very_very_very_long_name  view'])
  const wide = node(`a_${'地域'.repeat(40)}_0002`)
  const [line] = treeOf([wide], 41)
  expect(line).toMatch(/^a_[地域]+…[地域]+_0002 {2}view$/)
  expect(textWidth(line!)).toBeLessThanOrEqual(41)
  expect(textWidth(line!)).toBeGreaterThan(38)
})

it('cuts whole lines where a name has no room', () => {
  const chain = Array.from({ length: 30 }, (_, i) => node(`node_${i}`, ...(i === 0 ? [] : [`node_${i - 1}`])))
  const lines = treeOf(chain, 40)
  expect(lines[0]).toBe('node_29  view')
  expect(lines.every((line) => textWidth(line) <= 40)).toBe(true)
})

it('draws a chain of 2,000 nodes', () => {
  const chain = Array.from({ length: 2_000 }, (_, i) => node(`n${i}`, ...(i === 0 ? [] : [`n${i - 1}`])))
  expect(treeOf(chain, 80)).toHaveLength(2_000)
})
