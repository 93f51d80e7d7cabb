import { integer, timestamp, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { parseSeed } from '../../../../src/runtime/plan/seeds/parse-seed.js'

const columns = { id: integer(), name: varchar() }

const diagnosticsIn = (text: string, delimiter?: string) =>
  parseSeed(text, columns, { file: 'codes.csv', delimiter }).diagnostics.map(
    ({ message, hint }) => `${message} → ${hint}`,
  )

describe('a file that is wrong as a whole is reported once', () => {
  it.each(['', '\n\n', '\uFEFF', ' \r\n'])('nothing: %j', (text) => {
    expect(diagnosticsIn(text, ';')).toEqual([
      'codes.csv: it is empty, and has no header → Its first line must name the columns: id;name',
    ])
  })

  it('by its separator', () => {
    expect(diagnosticsIn('id|name\n1|a\n')).toEqual([
      "codes.csv:1: the fields are separated by vertical bars, not by commas → Give the seed the option { delimiter: '|' }, or save the file with commas.",
    ])
    expect(diagnosticsIn('id,name\n1,a\n', ';')).toEqual([
      "codes.csv:1: the fields are separated by commas, not by semicolons → Remove the seed's delimiter, or save the file with it.",
    ])
    expect(diagnosticsIn('id;name\n1;a\n', ';')).toEqual([])
  })
})

describe('a whole number that is no integer()', () => {
  it.each(['2147483648', '3000000000', '-2147483649', '9223372036854775807'])('but a bigint(): %s', (text) => {
    expect(diagnosticsIn(`id,name\n${text},a\n`)).toEqual([
      'codes.csv:2: the value of column "id" does not fit into the 32 bits of an integer; bigint() has 64 → Correct the file, or the columns of the seed.',
    ])
  })

  it.each(['9223372036854775808', '1.5', 'x'])('nor a bigint(): %s', (text) => {
    expect(diagnosticsIn(`id,name\n${text},a\n`)).toEqual([
      'codes.csv:2: the value of column "id" is not an integer → Correct the file, or the columns of the seed.',
    ])
  })
})

describe('timestamps', () => {
  const read = (text: string) => parseSeed(`t\n${text}\n`, { t: timestamp() }, { file: 'codes.csv' })

  it.each([
    ['2009-12-14T02:52:24Z'],
    ['2009-12-14 02:52:24'],
    ['2009-12-14T04:52:24+02:00'],
    ['2009-12-13T21:22:24-0530'],
    ['2009-12-14 04:52:24.000+02'],
  ])('in UTC: %s', (text) => {
    expect(read(text).rows).toEqual([['2009-12-14 02:52:24.000000']])
  })

  it.each(['2009-02-30T02:52:24+02:00', '2009-12-14T02:52:24+25:00', '2009-12-14+02:00', '2009-12-14T02:52:24 UTC'])(
    'none: %s',
    (text) => {
      expect(read(text).diagnostics).toHaveLength(1)
    },
  )
})
