import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'
import { exposure, integer, snapshot, source, view } from '../../../src/index.js'
import { listNodes } from '../../../src/runtime/select/list-nodes.js'

const raw = source('raw', { prices: { id: integer(), amount: integer() } })
const prices = view({ p: raw.prices }, (db) => db.selectFrom('p').selectAll(), {
  description: 'What things cost.',
  meta: { owner: 'Ann' },
})
const prices_history = snapshot(prices, {
  uniqueKey: 'id',
  strategy: 'check',
  checkColumns: 'all',
  meta: { owner: 'Bob' },
})
const board = exposure({ type: 'dashboard', dependsOn: [prices], owner: { name: 'Cid' }, maturity: 'high' })
const { project, diagnostics } = buildProject('shop', [
  { file: 'shop.ts', exports: { raw, prices, prices_history, board } },
])

describe('listed nodes', () => {
  it('have their description, meta, owner and maturity where there are any', () => {
    expect(diagnostics).toEqual([])
    const byName = Object.fromEntries(listNodes(project, {}).map((node) => [node.name, node]))
    expect(byName['prices']).toMatchObject({ description: 'What things cost.', meta: { owner: 'Ann' } })
    expect(byName['prices_history']).toMatchObject({ meta: { owner: 'Bob' } })
    expect(byName['board']).toMatchObject({ owner: { name: 'Cid' }, maturity: 'high' })
    expect(Object.keys(byName['prices_history']!)).not.toContain('description')
    expect(Object.keys(byName['prices']!)).not.toContain('owner')
  })
})
