import { integer, snapshot, source, timestamp, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import fc from '../seeded-fast-check.js'
import { inMemory, literal, type MemoryProject } from './memory-project.js'

/** A source with two text keys, columns of names that statements use themselves, and a moment. */
const { things } = source('raw', {
  things: {
    k1: varchar(),
    k2: varchar(),
    change: integer().nullable(),
    closed_id: varchar().nullable(),
    touched_at: timestamp().nullable(),
  },
})

interface Thing {
  readonly change: number | null
  readonly closed_id: string | null
  readonly touched_at: Date | null
}

/** The source at the moment of one run: its rows by key, some keys absent. */
interface Moment {
  /** Seconds since the run before. */
  readonly after: number
  readonly rows: ReadonlyMap<string, Thing>
}

/** Keys whose parts, joined, read alike. */
const KEYS = [
  ['a', 'b-c'],
  ['a-b', 'c'],
  ['', 'a-b-c'],
  ["'", '"'],
] as const

const START = Date.parse('2026-01-01T00:00:00Z')

const thing: fc.Arbitrary<Thing> = fc.record({
  change: fc.option(fc.integer({ min: 0, max: 2 })),
  closed_id: fc.option(fc.constantFrom('x', 'y')),
  touched_at: fc.option(fc.integer({ min: -3, max: 9 }).map((seconds) => new Date(START + seconds * 1000))),
})

const moments = (after: fc.Arbitrary<number>): fc.Arbitrary<readonly Moment[]> =>
  fc.array(
    fc.record({
      after,
      rows: fc
        .tuple(...KEYS.map(() => fc.option(thing, { freq: 3 })))
        .map(
          (found) =>
            new Map(found.flatMap((row, i): [string, Thing][] => (row ? [[JSON.stringify(KEYS[i]), row]] : []))),
        ),
    }),
    { minLength: 1, maxLength: 6 },
  )

async function fill(project: MemoryProject, rows: Moment['rows']): Promise<void> {
  const values = [...rows].map(([key, row]) => {
    const [k1, k2] = JSON.parse(key) as [string, string]
    return `(${[k1, k2, row.change, row.closed_id, row.touched_at].map(literal).join(', ')})`
  })
  await project.rows(
    'create schema if not exists raw',
    'create or replace table raw.things (k1 varchar, k2 varchar, change integer, closed_id varchar, touched_at timestamp)',
    ...(values.length > 0 ? [`insert into raw.things values ${values.join(', ')}`] : []),
  )
}

interface Version extends Thing {
  readonly key: string
  readonly from: number
  readonly to: number | null
  readonly id: string
}

async function history(project: MemoryProject): Promise<readonly Version[]> {
  const rows = await project.rows('select * from s order by k1, k2, valid_from, valid_to nulls last')
  return rows.map((row) => ({
    key: JSON.stringify([row['k1'], row['k2']]),
    change: row['change'],
    closed_id: row['closed_id'],
    touched_at: row['touched_at'],
    from: row['valid_from'].getTime(),
    to: row['valid_to']?.getTime() ?? null,
    id: row['scd_id'],
  }))
}

/** What holds for every history: ranges that neither overlap nor are empty, ids that are unique, no second current row. */
function checkRanges(versions: readonly Version[]): void {
  expect(new Set(versions.map(({ id }) => id)).size).toBe(versions.length)
  for (const [i, version] of versions.entries()) {
    expect(version.to ?? Number.POSITIVE_INFINITY).toBeGreaterThan(version.from)
    const next = versions[i + 1]
    if (next?.key !== version.key) continue
    expect(version.to).not.toBeNull()
    expect(next.from).toBeGreaterThanOrEqual(version.to!)
  }
}

const currentOf = (versions: readonly Version[]) =>
  new Map(versions.filter(({ to }) => to === null).map((version) => [version.key, version]))

const sorted = (keys: Iterable<string>): readonly string[] => [...keys].sort()

const valuesOf = ({ change, closed_id, touched_at }: Thing) => ({ change, closed_id, touched_at })

/** What is stored after a step, and when the step was. */
interface Built {
  readonly rows: Moment['rows']
  /** The keys of all steps so far. */
  readonly seen: ReadonlySet<string>
  readonly versions: readonly Version[]
  readonly now: number
}

/** Builds a snapshot step by step; what holds for every history is checked after each. */
async function replay(
  project: MemoryProject,
  s: object,
  steps: readonly Moment[],
  check: (built: Built) => void | Promise<void>,
): Promise<void> {
  let now = START
  const seen = new Set<string>()
  for (const { after, rows } of steps) {
    now += after * 1000
    for (const key of rows.keys()) seen.add(key)
    await fill(project, rows)
    await project.build({ things, s }, { startedAt: new Date(now) })
    const versions = await history(project)
    checkRanges(versions)
    await check({ rows, seen, versions, now })
  }
}

/** The same rows again, later: nothing changes. */
async function expectNoChange(project: MemoryProject, s: object, { versions, now }: Built): Promise<void> {
  await project.build({ things, s }, { startedAt: new Date(now + 500) })
  expect(await history(project)).toEqual(versions)
}

describe('snapshots of random histories', () => {
  it.each(['ignore', 'invalidate'] as const)(
    'have one current row for each key when they compare columns, with hardDeletes: %s',
    async (hardDeletes) => {
      const s = snapshot(things, { uniqueKey: ['k1', 'k2'], strategy: 'check', checkColumns: 'all', hardDeletes })
      await fc.assert(
        fc.asyncProperty(moments(fc.integer({ min: 1, max: 3 })), (steps) =>
          inMemory(async (project) => {
            await replay(project, s, steps, async (built) => {
              const { rows, seen, versions } = built
              // One current row a key that is there (and, without deletions, that ever was), with the source's values.
              const current = currentOf(versions)
              expect(sorted(current.keys())).toEqual(sorted(hardDeletes === 'invalidate' ? rows.keys() : seen))
              for (const [key, row] of rows) expect(valuesOf(current.get(key)!)).toEqual(valuesOf(row))
              await expectNoChange(project, s, built)
            })
            if (hardDeletes === 'ignore') return
            // As of the moment of each run, the history is the source of then. Where a key stays, there is no gap.
            const versions = await history(project)
            let at = START
            for (const { after, rows } of steps) {
              at += after * 1000
              const then = versions.filter(({ from, to }) => from <= at && (to === null || to > at))
              expect(sorted(then.map(({ key }) => key))).toEqual(sorted(rows.keys()))
              for (const version of then) expect(valuesOf(version)).toEqual(valuesOf(rows.get(version.key)!))
            }
          }),
        ),
        { numRuns: 8 },
      )
    },
  )

  it('have one current row for each key when they compare columns and runs share a timestamp or clocks go back', async () => {
    const s = snapshot(things, {
      uniqueKey: ['k1', 'k2'],
      strategy: 'check',
      checkColumns: ['change'],
      hardDeletes: 'invalidate',
    })
    await fc.assert(
      fc.asyncProperty(moments(fc.integer({ min: -2, max: 1 })), (steps) =>
        inMemory((project) =>
          replay(project, s, steps, ({ rows, versions }) => {
            const current = currentOf(versions)
            expect(sorted(current.keys())).toEqual(sorted(rows.keys()))
            for (const [key, row] of rows) expect(current.get(key)!.change).toEqual(row.change)
          }),
        ),
      ),
      { numRuns: 8 },
    )
  })

  it.each(['ignore', 'invalidate'] as const)(
    'have one current row for each key when they compare timestamps, which may be any, with hardDeletes: %s',
    async (hardDeletes) => {
      const s = snapshot(things, {
        uniqueKey: ['k1', 'k2'],
        strategy: 'timestamp',
        updatedAt: 'touched_at',
        hardDeletes,
      })
      await fc.assert(
        fc.asyncProperty(moments(fc.integer({ min: 0, max: 3 })), (steps) =>
          inMemory((project) =>
            replay(project, s, steps, async (built) => {
              const { rows, seen, versions } = built
              expect(sorted(currentOf(versions).keys())).toEqual(
                sorted(hardDeletes === 'invalidate' ? rows.keys() : seen),
              )
              await expectNoChange(project, s, built)
            }),
          ),
        ),
        { numRuns: 8 },
      )
    },
  )
})

describe('timestamps of a kind that no column of kerros has', () => {
  /** The versions of one key, after one run a day over rows of `(a, updated_at)`. */
  async function versions(
    type: string,
    runs: readonly (string | null)[],
  ): Promise<readonly (readonly [number, string, string | null])[]> {
    const { odd } = source('raw', { odd: { id: integer(), a: integer(), updated_at: timestamp() } })
    const s = snapshot(odd, {
      uniqueKey: 'id',
      strategy: 'timestamp',
      updatedAt: 'updated_at',
      hardDeletes: 'invalidate',
    })
    return inMemory(async (project) => {
      await project.rows('create schema raw', `create table raw.odd (id integer, a integer, updated_at ${type})`)
      for (const [i, row] of runs.entries()) {
        await project.rows('delete from raw.odd')
        if (row !== null) await project.rows(`insert into raw.odd values (1, ${row})`)
        await project.build({ odd, s }, { startedAt: new Date(START + i * 86_400_000) })
      }
      const rows = await project.rows('select a, valid_from, valid_to from s order by valid_from')
      const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? null
      return rows.map((row) => [row['a'], day(row['valid_from'])!, day(row['valid_to'])])
    })
  }

  it.each(['infinity', '-infinity'])(
    '%s counts as unknown: each run that sees a change adds one version',
    async (at) => {
      expect(
        await versions('timestamp', [`1, '${at}'`, `1, '${at}'`, `2, '${at}'`, null, `2, '${at}'`, `2, '${at}'`]),
      ).toEqual([
        [1, '2026-01-01', '2026-01-03'],
        [2, '2026-01-03', '2026-01-04'],
        [2, '2026-01-05', null],
      ])
    },
  )

  it('an infinite date counts as unknown', async () => {
    expect(await versions('date', ["1, 'infinity'", "2, '2026-01-02'", "3, 'infinity'", "3, 'infinity'"])).toEqual([
      [1, '2026-01-01', '2026-01-02'],
      [2, '2026-01-02', '2026-01-03'],
      [3, '2026-01-03', null],
    ])
  })

  it('nanoseconds within one microsecond make versions that do not overlap', async () => {
    const at = (ns: number) => `${ns}, '2026-01-01 00:00:00.00000000${ns}'`
    expect(await versions('timestamp_ns', [at(1), at(2), at(3), null, at(4)])).toEqual([
      [1, '2026-01-01', '2026-01-02'],
      [2, '2026-01-02', '2026-01-03'],
      [3, '2026-01-03', '2026-01-04'],
      [4, '2026-01-05', null],
    ])
  })

  it('a history in which two versions have one id, as those of nanoseconds had, ends the current one only', async () => {
    const { odd } = source('raw', { odd: { id: integer(), a: integer(), updated_at: timestamp() } })
    const s = snapshot(odd, { uniqueKey: 'id', strategy: 'timestamp', updatedAt: 'updated_at' })
    await inMemory(async (project) => {
      await project.rows('create schema raw')
      for (const day of [1, 2, 3]) {
        await project.rows(
          `create or replace table raw.odd as select 1 as id, ${day} as a, timestamp '2026-01-0${day}' as updated_at`,
        )
        await project.build({ odd, s }, { startedAt: new Date(START + day * 86_400_000) })
        if (day === 2) await project.rows("update s set scd_id = 'one'")
      }
      expect(await project.rows('select a, valid_to::varchar as ends from s order by valid_from')).toEqual([
        { a: 1, ends: '2026-01-02 00:00:00' },
        { a: 2, ends: '2026-01-03 00:00:00' },
        { a: 3, ends: null },
      ])
    })
  })
})
