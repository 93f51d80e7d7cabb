import { fileFormat, integer, source } from 'kerros'
import { afterAll, describe, expect, it } from 'vitest'
import { LoadFolder } from '../runtime/load/load-folder.js'
import { writeJson } from './json-file.js'
import { Random } from './random.js'
import { COLUMNS, casesOf, FIRST, messagesOf, SEED, same, slices, stored, TYPES } from './value-cases.js'
import { expected, type OracleType, STORED_SQL } from './value-oracle.js'

let compared = 0
let refused = 0
afterAll(() => {
  // biome-ignore lint/suspicious/noConsole: how much was compared is part of the result.
  console.info(`values in JSON: ${compared} stored values compared, ${refused} refusals located (seed ${SEED})`)
})

/** A document keeps its meaning: DuckDB writes blanks, escapes and numbers in its own way. */
function sameJson(type: OracleType, hex: string): string {
  return type === 'json' ? JSON.stringify(JSON.parse(Buffer.from(hex, 'hex').toString())) : same(type, hex)
}

describe.each([false, true])('values in a JSON file, as a list: %s', (isList) => {
  const format = fileFormat('f', { type: 'json', stripOuterArray: isList })
  const random = new Random(SEED + 2)
  const sourceOf = (type: OracleType) =>
    source(
      'raw',
      { t: { id: integer(), v: COLUMNS[type]().nullable() } },
      { fileFormat: format, load: { t: { files: ['t.json'] } } },
    )

  it.each(TYPES)('stores what the rules take, exactly: %s', { timeout: 240_000 }, async (type) => {
    const first = FIRST[type]
    for (const some of slices(casesOf(type).good, 100)) {
      const at = new LoadFolder()
      try {
        const cases = first === undefined ? some : [{ text: first, expected: expected(type, first) }, ...some]
        const texts = [...cases.map(({ text }) => text), null]
        await at.write('t.json', writeJson(type, texts, { isList, random }).content)
        await at.load({}, sourceOf(type))
        const rows = await at.rows(`select id, ${STORED_SQL[type]} as v from raw.t order by id`)
        // The document null is NULL here, as in every column.
        const isNull = (text: string): boolean => type === 'json' && text.trim() === 'null'
        const wanted = cases.map((one, id) => ({ id, v: isNull(one.text) ? null : sameJson(type, stored(one)) }))
        expect(rows.map(({ id, v }) => ({ id, v: v === null ? null : sameJson(type, String(v)) }))).toEqual([
          ...wanted,
          { id: cases.length, v: null },
        ])
        compared += cases.length
      } finally {
        at.remove()
      }
    }
  })

  // Of a document that is none, the line is no JSON: test/runtime/load/load-json.test.ts.
  it.each(TYPES.filter((type) => type !== 'json' && type !== 'varchar'))(
    'refuses everything else, with line and column: %s',
    { timeout: 240_000 },
    async (type) => {
      const at = new LoadFolder()
      const { good, bad } = casesOf(type)
      try {
        for (const some of slices(bad, 5)) {
          const texts = [FIRST[type] ?? good[0]!.text, ...some.map(({ text }) => text)]
          const { content, lines } = writeJson(type, texts, { isList, random })
          await at.write('t.json', content)
          const found = await messagesOf(at.load({}, sourceOf(type)))
          const wanted = some.map((_, k) => `data/t.json:${lines[k + 1]}: the value of column "v" `)
          expect(found.map((message, k) => message.slice(0, wanted[k]?.length))).toEqual(wanted)
          refused += some.length
        }
      } finally {
        at.remove()
      }
    },
  )
})
