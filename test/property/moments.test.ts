import { integer, scdType1, snapshot, source, timestamp, varchar } from 'kerros'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { createSnowflakeProject } from '../movielens/snowflake-project.js'
import fc from '../seeded-fast-check.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { inMemory, literal } from './memory-project.js'
import { EVENT_COLUMNS, momentModels, raw } from './moment-models.js'
import {
  type OracleLatest,
  type OracleMoment,
  type OracleRow,
  type OracleSnapshot,
  type OracleType1,
  type OracleVersion,
  overwritten,
  recorded,
} from './moments-oracle.js'

// Compares kerros with moments-oracle.ts, which is written from docs/incremental.md and docs/snapshots.md.

const server = await snowflakeServer()

/**
 * How many times as many histories: `KERROS_MOMENTS=3` compares three times as many. Of 21 faults that were put into
 * `since`, merges and snapshots to see whether the oracle notices them on DuckDB, the rarest takes the seventh history of
 * incremental models, and the 22nd of snapshots.
 */
const TIMES = Number(process.env['KERROS_MOMENTS'] ?? 1)
const WAIT = 600_000 * TIMES

/** What a test needs of an engine. */
interface Engine {
  /** Where models are. */
  readonly schema: string
  /** What is selected of a snapshot: a `Date` is never infinite. */
  readonly versions: string
  execute(...statements: readonly string[]): Promise<void>
  rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]>
  /** @returns when the run began. */
  build(definitions: object, options: { readonly fullRefresh?: boolean; readonly startedAt?: Date }): Promise<Date>
}

async function onDuckDb(work: (engine: Engine) => Promise<void>): Promise<void> {
  await inMemory((project) =>
    work({
      schema: 'main',
      versions: `* replace (if(isfinite(happened_at), epoch_ms(happened_at)::double, happened_at::varchar::double) as happened_at)`,
      execute: async (...statements) => void (await project.rows(...statements)),
      rows: (sql) => project.rows(sql),
      build: async (definitions, { startedAt = new Date(), ...options }) => {
        await project.build(definitions as never, { ...options, startedAt })
        return startedAt
      },
    }),
  )
}

/** The clock is the machine's there: runs do not say when they begin. */
function onSnowflake(project: ScratchProject): Engine {
  return {
    schema: 'dev',
    versions: '*',
    execute: (...statements) => project.execute(...statements),
    rows: (sql) => project.rows(sql),
    build: async (definitions, { fullRefresh = false }) => {
      const result = await project.build(definitions as never, { fullRefresh })
      const failed = result.nodes.find(({ error }) => error)
      if (failed) throw new Error(`${failed.name}: ${failed.error!.message}\n${failed.statements.join(';\n')}`)
      return result.startedAt
    },
  }
}

const HOUR = 3_600_000
const START = Date.parse('2026-03-30T00:00:00Z')

/** A value as the oracle has it. */
const plain = (value: unknown): OracleMoment => {
  if (value instanceof Date) return value.getTime()
  // JSON has no word for them.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value === undefined ? null : (value as OracleMoment)
}

const sorted = (rows: readonly OracleRow[], columns: readonly string[]): readonly string[] =>
  rows.map((row) => JSON.stringify(columns.map((column) => plain(row[column])))).sort()

// Incremental models

type Event = { readonly [C in (typeof EVENT_COLUMNS)[number]]: OracleMoment }

/** What happens to the source between two runs. */
interface Load {
  readonly changes: readonly (readonly [
    id: number,
    event: Omit<Event, 'id' | 'loaded_at'> | undefined,
    isStamped: boolean,
  ])[]
  readonly fullRefresh: boolean
}

const hours = fc.constantFrom(-60, -48, -36, -25, -24, -23, -12, -2, -1, 0, 0, 0, 1, 12, 24)

const load = (step: number): fc.Arbitrary<Load> => {
  const moment = hours.map((offset) => START + step * 24 * HOUR + offset * HOUR)
  const days = fc.constantFrom(-40, -31, -30, -2, -1, 0, 0, 1)
  const number = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -4, max: 4 }).map((n) => step * 2 + n / 2) },
    { weight: 3, arbitrary: fc.constant(Number.NaN) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY) },
  )
  const event = fc.record({
    grp: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 2 }),
    kind: fc.constantFrom('a', 'b'),
    amount: fc.option(fc.integer({ min: -4, max: 6 })),
    happened_at: fc.option(moment, { freq: 3 }),
    guessed_at: fc.option(moment, { freq: 1 }),
    day: fc.option(
      days.map((offset) => new Date(START + (step + offset) * 24 * HOUR).toISOString().slice(0, 10)),
      { freq: 3 },
    ),
    n: fc.integer({ min: -2, max: 2 }).map((n) => step * 2 + n),
    x: number,
    y: fc.option(number, { freq: 3 }),
  })
  const change = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.option(event, { nil: undefined, freq: 6 }), fc.boolean())
  return fc.record({
    changes: fc.array(change, { maxLength: 7 }),
    fullRefresh: fc.integer({ min: 0, max: 11 }).map((n) => n === 0),
  })
}

const history = (steps: number): fc.Arbitrary<readonly Load[]> =>
  fc.tuple(...Array.from({ length: steps }, (_, step) => load(step)))

/** The source after a load: the same ids again are updates, which get the load's stamp or, as a mistake, keep the old one. */
function after(source: readonly Event[], { changes }: Load, step: number): readonly Event[] {
  const rows = new Map(source.map((row) => [row.id, row]))
  for (const [id, event, isStamped] of changes) {
    const before = rows.get(id)
    const stamp = isStamped || !before ? START + step * 24 * HOUR : before.loaded_at
    if (event) rows.set(id, { ...event, id, loaded_at: stamp })
    else rows.delete(id)
  }
  return [...rows.values()]
}

const TIMESTAMPS: ReadonlySet<string> = new Set(['happened_at', 'guessed_at', 'loaded_at'])

/** How engines write what no digits can say. */
const DOUBLES: ReadonlyMap<string, string> = new Map([
  ['NaN', 'NaN'],
  ['Infinity', 'inf'],
  ['-Infinity', '-inf'],
])

function eventSql(row: Event): string {
  const values = EVENT_COLUMNS.map((column) => {
    const value = row[column]
    if (column === 'day') return value === null ? 'null' : `date '${value}'`
    if (typeof value === 'number' && !Number.isFinite(value)) return `cast('${DOUBLES.get(String(value))}' as double)`
    return literal(TIMESTAMPS.has(column) && value !== null ? new Date(value) : value)
  })
  return `(${values.join(', ')})`
}

async function fill(engine: Engine, rows: readonly Event[]): Promise<void> {
  await engine.execute(
    'create schema if not exists raw',
    'create or replace table raw.events (id integer, grp integer, kind varchar, amount integer, happened_at timestamp, guessed_at timestamp, day date, n integer, x double, y double, loaded_at timestamp)',
    ...(rows.length > 0 ? [`insert into raw.events values ${rows.map(eventSql).join(', ')}`] : []),
  )
}

/** Builds every model after each load, and compares. @returns how many tables were compared. */
async function compareIncrementals(engine: Engine, loads: readonly Load[]): Promise<number> {
  const names = Object.keys(momentModels)
  const definitions = Object.fromEntries(names.map((name) => [name, momentModels[name]!.definition]))
  const tables = new Map<string, readonly OracleRow[]>()
  let source: readonly Event[] = []
  for (const [step, each] of loads.entries()) {
    source = after(source, each, step)
    await fill(engine, source)
    await engine.build({ raw, ...definitions }, { fullRefresh: each.fullRefresh })
    for (const name of names) {
      const { columns, expected } = momentModels[name]!
      const wanted = expected(tables.get(name) ?? [], source, step === 0 || each.fullRefresh)
      const found = (await engine.rows(`select * from ${engine.schema}.${name}`)) as readonly OracleRow[]
      expect({ name, step, rows: sorted(found, columns) }).toEqual({ name, step, rows: sorted(wanted, columns) })
      tables.set(name, wanted)
    }
  }
  return loads.length * names.length
}

// Snapshots

const { things } = source('raw', {
  things: { id: integer(), a: integer().nullable(), b: varchar().nullable(), happened_at: timestamp().nullable() },
})

/** What a snapshot's source is at one run. Moments are seconds from the beginning of the history. */
interface State {
  /** Milliseconds since the run before. Clocks go back, too. */
  readonly passed: number
  readonly rows: readonly OracleRow[]
}

const KEYS = 24

const DAY = 86_400

/** `validToCurrent`, in seconds from the beginning. */
const END = 3 * DAY

/** Each key is a history of its own. */
const states = (steps: number, { isInfinite = false } = {}): fc.Arbitrary<readonly State[]> => {
  const second = fc.integer({ min: -4, max: 8 })
  const infinite = fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
  const values = fc.record({
    a: fc.option(fc.integer({ min: 0, max: 1 })),
    b: fc.option(fc.constantFrom('x', 'y')),
    happened_at: fc.option(
      fc.oneof(
        { weight: 7, arbitrary: second },
        { weight: 1, arbitrary: fc.constantFrom(END - DAY, END - DAY + 1, END) },
        ...(isInfinite ? [{ weight: 1, arbitrary: infinite }] : []),
      ),
      { freq: 3 },
    ),
  })
  const rows = fc
    .tuple(...Array.from({ length: KEYS }, () => fc.option(values, { freq: 3 })))
    .map((found) => found.flatMap((row, id): OracleRow[] => (row ? [{ id, ...row }] : [])))
  const passed = fc.constantFrom(2000, 2000, 1000, 500, 0, -1500)
  return fc.array(fc.record({ passed, rows }), { minLength: steps, maxLength: steps })
}

/** The rules of snapshots whose history begins at a time. */
const rulesAt = (begin: number): readonly OracleSnapshot[] =>
  (['check', 'timestamp'] as const).flatMap((strategy) =>
    (
      [
        ['ignore', false],
        ['invalidate', false],
        ['newRecord', false],
        ['invalidate', true],
        ['newRecord', true],
      ] as const
    ).map(
      ([hardDeletes, hasEnd]): OracleSnapshot => ({
        strategy,
        hardDeletes,
        ...(hasEnd && { validToCurrent: begin + END * 1000 }),
        key: 'id',
        updatedAt: 'happened_at',
        checkColumns: ['a', 'b'],
      }),
    ),
  )

const nameOf = ({ strategy, hardDeletes, validToCurrent }: OracleSnapshot): string =>
  `${strategy}_${hardDeletes}${validToCurrent === undefined ? '' : '_until'}`

const definitionOf = ({ strategy, hardDeletes, validToCurrent }: OracleSnapshot) => {
  const shared = {
    uniqueKey: 'id',
    hardDeletes,
    ...(validToCurrent !== undefined && { validToCurrent: new Date(validToCurrent) }),
  } as const
  return strategy === 'check'
    ? snapshot(things, { ...shared, strategy: 'check', checkColumns: ['a', 'b'] })
    : snapshot(things, { ...shared, strategy: 'timestamp', updatedAt: 'happened_at' })
}

const versionColumns = [
  ...['id', 'a', 'b', 'happened_at'],
  ...['valid_from', 'valid_to', 'scd_updated_at', 'is_deleted'],
] as const

const type1Rules: readonly OracleType1[] = ([undefined, 'happened_at'] as const).flatMap((updatedAt) =>
  (['ignore', 'delete', 'mark'] as const).map(
    (hardDeletes): OracleType1 => ({ hardDeletes, key: 'id', ...(updatedAt && { updatedAt }) }),
  ),
)

const type1Name = ({ hardDeletes, updatedAt }: OracleType1): string =>
  `latest_${hardDeletes}${updatedAt === undefined ? '' : '_by_time'}`

const type1s = Object.fromEntries(
  type1Rules.map((rule) => [
    type1Name(rule),
    scdType1(things, {
      uniqueKey: 'id',
      hardDeletes: rule.hardDeletes,
      ...(rule.updatedAt !== undefined && { updatedAt: 'happened_at' }),
    }),
  ]),
)

const type1Columns = ['id', 'a', 'b', 'happened_at', 'is_deleted'] as const

const snapshotNames: readonly string[] = [...rulesAt(0).map(nameOf), ...Object.keys(type1s)]

/** Takes every snapshot at each state, and compares. @returns how many histories were compared. */
async function compareSnapshots(engine: Engine, history: readonly State[], begin: number): Promise<number> {
  const histories = new Map<string, readonly OracleVersion[]>()
  const latest = new Map<string, readonly OracleLatest[]>()
  const rules = rulesAt(begin)
  const snapshots = Object.fromEntries(rules.map((rule) => [nameOf(rule), definitionOf(rule)]))
  let clock = begin
  for (const [step, { passed, rows }] of history.entries()) {
    clock += passed
    const source = rows.map((row) => ({
      ...row,
      happened_at: row['happened_at'] === null ? null : begin + (row['happened_at'] as number) * 1000,
    }))
    const values = source.map(({ id, a, b, happened_at: at }: any) => {
      const isInfinite = at !== null && !Number.isFinite(at)
      const timestamp = isInfinite
        ? `timestamp '${at < 0 ? '-' : ''}infinity'`
        : literal(at === null ? null : new Date(at))
      return `(${[id, a, b].map(literal).join(', ')}, ${timestamp})`
    })
    await engine.execute(
      'create schema if not exists raw',
      'create or replace table raw.things (id integer, a integer, b varchar, happened_at timestamp)',
      ...(values.length > 0 ? [`insert into raw.things values ${values.join(', ')}`] : []),
    )
    const runAt = await engine.build({ things, ...snapshots, ...type1s }, { startedAt: new Date(clock) })
    for (const rule of rules) {
      const name = nameOf(rule)
      const wanted = recorded(histories.get(name) ?? [], source, runAt.getTime(), rule)
      histories.set(name, wanted)
      const found = (await engine.rows(
        `select ${engine.versions} from ${engine.schema}.${name}`,
      )) as readonly OracleRow[]
      const rowsOf = wanted.map(({ row, from, to, noticed, isDeleted }) => ({
        ...row,
        valid_from: from,
        valid_to: to ?? rule.validToCurrent ?? null,
        scd_updated_at: noticed,
        is_deleted: rule.hardDeletes === 'newRecord' ? isDeleted : null,
      })) as never as readonly OracleRow[]
      expect({ name, step, rows: sorted(found, versionColumns) }).toEqual({
        name,
        step,
        rows: sorted(rowsOf, versionColumns),
      })
    }
    for (const rule of type1Rules) {
      const name = type1Name(rule)
      const wanted = overwritten(latest.get(name) ?? [], source, rule)
      latest.set(name, wanted)
      const found = (await engine.rows(
        `select ${engine.versions} from ${engine.schema}.${name}`,
      )) as readonly OracleRow[]
      const rowsOf = wanted.map(({ row, isDeleted }) => ({
        ...row,
        is_deleted: rule.hardDeletes === 'mark' ? isDeleted : null,
      })) as never as readonly OracleRow[]
      expect({ name, step, rows: sorted(found, type1Columns) }).toEqual({
        name,
        step,
        rows: sorted(rowsOf, type1Columns),
      })
    }
  }
  return history.length * (rules.length + type1Rules.length) * KEYS
}

/** Says how much a property has looked at. */
function report(what: string, engine: string, count: number): void {
  process.stdout.write(`${what} on ${engine}: ${count} compared with the oracle\n`)
}

describe('on DuckDB', () => {
  it(
    'incremental models do what docs/incremental.md says, over random histories',
    async () => {
      let count = 0
      const property = fc.asyncProperty(history(5), (loads) =>
        onDuckDb(async (engine) => {
          count += await compareIncrementals(engine, loads)
        }),
      )
      await fc.assert(property, { numRuns: 9 * TIMES })
      report('tables of incremental models', 'DuckDB', count)
    },
    WAIT,
  )

  it(
    'snapshots do what docs/snapshots.md says, over random histories',
    async () => {
      let count = 0
      const property = fc.asyncProperty(states(6, { isInfinite: true }), (history) =>
        onDuckDb(async (engine) => {
          count += await compareSnapshots(engine, history, START)
        }),
      )
      await fc.assert(property, { numRuns: 12 * TIMES })
      report('histories of snapshots', 'DuckDB', count)
    },
    WAIT,
  )
})

describe.skipIf(server.skipReason)('on Snowflake', () => {
  let project: ScratchProject
  beforeAll(async () => {
    project = await createSnowflakeProject(server)
  }, 60_000)
  afterAll(() => project?.remove())

  /** Each case begins without tables. */
  async function clean(engine: Engine, names: readonly string[]): Promise<void> {
    await engine.execute('create schema if not exists dev', ...names.map((name) => `drop table if exists dev.${name}`))
  }

  it(
    'incremental models do what docs/incremental.md says',
    async () => {
      let count = 0
      const engine = onSnowflake(project)
      const property = fc.asyncProperty(history(3), async (loads) => {
        await clean(engine, Object.keys(momentModels))
        count += await compareIncrementals(engine, loads)
      })
      await fc.assert(property, { numRuns: 2 * TIMES, endOnFailure: true })
      report('tables of incremental models', 'Snowflake', count)
    },
    WAIT,
  )

  it(
    'snapshots do what docs/snapshots.md says',
    async () => {
      let count = 0
      const engine = onSnowflake(project)
      const property = fc.asyncProperty(states(4), async (history) => {
        await clean(engine, snapshotNames)
        count += await compareSnapshots(engine, history, Math.floor(Date.now() / 1000) * 1000)
      })
      await fc.assert(property, { numRuns: 2 * TIMES, endOnFailure: true })
      report('histories of snapshots', 'Snowflake', count)
    },
    WAIT,
  )
})
