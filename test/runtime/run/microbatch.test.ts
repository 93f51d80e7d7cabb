import { castTo, date, incremental, integer, max, now, source, table, timestamp, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { inMemory, type MemoryProject } from '../../property/memory-project.js'

const columns = { id: integer(), happened_at: timestamp().nullable(), text: varchar() }
const raw = source('raw', { events: columns, plain: columns }, { tables: { events: { eventTime: 'happened_at' } } })
const whole = source('raw', { events: columns })

const options = { strategy: 'microbatch', eventTime: 'happened_at', batchSize: 'day', begin: '2026-01-01' } as const

const daily = (more: object = {}) =>
  incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.happened_at']), { ...options, ...more })

/** A batch with the text `x` fails. */
const parsed = incremental(
  { e: raw.events },
  (db) => db.selectFrom('e').select((eb) => ['e.id', 'e.happened_at', castTo(eb.ref('e.text'), integer()).as('n')]),
  options,
)

const at = (text: string): { readonly startedAt: Date } => ({ startedAt: new Date(`${text}Z`) })

async function withEvents(work: (project: MemoryProject) => Promise<void>): Promise<void> {
  await inMemory(async (project) => {
    await project.rows(
      'create schema raw',
      'create table raw.events (id integer, happened_at timestamp, text varchar)',
      'create view raw.plain as from raw.events',
      `insert into raw.events values (1, '2026-01-01 10:00', '1'), (2, '2026-01-02 10:00', '2'), (3, '2026-01-03 10:00', '3')`,
    )
    await work(project)
  })
}

const ids = async (project: MemoryProject, name = 'm') =>
  (await project.rows(`select id from ${name} order by id`)).map((row) => row['id'])

describe('a microbatch model', () => {
  it('has the batches in its result, and counts the rows of the model alone', async () => {
    await withEvents(async (project) => {
      const { nodes, ok } = await project.run({ raw, m: daily() }, at('2026-01-03T12:00'))
      expect(ok).toBe(true)
      expect(nodes[0]).toMatchObject({ status: 'success', rowsAffected: 3 })
      expect(nodes[0]!.batches).toMatchObject([
        { name: '2026-01-01', status: 'success', rowsAffected: 1 },
        { name: '2026-01-02', status: 'success', rowsAffected: 1 },
        { name: '2026-01-03', status: 'success', rowsAffected: 1 },
      ])
    })
  })

  it('ends with a partial success if a batch fails; what depends on it is skipped, and the next run computes the batch', async () => {
    await withEvents(async (project) => {
      await project.rows(`update raw.events set text = 'x' where id = 2`)
      const definitions = { raw, m: parsed, after: table({ m: parsed }, (db) => db.selectFrom('m').select('m.id')) }
      const { nodes, ok } = await project.run(definitions, at('2026-01-05T12:00'))
      const [m, after] = nodes
      expect({ ok, m: m!.status, after: after!.status }).toEqual({ ok: false, m: 'partial success', after: 'skipped' })
      expect(m!.error!.message).toMatch(/^batch 2026-01-02 failed: /)
      expect(m!.error!.message).not.toContain("'x'")
      expect(m!.batches!.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual(['2026-01-02'])
      expect(await ids(project)).toEqual([1, 3])
      await project.rows(`update raw.events set text = '2' where id = 2`)
      const [again] = await project.build(definitions, at('2026-01-05T13:00'))
      expect(again!.batches!.map(({ name }) => name)).toEqual(['2026-01-02', '2026-01-04', '2026-01-05'])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('counts a batch as incomplete that was complete and fails when it is computed again', async () => {
    await withEvents(async (project) => {
      await project.build({ raw, m: parsed }, at('2026-01-04T12:00'))
      await project.rows(`update raw.events set text = 'x' where id = 1`)
      const window = { start: new Date('2026-01-01'), end: new Date('2026-01-03') }
      const { nodes } = await project.run({ raw, m: parsed }, { ...at('2026-01-04T13:00'), window })
      expect(nodes[0]!.batches!.map(({ status }) => status)).toEqual(['error', 'success'])
      expect(await ids(project)).toEqual([1, 2, 3])
      await project.rows('delete from raw.events where id = 1')
      const [again] = await project.build({ raw, m: parsed }, at('2026-01-10T12:00'))
      expect(again!.batches!.map(({ name }) => name).slice(0, 2)).toEqual(['2026-01-01', '2026-01-04'])
      expect(await ids(project)).toEqual([2, 3])
    })
  })

  it('computes only the batches that a retry names, in the table that the run with --full-refresh has made', async () => {
    await withEvents(async (project) => {
      await project.rows(`update raw.events set text = 'x' where id = 2`)
      await project.run({ raw, m: parsed }, { ...at('2026-01-03T12:00'), fullRefresh: true })
      const intervals = [{ start: new Date('2026-01-02'), end: new Date('2026-01-03') }]
      const only = new Map([['model.p.m', { intervals, isRest: true }]])
      const retry = { ...at('2026-01-03T12:30'), fullRefresh: true, only }
      const { nodes } = await project.run({ raw, m: parsed }, retry)
      // Other batches are there: another retry is not to make the table again.
      expect(nodes[0]!.status).toBe('partial success')
      await project.rows(`update raw.events set text = '2' where id = 2`, 'delete from raw.events where id = 1')
      const [again] = await project.build({ raw, m: parsed }, { ...retry, ...at('2026-01-10T12:00') })
      expect(again!.batches!.map(({ name }) => name)).toEqual(['2026-01-02'])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('computes the batches of the run again where all of them failed, and no others, and makes the table that the run was to make', async () => {
    await withEvents(async (project) => {
      await project.build({ raw, m: parsed }, at('2026-01-03T12:00'))
      await project.rows('update raw.events set text = null where id = 3', 'delete from raw.events where id = 2')
      const all = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => ({
        start: new Date(day),
        end: new Date(Date.parse(day) + 86_400_000),
      }))
      const retry = (fullRefresh: boolean, from: number) => ({
        ...at('2026-01-10T12:00'),
        fullRefresh,
        only: new Map([['model.p.m', { intervals: all.slice(from), isRest: false }]]),
      })
      const [later] = await project.build({ raw, m: parsed }, retry(false, 2))
      expect(later!.batches!.map(({ name }) => name)).toEqual(['2026-01-03'])
      expect(await ids(project)).toEqual([1, 2, 3])
      const [whole] = await project.build({ raw, m: parsed }, retry(true, 0))
      expect(whole!.batches!.map(({ name }) => name)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03'])
      expect(await ids(project)).toEqual([1, 3])
      await project.rows(`update raw.events set text = 'x'`)
      const { nodes } = await project.run({ raw, m: parsed }, retry(false, 2))
      expect(nodes[0]!.status).toBe('error')
    })
  })

  it('names further batches that failed in one message', async () => {
    await withEvents(async (project) => {
      await project.build({ raw, m: parsed }, at('2026-01-01T12:00'))
      await project.rows(`update raw.events set text = 'x' where id in (2, 3)`)
      const { nodes } = await project.run({ raw, m: parsed }, at('2026-01-04T12:00'))
      expect(nodes[0]!.error!.message).toMatch(/^batch 2026-01-02 failed: .*; also 2026-01-03$/s)
    })
  })

  it('leaves the table as it was if the batch that would make it fails, and says what was skipped', async () => {
    await withEvents(async (project) => {
      await project.build({ raw, m: parsed }, at('2026-01-03T12:00'))
      await project.rows(`update raw.events set text = 'x' where id = 1`, 'delete from raw.events where id = 3')
      const { nodes } = await project.run({ raw, m: parsed }, { ...at('2026-01-03T13:00'), fullRefresh: true })
      expect(nodes[0]!.status).toBe('error')
      expect(nodes[0]!.batches!.map(({ status }) => status)).toEqual(['error', 'skipped', 'skipped'])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('is an error, and no partial success, if its only batch fails', async () => {
    await withEvents(async (project) => {
      await project.rows(`update raw.events set text = 'x' where id = 1`)
      const { nodes } = await project.run({ raw, m: parsed }, at('2026-01-01T12:00'))
      expect(nodes[0]).toMatchObject({ status: 'error', batches: [{ name: '2026-01-01', status: 'error' }] })
    })
  })

  it('keeps its table in a full refresh with fullRefresh: false', async () => {
    await withEvents(async (project) => {
      const definitions = { raw, m: daily({ fullRefresh: false }) }
      await project.build(definitions, at('2026-01-04T12:00'))
      await project.rows('delete from raw.events where id = 1')
      const [again] = await project.build(definitions, { ...at('2026-01-04T13:00'), fullRefresh: true })
      expect(again!.batches!.map(({ name }) => name)).toEqual(['2026-01-03', '2026-01-04'])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('ends with the batch in which the run began, as all models of the run do', async () => {
    await withEvents(async (project) => {
      const definitions = { raw, m: daily(), n: daily({ batchSize: 'month' }), o: daily() }
      const nodes = await project.build(definitions, at('2026-02-01T12:00'))
      expect(nodes.map(({ batches }) => batches!.at(-1)!.name)).toEqual(['2026-02-01', '2026-02', '2026-02-01'])
    })
  })

  it('computes batches at the same time, with the same rows', async () => {
    await withEvents(async (project) => {
      const definitions = { raw, m: daily({ concurrentBatches: true }) }
      const run = { ...at('2026-02-10T12:00'), threads: 4 }
      const [first] = await project.build(definitions, run)
      expect(first!.batches).toHaveLength(41)
      expect(await ids(project)).toEqual([1, 2, 3])
      const [again] = await project.build(definitions, {
        ...run,
        window: { start: new Date('2026-01-01'), end: new Date('2026-02-01') },
      })
      expect(again!.batches!.map(({ status }) => status)).toEqual(Array(31).fill('success'))
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('says how many rows are from before its first batch, in a first run only', async () => {
    await withEvents(async (project) => {
      const m = daily({ begin: '2026-01-02' })
      const [first] = await project.build({ raw, m }, at('2026-01-03T12:00'))
      expect(first!.notes.map(({ message }) => message)).toEqual([
        '1 row of "events" is from before 2026-01-02, the first batch, and is left out',
      ])
      const [second] = await project.build({ raw, m }, at('2026-01-03T13:00'))
      expect(second!.notes).toEqual([])
    })
  })

  it('refuses rows of an input without an event time before anything is written, or leaves them out', async () => {
    await withEvents(async (project) => {
      await project.rows(`insert into raw.events values (4, null, '4')`)
      const { nodes } = await project.run({ raw, m: daily() }, at('2026-01-03T12:00'))
      expect(nodes[0]!.error).toMatchObject({
        code: 'E_EVENT_TIME',
        message: '1 row of "events" has NULL in "happened_at", and is in no batch',
      })
      expect(await project.rows(`select * from duckdb_tables() where table_name = 'm'`)).toEqual([])
      await project.build({ raw, m: daily({ nullEventTime: 'skip' }) }, at('2026-01-03T12:00'))
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('says that no input has an event time, and still has each row once', async () => {
    await withEvents(async (project) => {
      const m = incremental({ e: whole.events }, (db) => db.selectFrom('e').select(['e.id', 'e.happened_at']), options)
      const [node] = await project.build({ whole, m }, at('2026-01-03T12:00'))
      expect(node!.notes.map(({ message }) => message)).toEqual([
        'no input of "m" has an event time: each batch computes its query over all rows',
      ])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('says that rows from before a later begin stay', async () => {
    await withEvents(async (project) => {
      await project.build({ raw, m: daily() }, at('2026-01-03T12:00'))
      const [node] = await project.build({ raw, m: daily({ begin: '2026-01-02' }) }, at('2026-01-04T12:00'))
      expect(node!.notes.map(({ message }) => message)).toEqual([
        '"m" has rows from before its `begin`: 2026-01-01 to 2026-01-02 were computed earlier, and stay as they are',
      ])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('says which batches another query has computed, until they are computed again', async () => {
    await withEvents(async (project) => {
      const changed = incremental(
        { e: raw.events },
        (db) => db.selectFrom('e').select(['e.id', 'e.happened_at']).where('e.id', '>', 0),
        options,
      )
      await project.build({ raw, m: daily() }, at('2026-01-05T12:00'))
      const messages = async (day: string, window?: { start: Date; end: Date }) => {
        const [node] = await project.build({ raw, m: changed }, { ...at(`${day}T12:00`), window })
        return node!.notes.map(({ message }) => message)
      }
      expect(await messages('2026-01-05')).toEqual([
        'another query has computed batches of "m" from 2026-01-01 to 2026-01-04, which stay as they are',
      ])
      const start = new Date('2026-01-01')
      expect(await messages('2026-01-05', { start, end: new Date('2026-01-04') })).toEqual([])
      expect(await messages('2026-01-06')).toEqual([])
    })
  })

  it('says nothing of a query with the time of the run, and of a record that an older version has made', async () => {
    await withEvents(async (project) => {
      const timed = incremental(
        { e: raw.events },
        (db) => db.selectFrom('e').select(['e.id', 'e.happened_at', now().as('computed_at')]),
        options,
      )
      const messages = async (time: string) => {
        const [node] = await project.build({ raw, m: timed }, at(time))
        return node!.notes.map(({ message }) => message)
      }
      expect(await messages('2026-01-05T12:00')).toEqual([])
      expect(await messages('2026-01-05T13:00')).toEqual([])
      await project.rows("update _kerros.intervals set query = '0123456789abcdef'")
      expect(await messages('2026-01-05T14:00')).toEqual([])
    })
  })

  it('says so when batches would read other rows of the inputs by the same query', async () => {
    const seen = source(
      'raw',
      { events: { ...columns, seen_at: timestamp() } },
      { tables: { events: { eventTime: 'seen_at' } } },
    )
    const bySeen = incremental(
      { e: seen.events },
      (db) => db.selectFrom('e').select(['e.id', 'e.happened_at']),
      options,
    )
    const other = 'another query has computed batches of "m" from 2026-01-01 to 2026-01-04, which stay as they are'
    for (const [definitions, isOther] of [
      [{ raw, m: daily() }, false],
      [{ raw, m: daily({ wholeInputs: ['e'] }) }, true],
      [{ seen, m: bySeen }, true],
    ] as const)
      await withEvents(async (project) => {
        await project.rows('alter table raw.events add column seen_at timestamp')
        await project.rows('update raw.events set seen_at = happened_at')
        await project.build({ raw, m: daily() }, at('2026-01-05T12:00'))
        const [node] = await project.build(definitions, at('2026-01-05T12:00'))
        expect(node!.notes.map(({ message }) => message).includes(other)).toBe(isOther)
      })
  })

  it('refuses another event time, and adopts the table of another strategy by computing all batches', async () => {
    await withEvents(async (project) => {
      const merged = incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.happened_at']), {
        uniqueKey: 'id',
      })
      await project.build({ raw, m: merged }, at('2026-01-03T12:00'))
      await project.rows(`delete from raw.events where id = 1`)
      const [adopted] = await project.build({ raw, m: daily() }, at('2026-01-03T12:00'))
      expect(adopted!.batches).toHaveLength(3)
      expect(await ids(project)).toEqual([2, 3])
      const other = incremental(
        { e: raw.events },
        (db) => db.selectFrom('e').select((eb) => ['e.id', 'e.happened_at', eb.ref('e.happened_at').as('seen_at')]),
        { ...options, eventTime: 'seen_at', onSchemaChange: 'append_new_columns' },
      )
      const { nodes } = await project.run({ raw, m: other }, at('2026-01-03T12:00'))
      expect(nodes[0]!.error).toMatchObject({
        code: 'E_CHANGED_IDENTITY',
        message: '"m" was built with the event time "happened_at" and now has "seen_at"',
      })
    })
  })

  it('computes all batches of a table that was replaced or lost its comment, and of no other', async () => {
    await withEvents(async (project) => {
      const asTable = table({ e: raw.events }, (db) =>
        db.selectFrom('e').select(['e.id', 'e.happened_at']).where('e.id', '=', 3),
      )
      await project.build({ raw, m: daily() }, at('2026-01-06T12:00'))
      await project.build({ raw, m: asTable }, at('2026-01-06T12:00'))
      const [again] = await project.build({ raw, m: daily() }, at('2026-01-06T13:00'))
      expect(again!.batches).toHaveLength(6)
      expect(await ids(project)).toEqual([1, 2, 3])
      await project.rows('comment on table m is null', 'delete from m where id = 1')
      const [without] = await project.build({ raw, m: daily() }, at('2026-01-06T14:00'))
      expect(without!.batches).toHaveLength(6)
      expect(await ids(project)).toEqual([1, 2, 3])
      const [next] = await project.build({ raw, m: daily() }, at('2026-01-06T15:00'))
      expect(next!.batches).toHaveLength(2)
    })
  })

  it('refuses rows of its query without an event time, or leaves them out, where its inputs all have one', async () => {
    await withEvents(async (project) => {
      const joined = (nullEventTime: 'fail' | 'skip') =>
        incremental(
          { e: raw.events, w: raw.plain },
          (db) =>
            db
              .selectFrom('e')
              .leftJoin('w', (join) => join.onRef('w.id', '=', 'e.id').on('w.text', '<>', '2'))
              .select(['e.id', 'w.happened_at']),
          { ...options, nullEventTime },
        )
      const { nodes } = await project.run({ raw, m: joined('fail') }, at('2026-01-03T12:00'))
      expect(nodes[0]!.error!.message).toBe(
        'batch 2026-01-02 failed: 1 row of "m" has NULL in "happened_at", and is in no batch',
      )
      await project.build({ raw, m: joined('skip') }, at('2026-01-03T12:00'))
      expect(await ids(project)).toEqual([1, 3])
    })
  })

  it('refuses to adopt stored rows without an event time, which no batch would replace', async () => {
    await withEvents(async (project) => {
      await project.rows('create table m (id integer, happened_at timestamp)', 'insert into m values (9, null)')
      const { nodes } = await project.run({ raw, m: daily() }, at('2026-01-03T12:00'))
      expect(nodes[0]!.error).toMatchObject({
        code: 'E_EVENT_TIME',
        message: '1 stored row of "m" has NULL in "happened_at", and is in no batch',
      })
      expect(await ids(project)).toEqual([9])
    })
  })

  it('adds a column that its query has got to the table, in the batches that a run computes', async () => {
    await withEvents(async (project) => {
      await project.build({ raw, m: daily() }, at('2026-01-04T12:00'))
      const wider = incremental(
        { e: raw.events },
        (db) => db.selectFrom('e').select(['e.id', 'e.happened_at', 'e.text']),
        { ...options, onSchemaChange: 'append_new_columns', lookback: 1 },
      )
      await project.build({ raw, m: wider }, at('2026-01-04T13:00'))
      expect(await project.rows('select id, text from m order by id')).toEqual([
        { id: 1, text: null },
        { id: 2, text: null },
        { id: 3, text: '3' },
      ])
    })
  })

  it('refuses a batch whose rows have another time than that of its inputs', async () => {
    await withEvents(async (project) => {
      const m = incremental(
        { e: raw.events },
        (db) =>
          db
            .selectFrom('e')
            .groupBy('e.id')
            .select((eb) => ['e.id', max(eb.val(new Date('2026-01-02'))).as('happened_at')]),
        options,
      )
      const { nodes } = await project.run({ raw, m }, at('2026-01-02T12:00'))
      expect(nodes[0]!.error).toMatchObject({
        code: 'E_EVENT_TIME',
        message: 'batch 2026-01-01 failed: 1 row of "m" in the batch 2026-01-01 has "happened_at" outside of it',
      })
    })
  })

  it('reads an ephemeral by its own event time', async () => {
    await withEvents(async (project) => {
      const { ephemeral } = await import('kerros')
      const e = ephemeral({ e: whole.events }, (db) => db.selectFrom('e').select(['e.id', 'e.happened_at']), {
        eventTime: 'happened_at',
      })
      const m = incremental({ e }, (db) => db.selectFrom('e').selectAll(), options)
      const [node] = await project.build({ whole, e, m }, at('2026-01-03T12:00'))
      expect(node!.notes).toEqual([])
      expect(await ids(project)).toEqual([1, 2, 3])
    })
  })

  it('reads an input whole that the option names, and refuses several with an event time that says nothing', async () => {
    await withEvents(async (project) => {
      const joined = (more: object) =>
        incremental(
          { e: raw.events, all: raw.events },
          (db) => db.selectFrom('e').innerJoin('all', 'all.text', 'e.text').select(['e.happened_at', 'all.id']),
          { ...options, ...more },
        )
      await project.rows(`insert into raw.events values (9, '2026-01-03 11:00', '1')`)
      await project.build({ raw, m: joined({ wholeInputs: 'all' }) }, at('2026-01-03T12:00'))
      expect(await ids(project)).toEqual([1, 1, 2, 3, 9, 9])
      await project.build({ raw, m: joined({ wholeInputs: [] }) }, { ...at('2026-01-03T12:00'), fullRefresh: true })
      expect(await ids(project)).toEqual([1, 2, 3, 9])
      await expect(project.build({ raw, m: joined({}) }, at('2026-01-03T12:00'))).rejects.toThrow(
        'each have an event time',
      )
      await expect(project.build({ raw, m: joined({ wholeInputs: 'al' }) }, at('2026-01-03T12:00'))).rejects.toThrow(
        'which is not an input',
      )
    })
  })

  it('is refused when its begin is yet to come', async () => {
    await withEvents(async (project) => {
      const { nodes } = await project.run({ raw, m: daily({ begin: '2027-01-01' }) }, at('2026-01-03T12:00'))
      expect(nodes[0]!.error).toMatchObject({
        code: 'E_INVALID_OPTION',
        message: expect.stringContaining('yet to come'),
      })
    })
  })
})

describe('options of a microbatch model', () => {
  it('refuse hours over an input whose event time is a date', async () => {
    const dated = source(
      'raw',
      { days: { day: date(), seen_at: timestamp() } },
      { tables: { days: { eventTime: 'day' } } },
    )
    const m = incremental({ d: dated.days }, (db) => db.selectFrom('d').selectAll(), {
      ...options,
      eventTime: 'seen_at',
      batchSize: 'hour',
    })
    await inMemory(async (project) => {
      const { nodes } = await project.run({ dated, m }, at('2026-01-03T12:00'))
      expect(nodes[0]!.error!.message).toBe(
        '"m" has batches of an hour, and the event time "day" of its input "days" is a date',
      )
    })
  })

  const e = source('raw', { events: { id: integer(), day: date(), at_time: timestamp() } })
  const diagnosticsOf = async (given: object): Promise<readonly string[]> => {
    const m = incremental({ e: e.events }, (db: any) => db.selectFrom('e').selectAll(), given as never)
    return inMemory(async (project) => {
      try {
        const { nodes } = await project.run({ e, m }, at('2026-01-03T12:00'))
        return nodes.flatMap(({ error }) => error?.message ?? [])
      } catch (error) {
        return (JSON.parse((error as Error).message) as { message: string }[]).map(({ message }) => message)
      }
    })
  }
  const good = { strategy: 'microbatch', eventTime: 'at_time', batchSize: 'day', begin: '2026-01-01' }

  it.each([
    [{ ...good, eventTime: undefined }, 'the option "eventTime" is missing'],
    [{ ...good, batchSize: undefined }, 'the option "batchSize" is missing'],
    [{ ...good, begin: undefined }, 'the option "begin" is missing'],
    [{ ...good, batchSize: 'week' }, 'the option "batchSize" is "week"'],
    [{ ...good, begin: '2026-02-30' }, 'the option "begin" is "2026-02-30", not a time'],
    [{ ...good, lookback: -1 }, 'the option "lookback" is -1, not a number of batches'],
    [{ ...good, nullEventTime: 'ignore' }, 'the option "nullEventTime" is "ignore"'],
    [{ ...good, uniqueKey: 'id' }, 'the strategy "microbatch" does not use the option "uniqueKey"'],
    [{ ...good, watermark: 'at_time' }, 'the strategy "microbatch" does not use the option "watermark"'],
    [{ uniqueKey: 'id', lookback: 2 }, 'only the strategy "microbatch" uses the option "lookback"'],
    [{ uniqueKey: 'id', batchSize: 'day' }, 'only the strategy "microbatch" uses the option "batchSize"'],
    [{ ...good, eventTime: 'at_tme' }, 'the eventTime of "m" names "at_tme", which its query does not return'],
    [{ ...good, eventTime: 'id' }, 'the eventTime of "m" names "id", which is integer'],
    [
      { ...good, eventTime: 'day', batchSize: 'hour' },
      '"m" has batches of an hour, and its event time "day" is a date',
    ],
  ])('%o', async (given, message) => {
    expect((await diagnosticsOf(given)).join('\n')).toContain(message)
  })
})
