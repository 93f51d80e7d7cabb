import { integer, source, varchar } from 'kerros'

/** A source that several suites build on. */
export const raw = source('raw', { events: { id: integer(), kind: varchar() } })

/** Makes its table, with two rows. */
export const RAW_EVENTS = [
  'create schema if not exists raw',
  'create or replace table raw.events (id integer, kind varchar)',
  `insert into raw.events values (1, 'a'), (2, 'b')`,
]
