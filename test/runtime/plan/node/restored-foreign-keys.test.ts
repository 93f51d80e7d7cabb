import { foreignKey, incremental, integer, source, table } from 'kerros'
import { expect, it } from 'vitest'
import { plannedSteps } from '../../../materializations/planned-node.js'

const raw = source('raw', { e: { id: integer(), n: integer() } })

const keyed = (least: number, onChange: 'note' | 'fullRefresh') =>
  incremental({ e: raw.e }, (db) => db.selectFrom('e').where('e.n', '>', least).selectAll(), {
    uniqueKey: 'id',
    constraints: { primaryKey: 'id' },
    onChange,
  })

const columns = [{ name: 'id', type: 'NUMBER(38,0)' }]

/** What a run declares of tables other than its own: `m` is selected, `others` points to it and is not. */
function restored(least: number, onChange: 'note' | 'fullRefresh') {
  const [first] = plannedSteps('snowflake', { m: keyed(1, onChange) }) as any
  const m = keyed(least, onChange)
  const others = table({ e: raw.e }, (db) => db.selectFrom('e').selectAll(), {
    constraints: { foreignKey: [foreignKey(m, 'id')] },
  })
  const existing = {
    m: { type: 'table', columns: [...columns, { name: 'n', type: 'NUMBER(38,0)' }], mark: first.settings.mark },
    others: { type: 'table', columns },
  } as const
  return plannedSteps('snowflake', { m, others }, { existing }).flatMap((step) =>
    step.kind === 'alterConstraints' && step.relation.name === 'others' ? step.add.map(({ kind }) => kind) : [],
  )
}

it('a table that is rebuilt since its code changed gets its foreign keys back, and one that is not loses none', () => {
  expect(restored(2, 'fullRefresh')).toEqual(['foreignKey'])
  expect(restored(1, 'fullRefresh')).toEqual([])
  expect(restored(2, 'note')).toEqual([])
})
