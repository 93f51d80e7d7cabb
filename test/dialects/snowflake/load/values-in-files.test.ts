import { writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  build,
  DiagnosticsError,
  decimal,
  defineProject,
  fileFormat,
  integer,
  oneOf,
  seed,
  source,
  stage,
  timestamp,
} from 'kerros'
import { afterAll, describe, expect, it } from 'vitest'
import { writeCsv } from '../../../oracles/csv-file.js'
import { writeJson } from '../../../oracles/json-file.js'
import { Random } from '../../../oracles/random.js'
import { COLUMNS, casesOf, FIRST, SEED, stored, TYPES } from '../../../oracles/value-cases.js'
import { expected, type OracleType } from '../../../oracles/value-oracle.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'

const { skipReason } = await snowflakeServer()

const TEXTS = Number(process.env['KERROS_ORACLE_SNOWFLAKE_TEXTS'] ?? 60)

/** How a stored value is read back, whole. */
const READ: { readonly [T in OracleType]?: string } = {
  timestamp: `to_char(v, 'YYYY-MM-DD HH24:MI:SS.FF6')`,
  epoch: `to_char(v, 'YYYY-MM-DD HH24:MI:SS.FF6')`,
  double: 'v',
  varchar: 'hex_encode(v)',
}

let compared = 0
afterAll(() => {
  // biome-ignore lint/suspicious/noConsole: how much was compared is part of the result.
  console.info(`values in files on Snowflake's protocol: ${compared} stored values compared (seed ${SEED})`)
})

interface Good {
  readonly text: string
  readonly stored: string
}

function goodOf(type: OracleType): readonly Good[] {
  const first = FIRST[type]
  const texts = casesOf(type, { count: TEXTS }).good.map((one) => ({ text: one.text, stored: stored(one) }))
  return first === undefined
    ? texts
    : [{ text: first, stored: stored({ text: first, expected: expected(type, first) }) }, ...texts]
}

const isMoment = (type: OracleType): boolean => type === 'timestamp' || type === 'epoch'

/** The oracle's value as the query above gives it. */
function wanted(type: OracleType, value: string): string {
  if (type === 'json') return sameJson(Buffer.from(value, 'hex').toString())
  if (!isMoment(type)) return value
  const micros = BigInt(value)
  const seconds = micros >= 0n ? micros / 1_000_000n : -((-micros + 999_999n) / 1_000_000n)
  const start = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  return shortened(`${start}.${String(micros - seconds * 1_000_000n).padStart(6, '0')}`)
}

/** A document keeps its meaning; Snowflake sorts its names and writes numbers in its own way. */
function sameJson(text: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, one]) => [name, sorted(one)])
        .sort(),
    )
  }
  return JSON.stringify(sorted(JSON.parse(text)))
}

/** The server leaves zeros out. */
function shortened(moment: string): string {
  return moment.replace(/\.?0+$/, (zeros) => (moment.includes('.') ? '' : zeros))
}

const shown = (value: unknown): string | null => (value === null ? null : Object.is(value, -0) ? '-0' : String(value))

describe.skipIf(skipReason !== undefined)('values in files on Snowflake', () => {
  it.each(TYPES)(
    'stores what the rules take, exactly: %s',
    async (type) => {
      const good = goodOf(type)
      const random = new Random(SEED)
      const { content } = writeCsv([...good.map(({ text }) => text), null], ['\n', '\r\n'], random)
      const expectedRows = [
        ...good.map((one, id) => ({ id, v: wanted(type, one.stored) })),
        { id: good.length, v: null },
      ]
      const at = await LoadScene.open()
      try {
        const columns = { id: integer(), v: COLUMNS[type]().nullable() }
        const read = `select id, ${READ[type] ?? 'cast(v as varchar)'} as v`
        const read1 = (value: string | null) => {
          if (value === null) return null
          return isMoment(type) ? shortened(value) : type === 'json' ? sameJson(value) : value
        }
        const rowsOf = async (table: string) =>
          (await at.rows(`${read} from ${table} order by id`)).map((row) => ({
            id: Number(row['id'] ?? row['ID']),
            v: read1(shown(row['v'] ?? row['V'] ?? null)),
          }))
        await at.write('t.csv', content)
        await at.load({ t: source('raw', { t: columns }, { load: { t: { files: ['t.csv'] } } }) })
        expect(await rowsOf('raw.t')).toEqual(expectedRows)
        writeFileSync(path.join(at.folder, 's.csv'), content)
        const project = defineProject({
          name: 'scene',
          models: [{ s: seed('s.csv', columns) }],
          targets: { prod: at.target },
        })
        const result = await build({ project, cwd: at.folder })
        expect(result.nodes.map(({ status }) => status)).toEqual(['success'])
        expect(await rowsOf('dev.s')).toEqual(expectedRows)
        await at.write(
          'j.json',
          writeJson(type, [...good.map(({ text }) => text), null], { isList: false, random }).content,
        )
        const format = fileFormat('json_lines', { type: 'json' })
        const load = { j: { files: ['j.json'], fileFormat: format } }
        await at.load({ j: source('raw', { j: columns }, { load }) })
        const isNull = (row: { readonly v: string | null }): boolean => type === 'json' && row.v === 'null'
        expect(await rowsOf('raw.j')).toEqual(expectedRows.map((row) => (isNull(row) ? { ...row, v: null } : row)))
        compared += 3 * good.length
      } finally {
        at.remove()
      }
    },
    240_000,
  )

  it('loads a copy of an unusual file through a stage in S3', async () => {
    const at = await LoadScene.open()
    try {
      const copies = stage('copies', { url: `s3://${at.bucket}/copies/` })
      await at.write('t.csv', 'id,v\r1,+1.50\r2, 15e-1\r')
      const columns = { id: integer(), v: decimal(10, 2) }
      const sources = source('raw', { t: columns }, { stage: copies, load: { t: { files: ['t.csv'] } } })
      expect(await at.statuses({ t: sources })).toEqual(['t.csv new 2'])
      expect((await at.rows('select cast(v as varchar) as v from raw.t')).map((row) => row['v'])).toEqual([
        '1.50',
        '1.50',
      ])
    } finally {
      at.remove()
    }
  }, 120_000)

  it('refuses values that oneOf does not list, and stores those that it lists', async () => {
    const at = await LoadScene.open()
    try {
      const columns = { id: integer(), v: oneOf('open', "it's").nullable() }
      const sources = source('raw', { t: columns }, { load: { t: { files: ['t.csv'] } } })
      await at.write('t.csv', "id,v\n1,open\n2,it's\n3,\n")
      expect(await at.statuses({ t: sources })).toEqual(['t.csv new 3'])
      await at.write('t.csv', 'id,v\n1,open\n2,closed\n')
      const error = await at.load({ t: sources }).catch((thrown: unknown) => thrown)
      expect(error instanceof DiagnosticsError && error.diagnostics.map(({ message }) => message)).toEqual([
        'data/t.csv:3: the value of column "v" is not one of "open", "it\'s"',
      ])
    } finally {
      at.remove()
    }
  }, 120_000)

  it('refuses what the rules refuse, with line and column', async () => {
    const at = await LoadScene.open()
    try {
      const columns = { id: integer(), v: decimal(10, 2), t: timestamp() }
      const sources = source('raw', { t: columns }, { load: { t: { files: ['t.csv'] } } })
      await at.write('t.csv', 'id,v,t\n1,1.5,2024-01-01\n2,1.555,2024-01-01 24:00:00\n')
      const error = await at.load({ t: sources }).catch((thrown: unknown) => thrown)
      expect(error instanceof DiagnosticsError && error.diagnostics.map(({ message }) => message)).toEqual([
        'data/t.csv:3: the value of column "v" is not a decimal(10, 2)',
        'data/t.csv:3: the value of column "t" is not a timestamp as YYYY-MM-DD HH:MM:SS, with Z or an offset such as +02:00, or without for UTC',
      ])
    } finally {
      at.remove()
    }
  }, 120_000)
})
