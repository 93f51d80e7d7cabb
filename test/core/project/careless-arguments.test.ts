import * as kerros from 'kerros'
import { isKerrosError } from 'kerros'
import { describe, expect, it } from 'vitest'
import { toDiagnostics } from '../../../src/core/errors/index.js'
import { buildProject } from '../../../src/core/project/build-project.js'

const { analysis, array, chart, columnTest, testColumns, copyInto, dataTest, defineProject, exposure } = kerros
const { dynamicTable, ephemeral, incremental, integer, seed, snapshot, source, stage, table, view } = kerros

const raw = source('raw', { orders: { id: integer() } })
const query = (db: any): any => db.selectFrom('o').select('id')

/** What somebody may call a definer with whom no tsc stops. */
const calls: { readonly [name: string]: readonly unknown[] } = {
  nothing: [],
  undefined: [undefined, undefined, undefined],
  null: [null, null, null],
  numbers: [1, 2, 3],
  texts: ['a', 'b', 'c'],
  'empty objects': [{}, {}, {}],
  lists: [[], [], []],
  'no query': [{ o: raw.orders }, null, null],
  'no options': [{ o: raw.orders }, query, null],
  'options that are none': [{ o: raw.orders }, query, { columns: null, tags: null, contract: null, uniqueKey: null }],
  'an input that is none': [{ o: null }, query],
  'a relation': [raw.orders, null],
  'a relation and options of wrong types': [raw.orders, { uniqueKey: null, strategy: 'check', checkColumns: null }],
  'a string': ['a.csv', null, null],
  'a string and columns': ['a.csv', { id: integer() }, null],
  'a string and null for columns': ['a', { t: null }, {}],
  'a string and columns that are null': ['a', { t: { id: null } }, null],
  'options that hold null': ['a', { t: { id: integer() } }, { load: { t: null }, tables: { t: null } }],
  'options that hold numbers': ['a', { t: { id: integer() } }, { load: 3, tables: 3, stage: 3 }],
}

const definers: { readonly [name: string]: (...args: never) => unknown } = {
  analysis,
  array,
  chart,
  columnTest,
  copyInto,
  dataTest,
  defineProject,
  dynamicTable,
  ephemeral,
  exposure,
  incremental,
  seed,
  snapshot,
  source,
  stage,
  table,
  testColumns,
  view,
}

/** The codes of what a call is refused with, at once or when its project is loaded. */
function refusals(define: (...args: never) => unknown, args: readonly unknown[]): readonly string[] {
  let made: unknown
  try {
    made = define(...(args as never))
  } catch (error) {
    if (!isKerrosError(error)) throw error
    const diagnostics = toDiagnostics(error)
    for (const { hint } of diagnostics) expect(hint).toMatch(/^[A-Z`].*[.)?]$/)
    return diagnostics.map(({ code }) => code)
  }
  return buildProject('p', [{ file: 'src/a.ts', exports: { raw, made } }]).diagnostics.map(({ code }) => code)
}

describe.each(Object.keys(definers))('%s', (name) => {
  it.each(Object.keys(calls))('called with %s is understood or refused, with no error of JavaScript', (call) => {
    expect(() => refusals(definers[name]!, calls[call]!)).not.toThrow()
  })

  it('called with nothing is refused', () => {
    const expected = name === 'defineProject' ? 'E_CONFIG' : 'E_INVALID_DEFINITION'
    expect([...new Set(refusals(definers[name]!, []))]).toEqual([expected])
  })
})

it('a seed without file and columns is reported with its name and file', () => {
  const codes = (seed as any)()
  expect(buildProject('p', [{ file: 'src/codes.ts', exports: { codes } }]).diagnostics).toMatchObject([
    { code: 'E_INVALID_DEFINITION', message: '"codes": its file is undefined, not a path', at: 'src/codes.ts' },
    { code: 'E_INVALID_DEFINITION', message: '"codes": its columns are undefined, not an object', at: 'src/codes.ts' },
  ])
})
