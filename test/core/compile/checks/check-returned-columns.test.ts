import { bigint, dynamicTable, integer, snapshot, source, table, varchar, view } from 'kerros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { checkReturnedColumns } from '../../../../src/core/compile/checks/check-returned-columns.js'
import { diagnosticsIn, raw } from '../compile-models.js'

const { events } = raw

const hidden = () => sql<{ n: number }>`select 1 as n`
const told = (m: unknown) => diagnosticsIn({ m }).map((text) => text.split(' → ')[0])
const asTable = (options: object) =>
  table({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind']), options)

describe('columns that options of storage name', () => {
  const policy = 'p.q'
  it.each<[what: string, options: object, told: readonly string[]]>([
    ['clusterBy', { clusterBy: 'idd' }, ['the clusterBy of "m" names "idd"']],
    ['clusterBy, of several', { clusterBy: ['id', 'kin'] }, ['the clusterBy of "m" names "kin"']],
    ['a row access policy', { rowAccessPolicy: { policy, on: 'i' } }, ['the rowAccessPolicy of "m" names "i"']],
    [
      'a row access policy, several',
      { rowAccessPolicy: { policy, on: ['i', 'kind', 'k'] } },
      ['the rowAccessPolicy of "m" names "i"', 'the rowAccessPolicy of "m" names "k"'],
    ],
    ['a masking policy', { maskingPolicies: { i: { policy } } }, ['the maskingPolicies of "m" names "i"']],
    [
      'a masking policy by another column',
      { maskingPolicies: { id: { policy, using: 'k' } } },
      ['the maskingPolicies of "m" names "k"'],
    ],
    ['what describes columns', { columns: { idd: {} } }, ['the option "columns" of "m" names "idd"']],
  ])('must be returned: %s', (_, options, namers) => {
    const lacks = 'columns' in options ? 'it does not have' : 'its query does not return'
    expect(told(asTable(options))).toEqual(namers.map((namer) => `E_UNKNOWN_COLUMN ${namer}, which ${lacks}`))
  })

  it('may be what the query returns', () => {
    const m = asTable({
      clusterBy: ['id', 'kind'],
      maskingPolicies: { id: { policy, using: ['kind'] } },
      columns: { id: {} },
    })
    expect(told(m)).toEqual([])
    expect(told(asTable({ rowAccessPolicy: { policy, on: ['id', 'kind'] } }))).toEqual([])
  })

  it('may be what only a contract says', () => {
    const named = (n: string) => ({ clusterBy: n, columns: { [n]: {} }, contract: { n: integer() } }) as never
    expect(told(table({}, hidden, named('n')))).toEqual([])
    expect(told(table({}, hidden, named('nn')))).toHaveLength(2)
  })
})

describe('a masking policy of a column', () => {
  const masked = (define: typeof view | typeof table, column: string) =>
    define({ e: events }, (db) => db.selectFrom('e').select(['e.id', sql<string>`upper(kind)`.as('Kind')]), {
      maskingPolicies: { [column]: { policy: 'p.q' } },
    } as never)

  it('of a table needs its type, since it is written after it', () => {
    expect(told(masked(table, 'Kind'))).toEqual([
      'E_COLUMNS_UNKNOWN the type of "Kind" in "m" is not known, and its masking policy needs it',
    ])
    expect(told(masked(table, 'id'))).toEqual([])
    expect(told(masked(view, 'Kind'))).toEqual([])
  })

  it('is reported by both, where only the case is wrong', () => {
    expect(told(masked(table, 'kind'))).toEqual([
      'E_UNKNOWN_COLUMN the maskingPolicies of "m" names "kind", which its query does not return',
      'E_COLUMNS_UNKNOWN the type of "kind" in "m" is not known, and its masking policy needs it',
    ])
    expect(told(masked(table, 'nobody'))).toHaveLength(1)
  })

  it('of a dynamic table needs no type', () => {
    const m = dynamicTable({ e: events }, (db) => db.selectFrom('e').select(['e.id', sql`1`.as('one')]) as never, {
      targetLag: '1 minute',
      rowAccessPolicy: { policy: 'p.q', on: 'one' },
    } as never)
    expect(told(m)).toEqual([])
  })
})

describe('a snapshot', () => {
  const columns = [
    { name: 'user_id', type: integer().type },
    { name: 'name', type: varchar().type },
  ]
  const said = (options: object, known: typeof columns | undefined = columns) =>
    checkReturnedColumns(
      {
        name: 's',
        definition: snapshot(raw.users, {
          uniqueKey: 'user_id',
          strategy: 'check',
          checkColumns: ['name'],
          ...options,
        } as never),
      },
      known,
    ).map(({ message }) => message)

  it('may name columns of its source and those that it adds', () => {
    expect(said({})).toEqual([])
    const policy = 'p.q'
    for (const name of ['user_id', 'valid_from'])
      expect(
        said({
          clusterBy: [name],
          rowAccessPolicy: { policy, on: name },
          maskingPolicies: { [name]: { policy } },
          columns: { [name]: {} },
        }),
      ).toEqual([])
  })

  it('may name no others', () => {
    const policy = 'p.q'
    const name = 'valid'
    expect(
      said({
        clusterBy: [name],
        rowAccessPolicy: { policy, on: name },
        maskingPolicies: { [name]: { policy } },
        columns: { [name]: {} },
      }),
    ).toEqual([
      'the clusterBy of "s" names "valid", which its query does not return',
      'the rowAccessPolicy of "s" names "valid", which its query does not return',
      'the maskingPolicies of "s" names "valid", which its query does not return',
      'the option "columns" of "s" names "valid", which it does not have',
    ])
  })

  it('of columns that raw SQL hides says nothing', () => {
    const options = { uniqueKey: 'nobody', clusterBy: 'nobody' }
    const definition = snapshot(raw.users, { strategy: 'check', checkColumns: ['name'], ...options } as never)
    expect(checkReturnedColumns({ name: 's', definition }, undefined)).toEqual([])
  })
})

describe('a contract', () => {
  const kept = (contract: object) =>
    view({ e: events }, (db) => db.selectFrom('e').select(['e.id', sql`1`.as('one')]) as never, { contract } as never)

  it('is kept by another type of the same kind, and by a type that is not known', () => {
    expect(told(kept({ id: integer(), one: varchar() }))).toEqual([])
    expect(told(kept({ id: bigint(), one: integer() }))).toEqual([])
    expect(told(kept({ id: varchar(), one: integer() }))).toHaveLength(1)
  })

  it('may have names that every object of JavaScript has', () => {
    const { odd } = source('raw', { odd: { constructor: integer(), toString: varchar() } as never }) as any
    const m = (contract: object) =>
      view({ o: odd }, (db) => (db as any).selectFrom('o').selectAll(), { contract } as never)
    const of = (contract: object) => diagnosticsIn({ odd, m: m(contract) }).map((text) => text.split(' → ')[0])
    expect(of({ constructor: integer(), toString: varchar() })).toEqual([])
    expect(of({ constructor: integer() })).toEqual([
      'E_CONTRACT the query of "m" returns "toString", its contract does not have it',
    ])
  })
})

it('a column that is returned three times is reported twice, with the name before', () => {
  const m = view({ e: events }, (db) =>
    db.selectFrom('e').select(['e.id', 'e.user_id as ID', 'e.amount as ID'] as never),
  )
  expect(told(m)).toEqual([
    'E_DUPLICATE_COLUMN the query of "m" returns the column "ID" as "id" and "ID", which engines take for one',
    'E_DUPLICATE_COLUMN the query of "m" returns the column "ID" twice',
  ])
})

it('what is no model and no snapshot has no columns to check', () => {
  expect(checkReturnedColumns({ name: 'events', definition: events }, undefined)).toEqual([])
  expect(checkReturnedColumns({ name: 'a_test' }, undefined)).toEqual([])
})
