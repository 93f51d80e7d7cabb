import { copyInto, fileFormat, integer, source, stage, varchar } from 'kerros'
import { describe, it } from 'vitest'

const { items } = source('raw', { items: { id: integer(), name: varchar() } })
const files = stage('files')
const semicolons = fileFormat('semicolons', { type: 'csv', fieldDelimiter: ';', nullIf: ['NULL'] })

describe('copyInto', () => {
  it('renames fields of the source’s columns only', () => {
    copyInto(items, { files: ['items.csv'], stage: files, fileFormat: semicolons, columns: { id: 'Nr' } })
    copyInto(items, {
      files: ['items.csv'],
      // @ts-expect-error There is no such column in the source.
      columns: { nr: 'Nr' },
    })
  })

  it('takes a stage and a file format for what they are', () => {
    copyInto(items, {
      files: ['items.csv'],
      // @ts-expect-error A file format is no stage.
      stage: semicolons,
    })
    copyInto(items, {
      files: ['items.csv'],
      // @ts-expect-error A name is no file format.
      fileFormat: 'semicolons',
    })
  })
})

describe('fileFormat', () => {
  it('has the options of its type', () => {
    fileFormat('list', { type: 'json', stripOuterArray: true })
    // @ts-expect-error JSON has no delimiter.
    fileFormat('lines', { type: 'json', fieldDelimiter: ';' })
    // @ts-expect-error There is no such type.
    fileFormat('other', { type: 'xml' })
  })
})
