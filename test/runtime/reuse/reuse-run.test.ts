import type { RunOptions } from 'kerros'
import { castTo, incremental, integer, notNull, now, source, table, text, timestamp, variable, view } from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Command, type Models, outcomes, ReuseWorld, type Row } from '../../property/reuse/reuse-world.js'

const raw = source('raw', { films: { id: integer(), year: integer(), seen_at: timestamp() } })
const plus = variable('plus', 0)

const films = table({ f: raw.films }, (db) =>
  db.selectFrom('f').select((eb) => ['f.id', eb('f.year', '+', plus).as('year')]),
)
const recent = view({ films }, (db) => db.selectFrom('films').selectAll().where('films.year', '>', 2000))
const counted = table({ recent }, (db) => db.selectFrom('recent').select('recent.id'))
const ALL: Models = [{ raw, films, recent, counted }]

let world: ReuseWorld

beforeEach(async () => {
  world = new ReuseWorld()
  await world.execute(
    'create schema raw',
    'create table raw.films (id integer, year integer, seen_at timestamp)',
    'create table raw.log (name varchar)',
    "insert into raw.films values (1, 1999, '2026-01-01'), (2, 2010, '2026-01-02')",
  )
})
afterEach(() => world.remove())

type Ended = { readonly name: string; readonly isReused?: boolean; readonly reason?: unknown }

/** What a command leaves as it is, by name. Everything has to end well. */
async function reused(models: Models, options: object = {}, vars = {}, command: Command = 'build') {
  const given = { reuse: 'on', ...options } as Omit<RunOptions, 'project'>
  const result = await world.command(command, models, vars, given)
  expect(outcomes(result).filter((line) => !/ (success|pass) /.test(line))).toEqual([])
  return ((result as never as { readonly nodes: readonly Ended[] }).nodes ?? [])
    .filter(({ isReused }) => isReused)
    .map(({ name }) => name)
    .sort()
}

async function rowsOf(relation: string): Promise<readonly string[]> {
  return (await world.contents()).get(relation)!.split('\n').slice(1)
}

const log = (words: string) => () => sql.raw(`insert into raw.log ${words}`)

describe('a build with reuse', () => {
  it('leaves everything as it is when nothing has changed, and builds what hangs on a change', async () => {
    expect(await reused(ALL)).toEqual([])
    expect(await reused(ALL)).toEqual(['counted', 'films', 'recent'])
    expect(await reused(ALL, {}, { plus: 5 })).toEqual(['recent'])
    expect(await rowsOf('main.films')).toEqual(['[1,2004]', '[2,2015]'])
    expect(await rowsOf('main.counted')).toEqual(['[1]', '[2]'])
  })

  it('does not take for its own what a run without reuse has built in between', async () => {
    await reused(ALL)
    await reused(ALL, { reuse: 'off' }, { plus: 5 })
    expect(await reused(ALL)).toEqual([])
    expect(await rowsOf('main.films')).toEqual(['[1,1999]', '[2,2010]'])
  })

  it('builds what another program has changed, and what reads it', async () => {
    await reused(ALL)
    await world.execute('update main.films set year = 2020')
    expect(await reused(ALL)).not.toContain('films')
    expect(await rowsOf('main.films')).toEqual(['[1,1999]', '[2,2010]'])
  })

  it('builds everything after a run with a hook that changes another relation of the project', async () => {
    const meddling = table({ films }, (db) => db.selectFrom('films').select('films.id'), {
      postHook: () => sql`update main.films set year = 0`,
    })
    const quiet = table({ films }, (db) => db.selectFrom('films').select('films.id'))
    // Recorded before: the run with the hook leaves it as it is, and says nothing of it afterwards.
    await reused([{ raw, films }])
    expect(await reused([{ raw, films, meddling }])).toEqual(['films'])
    expect(await rowsOf('main.films')).toEqual(['[1,0]', '[2,0]'])
    expect(await reused([{ raw, films, meddling: quiet }])).toEqual([])
    expect(await rowsOf('main.films')).toEqual(['[1,1999]', '[2,2010]'])
  })

  it('always builds what has hooks, and sends them', async () => {
    const models = (hook: 'preHook' | 'postHook') => [
      {
        raw,
        films,
        hooked: table({ films }, (db) => db.selectFrom('films').selectAll(), { [hook]: log("values ('x')") }),
      },
    ]
    for (const hook of ['preHook', 'postHook'] as const) {
      await reused(models(hook))
      expect(await reused(models(hook))).toEqual(['films'])
    }
    expect(await rowsOf('raw.log')).toEqual(Array(4).fill('["x"]'))
  })

  it('always builds what calls a function of the time, and what reads that', async () => {
    const stamped = table({ f: raw.films }, (db) =>
      db.selectFrom('f').select((eb) => ['f.id', castTo(now(), timestamp()).as('at'), eb.lit(1).as('one')]),
    )
    const reader = table({ stamped }, (db) => db.selectFrom('stamped').select('stamped.at'))
    const models: Models = [{ raw, films, stamped, reader }]
    await reused(models)
    const before = await rowsOf('main.reader')
    expect(await reused(models)).toEqual(['films'])
    expect(await rowsOf('main.reader')).not.toEqual(before)
  })

  it('asks a test again that has failed', async () => {
    const tested = view({ f: raw.films }, (db) => db.selectFrom('f').select('f.year'), {
      columns: { year: { tests: [notNull()] } },
    })
    const failing = table(
      { f: raw.films },
      (db) => db.selectFrom('f').select((eb) => eb.fn('nullif', ['f.id', eb.lit(1)]).as('id')),
      {
        columns: { id: { tests: [notNull({ severity: 'error' })] } },
      } as never,
    )
    const models: Models = [{ raw, tested, failing }]
    for (const _run of [1, 2, 3]) {
      const result = await world.command('build', models, {}, { reuse: 'on' } as never)
      expect(outcomes(result).filter((line) => line.startsWith('test.'))).toEqual([
        expect.stringMatching(/not_null_failing_id\S* fail 1/),
        expect.stringMatching(/not_null_tested_year\S* pass/),
      ])
    }
  })

  it('builds a model again that has failed, and what reads it', async () => {
    const broken = table({ f: raw.films }, (db) =>
      db
        .selectFrom('f')
        .select('f.id')
        .select(castTo(text('x'), integer()).as('year')),
    )
    const readBy = (input: typeof films) => table({ input }, (db) => db.selectFrom('input').selectAll())
    const models = (input: unknown): Models => [{ raw, films: input, reader: readBy(input as typeof films) }]
    await reused(models(films))
    for (const _run of [1, 2]) {
      const result = await world.command('build', models(broken), {}, { reuse: 'on' } as never)
      expect(outcomes(result).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
        'model.shop.films error',
        'model.shop.reader skipped',
      ])
    }
    expect(await reused(models(films))).not.toContain('films')
    expect(await reused(models(films))).toEqual(['films', 'reader'])
  })

  it('builds what reads an incremental model if its run has changed rows, and else leaves it as it is', async () => {
    const loaded = source(
      'raw',
      { films: { id: integer(), year: integer(), seen_at: timestamp() } },
      { load: { films: { files: ['films.csv'] } } },
    )
    const kept = incremental(
      { f: loaded.films },
      (db, { since }) => db.selectFrom('f').select(['f.id', 'f.year', 'f.seen_at']).$call(since('f.seen_at')),
      { uniqueKey: 'id', watermark: 'seen_at' },
    )
    const seen = view({ kept }, (db) => db.selectFrom('kept').select(['kept.id', 'kept.year']))
    const reader = table({ seen }, (db) => db.selectFrom('seen').selectAll())
    const models: Models = [{ raw: loaded, kept, seen, reader }]
    const load = async (...rows: readonly Row[]): Promise<void> => {
      world.write('films', rows, ['id', 'year', 'seen_at'])
      await world.load(models)
    }
    await world.execute('delete from raw.films')
    const first = [1, 1999, '2026-01-01 00:00:00']
    await load(first)
    await reused(models)
    await load(first, [3, 2020, '2026-03-01 00:00:00'])
    expect(await reused(models)).toEqual(['seen'])
    expect(await rowsOf('main.reader')).toEqual(['[1,1999]', '[3,2020]'])
    // Of what is too old to be read again, nothing is stored.
    await load(first, [3, 2020, '2026-03-01 00:00:00'], [4, 2020, '2025-03-01 00:00:00'])
    expect(await reused(models)).toEqual(['reader', 'seen'])
  })

  it('takes the records of what it builds away before it builds, and of nothing else', async () => {
    const hooked = table({ films }, (db) => db.selectFrom('films').selectAll(), {
      preHook: log('select subject from _kerros.reuse'),
    })
    const other = table({ f: raw.films }, (db) => db.selectFrom('f').select((eb) => eb('f.id', '+', plus).as('id')))
    await reused([{ raw, films, other }])
    await reused([{ raw, films, other, hooked }], {}, { plus: 0 })
    await world.execute('delete from raw.log')
    // Another program has been there: all is built, and nothing is recorded meanwhile.
    await reused([{ raw, films, other, hooked }])
    expect(await rowsOf('raw.log')).toEqual([])
    const apart = view({ f: raw.films }, (db) => db.selectFrom('f').select('f.id'))
    expect(await reused([{ raw, films, other, hooked, apart }], {}, {})).toEqual(['films', 'other'])
    expect((await rowsOf('raw.log')).map((row) => /"([^"\\]+)\\"\]"\]$/.exec(row)?.[1])).toEqual(['films', 'other'])
  })
})
