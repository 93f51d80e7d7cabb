import { readerProgram } from './reader-program.js'
import type { Files, Template } from './template.js'

/** One seed of two rows and one model: the least that can be built, to be replaced. */
export const empty = {
  summary: 'one seed and one model, to be replaced',
  model: 'items',
  column: 'name',
  files: emptyFiles,
} as const satisfies Template

function emptyFiles(name: string): Files {
  return {
    'app.ts': readerProgram(name, {
      model: 'items',
      file: './src/models/items.ts',
      lines: `for (const { id, name } of await db.selectFrom('items').selectAll().orderBy('id').execute()) console.log(id, name)`,
    }),
    'src/seeds/raw_items.csv': 'id,name\n1, first\n2, second\n',
    'src/seeds/raw_items.ts': `import { integer, seed, varchar } from 'kerros'

export const raw_items = seed('src/seeds/raw_items.csv', { id: integer(), name: varchar() })
`,
    'src/models/items.ts': `import { notNull, trim, unique, view } from 'kerros'
import { raw_items } from '../seeds/raw_items.ts'

export const items = view(
  { i: raw_items },
  (db) => db.selectFrom('i').select((eb) => ['i.id', trim(eb.ref('i.name')).as('name')]),
  { description: 'Items, without blanks around their names.', columns: { id: { tests: [notNull(), unique()] } } },
)
`,
    'test/items.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { given, runModel } from 'kerros/testing'
import { items } from '../src/models/items.ts'
import { raw_items } from '../src/seeds/raw_items.ts'

test('items have names without blanks around them', async () => {
  const rows = await runModel(items, [given(raw_items, [{ id: 1, name: ' first ' }])])
  assert.deepEqual(rows, [{ id: 1, name: 'first' }])
})
`,
  }
}
