import { integer, source, table, view } from 'kerros'
import { compileSql, given, runIncremental, runModel, runSnapshot, runTest } from 'kerros/testing'
import { expect, it } from 'vitest'

const { s } = source('raw', { s: { id: integer() } })
const model = table({ s }, (db) => db.selectFrom('s').select('s.id'))
const diagnostic = (code: string, message: string): unknown =>
  expect.objectContaining({ code, message, hint: expect.stringMatching(/./) })

it('something else than a definition of the right kind is refused', async () => {
  const other = (helper: string, what: string): unknown =>
    diagnostic('E_INVALID_DEFINITION', expect.stringContaining(`${helper} was given ${what}`) as never)
  await expect(runModel('model' as never, [])).rejects.toEqual(
    other('runModel', 'no definition, not a model or analysis'),
  )
  await expect(runModel(undefined as never, [])).rejects.toEqual(other('runModel', 'undefined'))
  await expect(runTest(model as never, [])).rejects.toEqual(other('runTest', 'a model, not a dataTest'))
  await expect(runSnapshot(model as never, [])).rejects.toEqual(other('runSnapshot', 'a model, not a snapshot'))
  await expect(runIncremental(s as never, [])).rejects.toEqual(other('runIncremental', 'a source, not a model'))
  expect(() => compileSql(s as never)).toThrow(other('compileSql', 'a source') as Error)
})

it('rows that are not a list are refused', async () => {
  const rows = given(s, [{ id: 1 }])
  await expect(runModel(model, rows as never)).rejects.toEqual(
    diagnostic('E_INVALID_OPTION', 'runModel was given rows that are no list'),
  )
})

it('a dialect that there is not is refused', () => {
  const v = view({ s }, (db) => db.selectFrom('s').select('s.id'))
  expect(() => compileSql(v, { dialect: 'postgres' as never })).toThrow(
    diagnostic('E_INVALID_OPTION', 'compileSql has no dialect "postgres"') as Error,
  )
})
