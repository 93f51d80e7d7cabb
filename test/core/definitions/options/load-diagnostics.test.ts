import { copyInto, fileFormat, integer, source } from 'kerros'
import { expect, it } from 'vitest'
import { buildProject } from '../../../../src/core/project/build-project.js'

const load = { items: { files: ['items.csv'] } }

function diagnosticsIn(definitions: object): readonly unknown[] {
  const { diagnostics } = buildProject('shop', [{ file: 'shop.ts', exports: { ...definitions } }])
  return diagnostics.map(({ message, hint }) => [message, hint])
}

it('options that a file format does not have are reported with the source, or the copyInto, that uses it', () => {
  const delimited: any = { type: 'csv', fieldDelimeter: ';' }
  const semicolons = fileFormat('semicolons', delimited)
  expect(diagnosticsIn(source('raw', { items: { id: integer() } }, { load, fileFormat: semicolons }))).toEqual([
    [
      expect.stringContaining('there is no option "fieldDelimeter" of file format "semicolons"'),
      'Did you mean "fieldDelimiter"?',
    ],
  ])
  const { items } = source('raw', { items: { id: integer() } })
  const load_items = copyInto(items, { files: ['items.csv'], fileFormat: semicolons })
  expect(diagnosticsIn({ items, load_items }).length).toBe(1)
})

it.each<[any, RegExp]>([
  [{ type: 'cvs' }, /the option "type" is "cvs"/],
  [{ type: 'json', fieldDelimiter: ';' }, /there is no option "fieldDelimiter" of file format "lines"/],
  [{ type: 'csv', nullIf: 'NULL' }, /the option "nullIf" of file format "lines" is a string, not a list of strings/],
])('%j is reported', (options, message) => {
  const lines = fileFormat('lines', options)
  expect(diagnosticsIn(source('raw', { items: { id: integer() } }, { load, fileFormat: lines }))).toEqual([
    [expect.stringMatching(message), expect.any(String)],
  ])
})
