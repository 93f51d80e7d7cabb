import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RenameProject } from './rename-project.js'

const MODELS = `import { analysis, chart, columnsOf, exposure, incremental, integer, notNull, relationships, seed, snapshot, table, testColumns, view } from 'kerros'

export const lines = seed('src/lines.csv', { id: integer(), 'a.b': integer(), 'unit price': integer(), 価格: integer(), '100%': integer() })

export const kept = table({ l: lines }, (db) => db.selectFrom('l').selectAll(), {
  clusterBy: ['unit price', 'a.b', '価格', '100%'],
  columns: { 'unit price': { tests: [notNull()] }, 'a.b': { tests: [notNull()] }, 価格: { tests: [notNull()] }, '100%': {} },
})

export const few = view({ l: lines }, (db) => db.selectFrom('l').select(['l.unit price', 'l.価格', 'l.100%', 'l.id']))

export const grown = incremental({ l: lines }, (db) => db.selectFrom('l').selectAll(), {
  strategy: 'merge',
  uniqueKey: ['unit price', 'a.b', '100%'],
  mergeUpdateColumns: ['価格'],
})

export const history = snapshot(kept, { uniqueKey: 'a.b', strategy: 'check', checkColumns: ['unit price', '価格', '100%'] })

export const grown_tests = testColumns(grown, {
  'a.b': [relationships(lines, 'a.b')],
  'unit price': [relationships(lines, 'unit price')],
  価格: [relationships(lines, '価格')],
  '100%': [relationships(lines, '100%')],
})

export const shown = analysis({ k: kept }, (db) => db.selectFrom('k').selectAll())

export const bars = chart(shown, { mark: 'bar', category: 'a.b', value: 'unit price' })

export const board = exposure({
  type: 'dashboard',
  dependsOn: [columnsOf(kept, ['a.b', 'unit price', '価格', '100%'])],
  owner: { name: 'Ann' },
})
`

const TEST = `import { given, runModel } from 'kerros/testing'
import { kept, lines } from '../src/models.ts'

export async function rowsOf() {
  const rows = await runModel(kept, [given(lines, [{ id: 1, 'a.b': 2, 'unit price': 3, 価格: 4, '100%': 5 }])])
  return [rows[0]!['a.b'], rows[0]!['unit price'], rows[0]!.価格, rows[0]!['100%']]
}
`

const CSV = 'id,a.b,"unit price",価格,100%\n1,2,3,4,5\n'

const WAIT = 300_000

describe('a column whose name is no word of TypeScript', () => {
  let shop: RenameProject
  beforeAll(() => {
    shop = new RenameProject({ 'src/models.ts': MODELS, 'src/lines.csv': CSV, 'test/kept.test.ts': TEST })
  })
  afterAll(() => shop.remove())

  it.each([
    ['unit price', 'price'],
    ['a.b', 'ab'],
    ['価格', '値段'],
    ['100%', 'whole'],
  ])(
    '"%s" gets another name in queries, options, tests, charts, exposures and given rows',
    async (from, to) => {
      const { files, open } = await shop.plan(`lines.${from}`, to)
      expect(open).toEqual([])
      expect(Object.fromEntries(files.map(({ file, after }) => [file, after]))).toEqual({
        'src/models.ts': MODELS.replaceAll(from, to),
        'test/kept.test.ts': TEST.replaceAll(from, to),
        'src/lines.csv': CSV.replace(from, to),
      })
    },
    WAIT,
  )
})
