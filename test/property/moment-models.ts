import {
  castTo,
  concat,
  count,
  date,
  double,
  incremental,
  integer,
  max,
  source,
  sum,
  text,
  timestamp,
  varchar,
} from 'kerros'
import { deduplicate } from 'kerros/macros'
import {
  inGroups,
  type OracleMoment,
  type OracleRow,
  type OracleSince,
  type OracleWrite,
  sinceKeeps,
  written,
} from './moments-oracle.js'

/** Events with every kind of moment. `guessed_at` is declared without `.nullable()`, and is NULL all the same; doubles are NaN, too. */
export const raw = source('raw', {
  events: {
    id: integer(),
    grp: integer().nullable(),
    kind: varchar(),
    amount: integer().nullable(),
    happened_at: timestamp().nullable(),
    guessed_at: timestamp(),
    day: date().nullable(),
    n: integer(),
    x: double(),
    y: double().nullable(),
    loaded_at: timestamp(),
  },
})
const { events } = raw

export const EVENT_COLUMNS = [
  'id',
  'grp',
  'kind',
  'amount',
  'happened_at',
  'guessed_at',
  'day',
  'n',
  'x',
  'y',
  'loaded_at',
] as const

/** A model, and what docs/incremental.md says that a run makes of its table. */
export interface MomentModel {
  readonly definition: unknown
  readonly columns: readonly string[]
  expected(stored: readonly OracleRow[], source: readonly OracleRow[], isFull: boolean): readonly OracleRow[]
}

type Strategy = 'append' | 'merge' | 'delete+insert'

/** All columns of the rows that `since` keeps. */
function bySince(
  column: 'happened_at' | 'guessed_at' | 'day' | 'n' | 'x' | 'y' | 'loaded_at',
  rule: OracleSince,
  strategy: Strategy,
): MomentModel {
  const key = strategy === 'append' ? {} : { uniqueKey: 'id' as const }
  return {
    definition: incremental(
      { e: events },
      (db, { since }) =>
        db
          .selectFrom('e')
          .selectAll()
          .$call(since(`e.${column}` as 'e.n', rule)),
      { ...key, strategy, watermark: column },
    ),
    columns: EVENT_COLUMNS,
    expected: (stored, rows, isFull) => {
      const known = { isFull, rows: stored, watermark: column }
      const batch = rows.filter((row) => sinceKeeps(row[column]!, rule, known))
      return written(isFull ? [] : stored, batch, { strategy, uniqueKey: ['id'] })
    },
  }
}

const newKeys = (rows: readonly OracleRow[], stored: readonly OracleRow[], columns: readonly string[]) =>
  rows
    .filter((row) => sinceKeeps(row['loaded_at']!, {}, { isFull: false, rows: stored, watermark: 'loaded_at' }))
    .map((row) => Object.fromEntries(columns.map((column) => [column, row[column]!])))

/** What a model with `touched` makes of its table, given what its query is in JavaScript. */
function byTouched(
  query: (rows: readonly OracleRow[]) => readonly OracleRow[],
  columns: readonly string[],
  how: OracleWrite,
  names: readonly string[] = columns,
  gone: 'delete' | 'keep' = 'delete',
): MomentModel['expected'] {
  return (stored, rows, isFull) => {
    if (isFull) return query(rows)
    const keys = newKeys(rows, stored, columns)
    const batch = query(rows.filter((row) => inGroups(row, columns, keys)))
    return written(stored, batch, gone === 'keep' ? how : { ...how, touched: { columns: names, keys } })
  }
}

function groupsOf(rows: readonly OracleRow[], columns: readonly string[]): readonly (readonly OracleRow[])[] {
  const groups = new Map<string, OracleRow[]>()
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => row[column]))
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
}

/** One row a group, while its sum is positive. */
function sums(strategy: 'merge' | 'delete+insert'): MomentModel {
  return {
    definition: incremental(
      { e: events },
      (db, { since, touched }) =>
        db
          .selectFrom('e')
          .$call(touched('e.grp', db.selectFrom('e').select('e.grp').$call(since('e.loaded_at'))))
          .groupBy('e.grp')
          .having((eb) => eb(sum(eb.ref('e.amount')), '>', 0))
          .select((eb) => [
            eb.fn.coalesce('e.grp', eb.lit(-1)).as('grp_key'),
            'e.grp',
            count().as('n'),
            sum(eb.ref('e.amount')).as('amount'),
            max(eb.ref('e.loaded_at')).as('loaded_at'),
          ]),
      { uniqueKey: 'grp_key', watermark: 'loaded_at', strategy },
    ),
    columns: ['grp_key', 'grp', 'n', 'amount', 'loaded_at'],
    expected: byTouched(sumsOf, ['grp'], { strategy, uniqueKey: ['grp_key'] }),
  }
}

function sumsOf(rows: readonly OracleRow[]): readonly OracleRow[] {
  return groupsOf(rows, ['grp']).flatMap((members) => {
    const grp = members[0]!['grp']!
    const amounts = members.map((row) => row['amount']!).filter((amount) => amount !== null) as number[]
    const amount = amounts.reduce((total, each) => total + each, 0)
    if (amounts.length === 0 || amount <= 0) return []
    const loadedAt = Math.max(...members.map((row) => row['loaded_at'] as number))
    return [{ grp_key: grp ?? -1, grp, n: members.length, amount, loaded_at: loadedAt }]
  })
}

const positive = (rows: readonly OracleRow[]): readonly OracleRow[] =>
  rows
    .filter(({ amount }) => amount !== null && (amount as number) > 0)
    .map(({ id, grp, amount, loaded_at }) => ({ id: id!, grp: grp!, amount: amount!, loaded_at: loaded_at! }))

/** The rows of a group, while a filter matches them. */
function rowsOf(strategy: 'merge' | 'delete+insert', gone?: 'keep', kept: readonly 'amount'[] = []): MomentModel {
  return {
    definition: incremental(
      { e: events },
      (db, { since, touched }) =>
        db
          .selectFrom('e')
          .where('e.amount', '>', 0)
          .$call(
            touched(
              'e.grp',
              db.selectFrom('e').select('e.grp').$call(since('e.loaded_at')),
              gone ? { gone } : undefined,
            ),
          )
          .select(['e.id', 'e.grp', 'e.amount', 'e.loaded_at']),
      {
        uniqueKey: 'id',
        watermark: 'loaded_at',
        strategy,
        ...(kept.length > 0 && { mergeExcludeColumns: kept }),
      },
    ),
    columns: ['id', 'grp', 'amount', 'loaded_at'],
    expected: byTouched(positive, ['grp'], { strategy, uniqueKey: ['id'], kept }, ['grp'], gone),
  }
}

/** Groups by two columns, inside of a common table expression, under other names outside. */
function pairs(strategy: 'merge' | 'delete+insert'): MomentModel {
  const query = (rows: readonly OracleRow[]): readonly OracleRow[] =>
    groupsOf(rows, ['grp', 'kind']).flatMap((members) => {
      const some = members.filter(({ amount }) => amount !== null && (amount as number) >= 0)
      if (some.length === 0) return []
      const { grp, kind } = some[0]!
      const loadedAt = Math.max(...some.map((row) => row['loaded_at'] as number))
      return [{ pair: `${grp ?? 'none'}-${kind}`, team: grp!, sort: kind!, n: some.length, loaded_at: loadedAt }]
    })
  return {
    definition: incremental(
      { e: events },
      (db, { since, touched }) =>
        db
          .with('grouped', (cte) =>
            cte
              .selectFrom('e')
              .where('e.amount', '>=', 0)
              .$call(
                touched(
                  ['e.grp', 'e.kind'],
                  cte.selectFrom('e').select(['e.grp', 'e.kind']).$call(since('e.loaded_at')),
                ),
              )
              .groupBy(['e.grp', 'e.kind'])
              .select((eb) => ['e.grp', 'e.kind', count().as('n'), max(eb.ref('e.loaded_at')).as('loaded_at')]),
          )
          .selectFrom('grouped as g')
          .select((eb) => [
            concat(eb.fn.coalesce(castTo(eb.ref('g.grp'), varchar()), text('none')), '-', eb.ref('g.kind')).as('pair'),
            'g.grp as team',
            'g.kind as sort',
            'g.n',
            'g.loaded_at',
          ]),
      { uniqueKey: 'pair', watermark: 'loaded_at', strategy },
    ),
    columns: ['pair', 'team', 'sort', 'n', 'loaded_at'],
    expected: (stored, rows, isFull) => {
      if (isFull) return query(rows)
      const keys = newKeys(rows, stored, ['grp', 'kind'])
      const batch = query(rows.filter((row) => inGroups(row, ['grp', 'kind'], keys)))
      return written(stored, batch, { strategy, uniqueKey: ['pair'], touched: { columns: ['team', 'sort'], keys } })
    },
  }
}

const unseen: MomentModel = {
  definition: incremental(
    { e: events },
    (db, { self }) =>
      db
        .selectFrom('e')
        .leftJoin(self({ id: integer() }).as('s'), 's.id', 'e.id')
        .where('s.id', 'is', null)
        .select(['e.id', 'e.amount']),
    { strategy: 'append' },
  ),
  columns: ['id', 'amount'],
  expected: (stored, rows, isFull) => {
    const before = isFull ? [] : stored
    const ids = new Set(before.map(({ id }) => id))
    return [
      ...before,
      ...rows.filter(({ id }) => !ids.has(id!)).map(({ id, amount }) => ({ id: id!, amount: amount! })),
    ]
  },
}

const seen: MomentModel = {
  definition: incremental(
    { e: events },
    (db, { self }) =>
      db
        .selectFrom('e')
        .leftJoin(self({ id: integer(), times: integer() }).as('s'), 's.id', 'e.id')
        .select((eb) => ['e.id', eb(eb.fn.coalesce('s.times', eb.lit(0)), '+', 1).as('times')]),
    { uniqueKey: 'id', strategy: 'merge' },
  ),
  columns: ['id', 'times'],
  expected: (stored, rows, isFull) => {
    const times = new Map((isFull ? [] : stored).map((row) => [row['id'], row['times'] as number]))
    const batch = rows.map(({ id }) => ({ id: id!, times: (times.get(id!) ?? 0) + 1 }))
    return written(isFull ? [] : stored, batch, { strategy: 'merge', uniqueKey: ['id'] })
  },
}

const columnsOfRows = ['id', 'grp', 'amount', 'happened_at', 'loaded_at'] as const

const rowsWithMoments = (rows: readonly OracleRow[]): readonly OracleRow[] =>
  positive(rows).map((row) => ({ ...row, happened_at: rows.find(({ id }) => id === row['id'])!['happened_at']! }))

/** Groups that are touched, and replaced as a whole: two columns, of which one is touched. */
function touchedParts(option: 'groupKey' | 'partitionBy', columns: readonly ('grp' | 'id')[]): MomentModel {
  const strategy = option === 'groupKey' ? 'delete+insert' : 'insert_overwrite'
  return {
    definition: incremental(
      { e: events },
      (db, { since, touched }) =>
        db
          .selectFrom('e')
          .where('e.amount', '>', 0)
          .$call(touched('e.grp', db.selectFrom('e').select('e.grp').$call(since('e.loaded_at'))))
          .select(['e.id', 'e.grp', 'e.amount', 'e.loaded_at']),
      { [option]: columns, watermark: 'loaded_at' },
    ),
    columns: ['id', 'grp', 'amount', 'loaded_at'],
    expected: byTouched(positive, ['grp'], { strategy, uniqueKey: [], groups: { columns } }),
  }
}

/** What a query returns without a look at the run: parts of which it returns nothing any more stay. */
function parts(granularity: 'day' | 'month' | undefined): MomentModel {
  return {
    definition: incremental(
      { e: events },
      (db) =>
        db
          .selectFrom('e')
          .where('e.amount', '>', 0)
          .select(['e.id', 'e.grp', 'e.amount', 'e.happened_at', 'e.loaded_at']),
      granularity
        ? { partitionBy: { field: 'happened_at', granularity } }
        : { strategy: 'insert_overwrite', returnsWholeGroups: true },
    ),
    columns: columnsOfRows,
    expected: (stored, rows, isFull) =>
      written(isFull ? [] : stored, rowsWithMoments(rows), {
        strategy: 'insert_overwrite',
        uniqueKey: [],
        ...(granularity && { groups: { columns: ['happened_at'], granularity } }),
      }),
  }
}

/** Days that `since` keeps as a whole, because it compares the day itself. */
const days: MomentModel = {
  definition: incremental(
    { e: events },
    (db, { since }) =>
      db
        .selectFrom('e')
        .selectAll()
        .$call(since('e.day', { nulls: 'always', lookback: { unit: 'day', amount: 1 } })),
    { groupKey: 'day', watermark: 'day' },
  ),
  columns: EVENT_COLUMNS,
  expected: (stored, rows, isFull) => {
    const known = { isFull, rows: stored, watermark: 'day' }
    const rule = { nulls: 'always', lookback: { unit: 'day', amount: 1 } } as const
    const batch = rows.filter((row) => sinceKeeps(row['day']!, rule, known))
    return written(isFull ? [] : stored, batch, {
      strategy: 'delete+insert',
      uniqueKey: [],
      groups: { columns: ['day'] },
    })
  },
}

/** Groups of which a run returns only what is new, which the model says are whole. */
const saidWhole: MomentModel = {
  definition: incremental(
    { e: events },
    (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')),
    { groupKey: ['grp', 'kind'], watermark: 'loaded_at', returnsWholeGroups: true },
  ),
  columns: EVENT_COLUMNS,
  expected: (stored, rows, isFull) => {
    const known = { isFull, rows: stored, watermark: 'loaded_at' }
    const batch = rows.filter((row) => sinceKeeps(row['loaded_at']!, {}, known))
    return written(isFull ? [] : stored, batch, {
      strategy: 'delete+insert',
      uniqueKey: [],
      groups: { columns: ['grp', 'kind'] },
    })
  },
}

/**
 * Clauses that read one row or both, NULL among what they compare, and an update before a deletion. The query proves its key, or is
 * over all rows in each run and does not.
 */
const clauses = (isProved: boolean): MomentModel => ({
  definition: incremental(
    { e: events },
    (db, { since }) => {
      const rows = db.selectFrom('e').select(['e.id', 'e.grp', 'e.kind', 'e.amount', 'e.loaded_at'])
      return isProved
        ? rows.$call(since('e.loaded_at')).$call(deduplicate({ by: ['e.id'], orderBy: [['e.loaded_at', 'desc']] }))
        : rows
    },
    {
      uniqueKey: 'id',
      watermark: 'loaded_at',
      whenMatched: [
        { and: (eb) => eb('source.amount', '<', eb.ref('target.amount')), action: 'delete' },
        { and: (eb) => eb('source.amount', '>', 4), action: 'update' },
        { and: (eb) => eb('source.kind', '=', 'b'), action: 'delete' },
        { and: (eb) => eb('source.grp', '=', eb.ref('target.grp')), action: 'update' },
      ],
    },
  ),
  columns: ['id', 'grp', 'kind', 'amount', 'loaded_at'],
  expected: (stored, rows, isFull) => {
    const before = isFull ? [] : stored
    const known = { isFull, rows: before, watermark: 'loaded_at' }
    const batch = rows
      .filter((row) => !isProved || sinceKeeps(row['loaded_at']!, {}, known))
      .map((row) => ({
        id: row['id']!,
        grp: row['grp']!,
        kind: row['kind']!,
        amount: row['amount']!,
        loaded_at: row['loaded_at']!,
      }))
    const both = (one: OracleMoment | undefined, other: OracleMoment | undefined) =>
      one !== null && one !== undefined && other !== null && other !== undefined
    return written(before, batch, {
      strategy: 'merge',
      uniqueKey: ['id'],
      clauses: [
        {
          readsTarget: true,
          action: 'delete',
          holds: (s, t) => both(s['amount'], t!['amount']) && s['amount']! < t!['amount']!,
        },
        { readsTarget: false, action: 'update', holds: (s) => both(s['amount'], 4) && (s['amount'] as number) > 4 },
        { readsTarget: false, action: 'delete', holds: (s) => s['kind'] === 'b' },
        { readsTarget: true, action: 'update', holds: (s, t) => both(s['grp'], t!['grp']) && s['grp'] === t!['grp'] },
      ],
    })
  },
})

const day = { unit: 'day', amount: 1 } as const

/** One of each promise of docs/incremental.md. */
export const momentModels: { readonly [name: string]: MomentModel } = {
  append_stamps: bySince('loaded_at', {}, 'append'),
  append_skip: bySince('happened_at', { nulls: 'skip' }, 'append'),
  append_undeclared: bySince('guessed_at', {}, 'append'),
  append_numbers: bySince('n', {}, 'append'),
  append_doubles: bySince('x', {}, 'append'),
  append_doubles_skip: bySince('y', { nulls: 'skip' }, 'append'),
  append_days: bySince('day', { nulls: 'skip' }, 'append'),
  merge_stamps: bySince('loaded_at', {}, 'merge'),
  merge_undeclared: bySince('guessed_at', {}, 'merge'),
  merge_undeclared_ties: bySince('guessed_at', { ties: 'again' }, 'merge'),
  merge_always: bySince('happened_at', { nulls: 'always' }, 'merge'),
  merge_always_ties: bySince('happened_at', { nulls: 'always', ties: 'again' }, 'merge'),
  merge_skip_ties: bySince('happened_at', { nulls: 'skip', ties: 'again' }, 'merge'),
  merge_day: bySince('happened_at', { nulls: 'skip', lookback: day }, 'merge'),
  merge_hours: bySince('happened_at', { nulls: 'always', lookback: { unit: 'hour', amount: 12 } }, 'merge'),
  merge_undeclared_minutes: bySince('guessed_at', { lookback: { unit: 'minute', amount: 90 } }, 'merge'),
  merge_day_of_days: bySince('day', { nulls: 'skip', lookback: day }, 'merge'),
  merge_month_of_days: bySince('day', { nulls: 'always', lookback: { unit: 'month', amount: 1 } }, 'merge'),
  merge_doubles_always: bySince('y', { nulls: 'always' }, 'merge'),
  merge_doubles_skip: bySince('x', { nulls: 'skip' }, 'merge'),
  merge_doubles_ties: bySince('x', { ties: 'again' }, 'merge'),
  replace_doubles_ties: bySince('y', { nulls: 'skip', ties: 'again' }, 'delete+insert'),
  replace_stamps: bySince('loaded_at', {}, 'delete+insert'),
  replace_always: bySince('happened_at', { nulls: 'always' }, 'delete+insert'),
  replace_day_ties: bySince('day', { nulls: 'skip', ties: 'again' }, 'delete+insert'),
  replace_numbers_ties: bySince('n', { ties: 'again' }, 'delete+insert'),
  replace_days: bySince('happened_at', { nulls: 'skip', lookback: { unit: 'day', amount: 2 } }, 'delete+insert'),
  merge_sums: sums('merge'),
  replace_sums: sums('delete+insert'),
  merge_rows: rowsOf('merge'),
  merge_rows_kept: rowsOf('merge', undefined, ['amount']),
  merge_rows_gone: rowsOf('merge', 'keep'),
  replace_rows: rowsOf('delete+insert'),
  replace_rows_gone: rowsOf('delete+insert', 'keep'),
  merge_pairs: pairs('merge'),
  replace_pairs: pairs('delete+insert'),
  groups: touchedParts('groupKey', ['grp']),
  groups_of_two: touchedParts('groupKey', ['id', 'grp']),
  parts_of_groups: touchedParts('partitionBy', ['grp']),
  parts_of_days: parts('day'),
  parts_of_months: parts('month'),
  whole_table: parts(undefined),
  days,
  said_whole: saidWhole,
  clauses: clauses(true),
  clauses_whole: clauses(false),
  unseen,
  seen,
}
