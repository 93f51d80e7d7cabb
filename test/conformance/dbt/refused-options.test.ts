import { build, DiagnosticsError, dataTest, defineProject, incremental, integer, source, timestamp } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { describe, expect, it } from 'vitest'

const raw = source('raw', { events: { id: integer(), user_id: integer() } })
const keyed = (uniqueKey: unknown): unknown =>
  incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.user_id']), { uniqueKey } as never)

const said = ({ message, hint }: { readonly message: string; readonly hint?: string | undefined }): string =>
  `${message} → ${hint}`

/** The messages of a project that cannot be built, or of its nodes. */
async function refusals(definitions: { readonly [name: string]: unknown }): Promise<readonly string[]> {
  const project = defineProject({
    name: 'shop',
    models: [{ raw, ...definitions }],
    targets: { dev: duckdb({ path: ':memory:' }) },
  })
  try {
    const { nodes } = await build({ project })
    return nodes.flatMap(({ error }) => (error ? [said(error)] : []))
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return error.diagnostics.map(said)
  }
}

// dbt accepts some of these, and finds others in the second run.
describe('before anything runs is refused', () => {
  it.each([
    ['a unique key that names a column twice', ['id', 'ID'], /"uniqueKey" names the column "ID" twice/],
    ['a unique key without columns', [], /"uniqueKey" names no columns/],
    ['a unique key that is an empty string', '', /"uniqueKey" has an empty name/],
    ['a unique key that is no column', 'thisisnotacolumn', /uniqueKey of "m" names "thisisnotacolumn"/],
    ['a list with one that is no column', ['id', 'thisisnotacolumn'], /uniqueKey of "m" names "thisisnotacolumn"/],
  ])('%s', async (_, key, message) => {
    expect(await refusals({ m: keyed(key) })).toEqual([expect.stringMatching(message)])
  })

  const batched = { strategy: 'microbatch', eventTime: 'at', batchSize: 'day', begin: '2026-01-01' }

  it.each([
    ['a microbatch model without an event time', { eventTime: undefined }, /"eventTime" is missing/],
    ['an event time that is no name', { eventTime: 2 }, /"eventTime"/],
    ['a microbatch model without a beginning', { begin: undefined }, /"begin" is missing/],
    ['a beginning that is no time', { begin: 2 }, /"begin"/],
    ['a beginning in another form', { begin: '2026-1-1 1 am' }, /"begin" is "2026-1-1 1 am", not a time/],
    ['a microbatch model without a batch size', { batchSize: undefined }, /"batchSize" is missing/],
    ['another batch size', { batchSize: 'fortnight' }, /"batchSize" is "fortnight"/],
  ])('%s', async (_, wrong, message) => {
    const timed = source('raw', { events: { id: integer(), at: timestamp() } })
    const m = incremental({ e: timed.events }, (db: any) => db.selectFrom('e').selectAll(), {
      ...batched,
      ...wrong,
    } as never)
    const found = await refusals({ raw: timed, m })
    expect(found.join('\n')).toMatch(message)
  })

  it('an event time of an input that is no name', async () => {
    const timed = source(
      'raw',
      { events: { id: integer(), at: timestamp() } },
      {
        tables: { events: { eventTime: 2 as never } },
      },
    )
    const m = incremental({ e: timed.events }, (db) => db.selectFrom('e').selectAll(), batched as never)
    expect((await refusals({ raw: timed, m })).join('\n')).toMatch(/"eventTime"/)
  })

  it('another way to store failures, with those that there are', async () => {
    const failing = dataTest({ e: raw.events }, (db) => db.selectFrom('e').selectAll(), {
      storeFailures: 'error' as never,
    })
    const [message, ...others] = await refusals({ failing })
    expect(others).toEqual([])
    expect(message).toMatch(/storeFailures" is "error" → It may be table, view/)
  })
})
