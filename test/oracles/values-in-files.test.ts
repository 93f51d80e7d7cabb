import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { build, defineProject, integer, seed, source } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterAll, describe, expect, it } from 'vitest'
import { parseSeed } from '../../src/runtime/plan/seeds/parse-seed.js'
import { LoadFolder } from '../runtime/load/load-folder.js'
import { writeCsv } from './csv-file.js'
import { Random } from './random.js'
import { type Case, COLUMNS, casesOf, FIRST, messagesOf, SEED, same, slices, stored, TYPES } from './value-cases.js'
import { expected, type OracleType, STORED_SQL } from './value-oracle.js'

let compared = 0
let refused = 0
afterAll(() => {
  // biome-ignore lint/suspicious/noConsole: how much was compared is part of the result.
  console.info(`values in files: ${compared} stored values compared, ${refused} refusals located (seed ${SEED})`)
})

describe.each(TYPES)('values of %s in a loaded CSV file', { timeout: 240_000 }, (type) => {
  const random = new Random(SEED)
  const { good, bad } = casesOf(type)
  const first = FIRST[type]
  const sources = source(
    'raw',
    { t: { id: integer(), v: COLUMNS[type]().nullable() } },
    { load: { t: { files: ['t.csv'] } } },
  )

  it('stores what the rules take, exactly', async () => {
    for (const [i, some] of slices(good, 100).entries()) {
      const at = new LoadFolder()
      try {
        const cases = first === undefined ? some : [{ text: first, expected: expected(type, first) }, ...some]
        const texts = [...cases.map(({ text }) => text), null]
        const ends = [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']][i % 4]!
        await at.write('t.csv', writeCsv(texts, ends, random).content)
        await at.load({}, sources)
        const rows = await at.rows(`select id, ${STORED_SQL[type]} as v from raw.t order by id`)
        const wanted = [...cases.map((one, id) => ({ id, v: same(type, stored(one)) })), { id: cases.length, v: null }]
        expect(rows.map(({ id, v }) => ({ id, v: v === null ? null : same(type, String(v)) }))).toEqual(wanted)
        compared += cases.length
      } finally {
        at.remove()
      }
    }
  })

  it.runIf(bad.length > 0)('refuses everything else, with line and column', async () => {
    const at = new LoadFolder()
    try {
      // One that the engine would cast is alone in its file: next to one that it refuses, it would be found in any case.
      const silent = await castBy(at, type, bad)
      const alone = bad.filter((_, i) => silent[i]).slice(0, MOST_ALONE)
      const others = bad.filter((each) => !alone.includes(each))
      for (const some of [...slices(alone, 1), ...slices(others, 5)]) {
        const texts: string[] = [first ?? stored1(good)]
        const places: number[] = []
        for (const { text } of some) {
          if (random.one([true, false])) texts.push(random.one(good).text)
          places.push(texts.push(text) - 1)
        }
        const { content, lines } = writeCsv(texts, random.one([['\n'], ['\r\n'], ['\n', '\r']]), random)
        await at.write('t.csv', content)
        const found = await messagesOf(at.load({}, sources))
        const wanted = places.map((place) => `data/t.csv:${lines[place]}: the value of column "v" `)
        expect(found.map((message, k) => message.slice(0, wanted[k]?.length))).toEqual(wanted)
        refused += some.length
      }
    } finally {
      at.remove()
    }
  })
})

/** How many values are in a file each, for every type. */
const MOST_ALONE = 15

const ENGINE_TYPES: { readonly [T in OracleType]?: string } = { epoch: 'bigint' }

/** Whether or not DuckDB makes a value of each text, whatever value that is. */
async function castBy(at: LoadFolder, type: OracleType, cases: readonly Case[]): Promise<readonly boolean[]> {
  const list = cases.map(({ text }) => `'${text.replaceAll("'", "''")}'`).join(', ')
  const rows = await at.rows(
    `select try_cast(t as ${ENGINE_TYPES[type] ?? type}) is not null as v from (select unnest([${list}]) as t)`,
  )
  return rows.map(({ v }) => v === true)
}

/** A text that the type takes. */
function stored1(good: readonly Case[]): string {
  return good[0]!.text
}

describe.each(TYPES)('values of %s in a seed', (type) => {
  const random = new Random(SEED + 1)
  const { good, bad } = casesOf(type)
  const first = FIRST[type]
  const one = seed('t.csv', { id: integer(), v: COLUMNS[type]().nullable() })

  it('stores what the rules take, exactly', async () => {
    const at = new LoadFolder()
    try {
      const cases = first === undefined ? good : [{ text: first, expected: expected(type, first) }, ...good]
      const texts = [...cases.map(({ text }) => text), null]
      writeFileSync(path.join(at.folder, 't.csv'), writeCsv(texts, ['\n', '\r\n', '\r'], random).content)
      const project = defineProject({
        name: 'p',
        models: [{ t: one }],
        targets: { dev: duckdb({ path: 'shop.duckdb' }) },
      })
      const result = await build({ project, cwd: at.folder })
      expect(result.nodes.map(({ status, rowsAffected }) => [status, rowsAffected])).toEqual([
        ['success', texts.length],
      ])
      const rows = await at.rows(`select id, ${STORED_SQL[type]} as v from t order by id`)
      const wanted = [...cases.map((each, id) => ({ id, v: same(type, stored(each)) })), { id: cases.length, v: null }]
      expect(rows.map(({ id, v }) => ({ id, v: v === null ? null : same(type, String(v)) }))).toEqual(wanted)
      compared += cases.length
    } finally {
      at.remove()
    }
  })

  it.runIf(bad.length > 0)('refuses everything else, with line and column', () => {
    for (const some of slices(bad, 10)) {
      const texts = [first ?? stored1(good), ...some.map(({ text }) => text)]
      const { content, lines } = writeCsv(texts, random.one([['\n'], ['\r\n'], ['\n', '\r']]), random)
      const { diagnostics } = parseSeed(content, { id: integer(), v: COLUMNS[type]().nullable() }, { file: 't.csv' })
      const wanted = some.map((_, k) => `t.csv:${lines[k + 1]}: the value of column "v" `)
      expect(diagnostics.map(({ message }, k) => message.slice(0, wanted[k]?.length))).toEqual(wanted)
      refused += some.length
    }
  })
})
