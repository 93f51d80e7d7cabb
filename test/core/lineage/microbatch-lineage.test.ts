import { incremental, integer, source, timestamp } from 'kerros'
import { expect, it } from 'vitest'
import { describeLineage, lineagesOf } from './describe-lineage.js'

it('the rows of a microbatch model depend on its event time and on those of its inputs, also unselected ones', () => {
  const raw = source(
    'raw',
    {
      visits: { id: integer(), seen_at: timestamp(), loaded_at: timestamp() },
      others: { id: integer(), at_time: timestamp() },
    },
    { tables: { visits: { eventTime: 'loaded_at' } } },
  )
  const m = incremental({ v: raw.visits, o: raw.others }, (db) => db.selectFrom('v').select(['v.id', 'v.seen_at']), {
    strategy: 'microbatch',
    eventTime: 'seen_at',
    batchSize: 'day',
    begin: '2026-01-01',
  })
  expect(describeLineage(lineagesOf({ raw, m })['m']!)).toEqual([
    'id = visits.id copied',
    'seen_at = visits.seen_at copied',
    'rows: visits.seen_at batch, visits.loaded_at batch',
  ])
})
