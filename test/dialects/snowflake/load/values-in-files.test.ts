import { writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  bigint,
  build,
  type Columns,
  DiagnosticsError,
  decimal,
  defineProject,
  double,
  integer,
  seed,
  source,
  stage,
  timestamp,
  varchar,
} from 'kerros'
import { afterAll, describe, expect, it } from 'vitest'
import { writeCsv } from '../../../oracles/csv-file.js'
import { Random } from '../../../oracles/random.js'
import { expected, type OracleType } from '../../../oracles/value-oracle.js'
import { VALUE_TEXTS } from '../../../oracles/value-texts.js'
import fc from '../../../seeded-fast-check.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'

const { skipReason } = await snowflakeServer()

const SEED = Number(process.env['KERROS_ORACLE_SEED'] ?? 20_261_130)
const TEXTS = Number(process.env['KERROS_ORACLE_SNOWFLAKE_TEXTS'] ?? 60)
const COLUMNS: { readonly [T in OracleType]?: () => Columns[string] } = {
  integer,
  bigint,
  'decimal(38,10)': () => decimal(38, 10),
  double,
  varchar,
  timestamp,
}
const TYPES = Object.keys(COLUMNS) as readonly OracleType[]

/** How a stored value is read back, whole. */
const READ: { readonly [T in OracleType]?: string } = {
  timestamp: `to_char(v, 'YYYY-MM-DD HH24:MI:SS.FF6')`,
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
  const first = type === 'timestamp' ? ['2024-05-31 12:00:00'] : []
  const texts = [...first, ...new Set(fc.sample(VALUE_TEXTS[type], { numRuns: TEXTS, seed: SEED }))]
  return texts.flatMap((text) => {
    const found = expected(type, text)
    return found === 'refused' ? [] : [{ text, stored: found.stored }]
  })
}

/** The oracle's value as the query above gives it. */
function wanted(type: OracleType, stored: string): string {
  if (type !== 'timestamp') return stored
  const micros = BigInt(stored)
  const seconds = micros >= 0n ? micros / 1_000_000n : -((-micros + 999_999n) / 1_000_000n)
  const start = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  return shortened(`${start}.${String(micros - seconds * 1_000_000n).padStart(6, '0')}`)
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
        ...good.map(({ stored }, id) => ({ id, v: wanted(type, stored) })),
        { id: good.length, v: null },
      ]
      const at = await LoadScene.open()
      try {
        const columns = { id: integer(), v: COLUMNS[type]!().nullable() }
        const read = `select id, ${READ[type] ?? 'cast(v as varchar)'} as v`
        const read1 = (value: string | null) => (value !== null && type === 'timestamp' ? shortened(value) : value)
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
        compared += 2 * good.length
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
