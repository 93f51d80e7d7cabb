import { copyInto, defineProject, fileFormat, integer, listNodes, source } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { expect, test } from 'vitest'

const load = { items: { files: ['items.csv'] } }

async function problemsOf(definitions: object): Promise<readonly unknown[]> {
  const project = defineProject({ name: 'shop', models: [{ ...definitions }], targets: { dev: duckdb() } })
  const error: any = await listNodes({ project }).catch((thrown: unknown) => thrown)
  return error.diagnostics.map(({ message, hint }: any) => [message, hint])
}

test('options that a file format does not have are told with the source, or the copyInto, that uses it', async () => {
  const delimited: any = { type: 'csv', fieldDelimeter: ';' }
  const semicolons = fileFormat('semicolons', delimited)
  expect(await problemsOf(source('raw', { items: { id: integer() } }, { load, fileFormat: semicolons }))).toEqual([
    [
      expect.stringContaining('there is no option "fieldDelimeter" of file format "semicolons"'),
      'Did you mean "fieldDelimiter"?',
    ],
  ])
  const { items } = source('raw', { items: { id: integer() } })
  const load_items = copyInto(items, { files: ['items.csv'], fileFormat: semicolons })
  expect((await problemsOf({ items, load_items })).length).toBe(1)
})

test.each<[any, RegExp]>([
  [{ type: 'cvs' }, /the option "type" is "cvs"/],
  [{ type: 'json', fieldDelimiter: ';' }, /there is no option "fieldDelimiter" of file format "lines"/],
  [{ type: 'csv', nullIf: 'NULL' }, /the option "nullIf" of file format "lines" is a text, not a list of texts/],
])('%j is told', async (options, message) => {
  const lines = fileFormat('lines', options)
  expect(await problemsOf(source('raw', { items: { id: integer() } }, { load, fileFormat: lines }))).toEqual([
    [expect.stringMatching(message), expect.any(String)],
  ])
})
