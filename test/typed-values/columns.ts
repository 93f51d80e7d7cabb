import * as k from 'kerros'
import { type SqlType, source } from 'kerros'

// One column of each type, and with `_n` the same but NULL in the rows of the second group.

const types = {
  i: k.integer(),
  big: k.bigint(),
  huge: k.bigint(),
  p: k.decimal(10, 2),
  q: k.decimal(18, 2),
  w: k.decimal(38, 4),
  n: k.decimal(18, 2, { as: 'number' }),
  f: k.double(),
  b: k.boolean(),
  s: k.varchar(),
  d: k.date(),
  ts: k.timestamp(),
  bin: k.binary(),
  j: k.json(),
  li: k.array(k.integer()),
  lh: k.array(k.bigint()),
  lq: k.array(k.decimal(18, 2)),
  ls: k.array(k.varchar()),
}

export const { t } = source('raw', {
  t: {
    ...types,
    i_n: types.i.nullable(),
    big_n: types.big.nullable(),
    huge_n: types.huge.nullable(),
    p_n: types.p.nullable(),
    q_n: types.q.nullable(),
    w_n: types.w.nullable(),
    n_n: types.n.nullable(),
    f_n: types.f.nullable(),
    b_n: types.b.nullable(),
    s_n: types.s.nullable(),
    d_n: types.d.nullable(),
    ts_n: types.ts.nullable(),
    bin_n: types.bin.nullable(),
    j_n: types.j.nullable(),
    li_n: types.li.nullable(),
    lh_n: types.lh.nullable(),
    lq_n: types.lq.nullable(),
    ls_n: types.ls.nullable(),
    id: k.integer(),
    g: k.integer(),
    yes: k.boolean(),
  },
})

/** The columns that stand for every type, without those that are NULL somewhere. */
export const COLUMNS = Object.keys(types) as readonly (keyof typeof types)[]

/** Those of which all pairs are tried. Not `huge`: its products are beyond what an engine holds. */
export const PAIRED = ['i', 'big', 'p', 'q', 'w', 'n', 'f', 'b', 's', 'd', 'ts', 'j', 'ls'] as const

/** The values of three rows, as SQL that is cast to the column's type. */
const VALUES: { readonly [C in keyof typeof types]: readonly [string, string, string] } = {
  i: ['7', '2', '3'],
  big: ['5', '2', '11'],
  huge: ['9007199254740993', '-9007199254740995', '4'],
  p: ['12.50', '0.25', '3.00'],
  q: ['1234567890123456.75', '2.50', '0.01'],
  w: ['12345678901234.5678', '0.2500', '3.0000'],
  n: ['12.50', '0.25', '1234567890123.25'],
  f: ['1.5', '0.25', '2'],
  b: ['true', 'false', 'true'],
  s: ["'abc'", "'12'", "'x,y'"],
  d: ["'2024-01-31'", "'2023-12-31'", "'2024-02-29'"],
  ts: ["'2024-03-06 13:14:15.5'", "'2024-01-01 00:00:00'", "'2023-12-31 23:59:59'"],
  bin: ['00ff', '', '01'],
  j: ['{"a":1}', '[1,"b"]', '"x"'],
  li: ['[1,2]', '[]', '[3]'],
  lh: ['[9007199254740993]', '[1]', '[]'],
  lq: ['[1234567890123456.75,2.5]', '[]', '[0.01]'],
  ls: ['["a","b"]', '[]', '["c"]'],
}

/** How an engine writes what has no literal that both share. */
export interface LiteralSql {
  typeName(type: SqlType): string
  binary(hex: string): string
  json(text: string): string
  array(text: string, type: SqlType): string
}

/** The statement that makes the table with its rows: three without NULL, and three with. */
export function createTable(name: string, sql: LiteralSql): string {
  const literal = (column: string, row: number): string => {
    const base = column.replace(/_n$/, '') as keyof typeof types
    const { type } = t.columns[column as keyof typeof t.columns]!
    if (column === 'id') return `cast(${row + 1} as ${sql.typeName(type)})`
    if (column === 'g') return `cast(${row < 3 ? 1 : 2} as ${sql.typeName(type)})`
    if (column === 'yes') return row < 3 ? 'true' : 'false'
    if (column !== base && row >= 3) return `cast(null as ${sql.typeName(type)})`
    const value = VALUES[base][row % 3]!
    if (base === 'bin') return sql.binary(value)
    if (base === 'j') return sql.json(value)
    if (type.name === 'array') return sql.array(value, type)
    return `cast(${value} as ${sql.typeName(type)})`
  }
  const names = Object.keys(t.columns)
  const rows = [0, 1, 2, 3, 4, 5].map(
    (row) => `select ${names.map((column) => `${literal(column, row)} as ${column}`).join(', ')}`,
  )
  return `create table ${name} as ${rows.join(' union all ')}`
}
