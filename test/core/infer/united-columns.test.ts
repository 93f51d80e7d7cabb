import { ephemeral, integer, view } from 'kerros'
import { unionRelations } from 'kerros/macros'
import { SelectionNode, SelectQueryNode, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { OutputColumn } from '../../../src/core/infer/output-column.js'
import { outputColumns } from '../../../src/core/infer/output-columns.js'
import { checkUnited, readUnited, unitedColumnsNode } from '../../../src/core/infer/united-columns.js'
import { compileAndRun, compileFor, diagnosticsIn, raw } from '../compile/compile-models.js'
import { call, column, db, knownScope } from './known-columns.js'

const scope = knownScope({
  web: [
    { name: 'id', type: { name: 'integer' } },
    { name: 'kind', type: { name: 'varchar' } },
  ],
  shop: [
    { name: 'till', type: { name: 'varchar' }, values: undefined },
    { name: 'id', type: { name: 'bigint' }, values: 'number or bigint' },
  ],
  odd: [
    { name: 'id', type: { name: 'varchar' } },
    { name: 'kind', type: { name: 'date' } },
  ],
  untyped: [
    { name: 'id', type: undefined },
    { name: 'kind', type: undefined },
  ],
  hidden: undefined,
})

/** What one of several united relations gives. */
function columnsOf(table: string, all: readonly string[]): readonly OutputColumn[] | undefined {
  const from: any = db.selectFrom(table).toOperationNode()
  const node = SelectQueryNode.cloneWithSelections(from, [
    SelectionNode.create(unitedColumnsNode({ table, all }) as never),
  ])
  return outputColumns(node, scope)
}

describe('what united relations are', () => {
  it('can be read from what selects them, and from nothing else', () => {
    const united = { table: 'web', all: ['web', 'shop'] }
    expect(readUnited(unitedColumnsNode(united))).toEqual(united)
    expect(readUnited(call('concat', 'text'))).toBeUndefined()
    expect(readUnited(column('text'))).toBeUndefined()
  })

  it('have all columns, each relation its own or NULL', () => {
    expect(columnsOf('web', ['web', 'shop'])).toEqual([
      { name: 'id', type: { name: 'integer' } },
      { name: 'kind', type: { name: 'varchar' } },
      { name: 'till', type: { name: 'varchar' }, isNullable: true },
    ])
    expect(columnsOf('shop', ['web', 'shop'])).toEqual([
      { name: 'id', type: { name: 'bigint' }, values: 'number or bigint' },
      { name: 'kind', type: { name: 'varchar' }, isNullable: true },
      { name: 'till', type: { name: 'varchar' } },
    ])
  })

  it('are not known when raw SQL hides one', () => {
    expect(columnsOf('web', ['web', 'hidden'])).toBeUndefined()
    expect(columnsOf('web', ['web', 'missing'])).toBeUndefined()
  })
})

describe('relations that are united', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['numbers of several types', ['web', 'shop'], []],
    ['what has no known types', ['untyped', 'web', 'shop'], []],
    [
      'other kinds',
      ['web', 'odd'],
      ['"id" is integer in "web" and varchar in "odd"', '"kind" is varchar in "web" and date in "odd"'],
    ],
    [
      'other kinds, later',
      ['shop', 'web', 'odd'],
      ['"id" is bigint in "shop" and varchar in "odd"', '"kind" is varchar in "web" and date in "odd"'],
    ],
  ])('are compared by the kinds of their columns: %s', (_, all, expected) => {
    expect(checkUnited({ table: all[0]!, all }, scope)).toEqual(
      expected.map((words) => expect.objectContaining({ code: 'E_TYPE_MISMATCH', message: `the column ${words}` })),
    )
  })

  const known = ephemeral({ u: raw.users }, (q) => q.selectFrom('u').select('u.user_id'))
  const written = ephemeral({ e: raw.events }, (q) =>
    q
      .selectFrom('e')
      .select(['e.user_id', sql<string>`'x'`.as('note')])
      .where('e.id', '=', 1),
  )

  it('have NULL of no type for a column whose type is not known', async () => {
    const m = view({ known, written }, (q) => unionRelations(q, ['known', 'written']).orderBy('united.note'))
    const { duckdb, rows } = await compileAndRun({ known, written, m })
    expect(duckdb).toContain('select "known"."user_id", null as "note" from')
    expect(rows).toEqual([
      { user_id: 10, note: 'x' },
      { user_id: 10, note: null },
      { user_id: 20, note: null },
    ])
  })

  it('are refused when raw SQL hides the columns of one', () => {
    const build = (contract?: any): readonly string[] =>
      diagnosticsIn({
        known,
        m: view(
          { known },
          (q) =>
            unionRelations(
              q.with('other', () => sql<any>`(select 1 as user_id)` as any) as any,
              ['known', 'other'] as never,
            ) as any,
          contract && { contract },
        ),
      })
    expect([build(), build({ user_id: integer() })]).toMatchInlineSnapshot(`
      [
        [
          "E_COLUMNS_UNKNOWN "m": unionRelations needs the columns of "other", which raw SQL hides → List them, as in with('other(id, kind)', …), or make it a model with a contract.",
          "E_COLUMNS_UNKNOWN the columns of "m" are hidden in raw SQL → Say what they are with a contract: { contract: { id: integer(), … } }.",
        ],
        [
          "E_COLUMNS_UNKNOWN "m": unionRelations needs the columns of "other", which raw SQL hides → List them, as in with('other(id, kind)', …), or make it a model with a contract.",
        ],
      ]
    `)
  })

  it('can be raw SQL whose columns are listed', async () => {
    const m = view({ known }, (q) => {
      const listed = q.with('other(user_id, note)', () => sql<any>`(select 1, 'x')`)
      return unionRelations(listed as any, ['known', 'other'] as never) as any
    })
    const { rows } = await compileAndRun({ known, m })
    expect(rows).toContainEqual({ user_id: 1, note: 'x' })
    expect(rows).toContainEqual({ user_id: 10, note: null })
  })

  it('have the columns of a common table expression too', () => {
    const m = view({ known, e: raw.events }, (q) =>
      unionRelations(
        q.with('c', (w) => w.selectFrom('e').select(['e.id', 'e.user_id'])),
        ['known', 'c'],
      ),
    )
    const { columns } = compileFor('duckdb', { known, m })
    expect(columns).toEqual([
      { name: 'user_id', type: { name: 'integer' }, values: 'number' },
      { name: 'id', type: { name: 'integer' }, values: 'number', isNullable: true },
    ])
  })
})
