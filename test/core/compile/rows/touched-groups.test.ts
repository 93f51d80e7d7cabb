import { integer, timestamp } from 'kerros'
import { selectExcept } from 'kerros/macros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileFor, diagnosticsIn } from '../compile-models.js'
import { facts, model, type Query } from '../incremental-model.js'

const groupsOf = (query: Query, options?: object) =>
  compileFor('duckdb', { m: model(query, options) }, { facts }).touchedGroups

const keys: Query = (db, { since }) => db.selectFrom('e').select('e.user_id').$call(since('e.loaded_at'))

const touching = (db: any, run: any, columns: unknown = 'e.user_id') => run.touched(columns, keys(db, run))

describe('stored rows of a touched group are found by', () => {
  const found: readonly (readonly [what: string, group: readonly string[], query: Query])[] = [
    [
      'the column under its own name',
      ['user_id'],
      (db, run) => db.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(db, run)),
    ],
    [
      'the first of the columns that pass it on',
      ['owner'],
      (db, run) =>
        db
          .selectFrom('e')
          .select(['e.id', 'e.user_id as owner', 'e.user_id as copy', 'e.loaded_at'])
          .$call(touching(db, run)),
    ],
    [
      'a column without its table, in the query and in touched(…)',
      ['user_id'],
      (db, run) =>
        db
          .selectFrom('e')
          .select(['id', 'user_id', 'loaded_at'])
          .$call(touching(db, run, 'user_id')),
    ],
    [
      'a column without its table, of the one relation of a join that has it',
      ['name'],
      (db, run) =>
        db
          .selectFrom('e')
          .innerJoin('u', 'u.user_id', 'e.user_id')
          .select(['e.id', 'u.name', 'e.loaded_at'])
          .$call(run.touched('name', db.selectFrom('u').select('u.name'))),
    ],
    [
      'a column without its table that only raw SQL can have',
      ['owner'],
      (db, run) =>
        db
          .selectFrom(sql`(select user_id as owner from ${sql.table('u')})`.as('x'))
          .innerJoin('e', 'e.user_id', 'x.owner')
          .select(['e.id', 'x.owner', 'e.loaded_at'])
          .$call(run.touched('owner', keys(db, run))),
    ],
    [
      'a column of raw SQL that is all there is',
      ['owner'],
      (db, run) =>
        db
          .selectFrom(sql`(select id, user_id as owner, loaded_at from ${sql.table('e')})`.as('x'))
          .select(['id', 'owner', 'loaded_at'])
          .$call(run.touched('owner', keys(db, run))),
    ],
    [
      'a column in parentheses',
      ['owner'],
      (db, run) =>
        db
          .selectFrom('e')
          .select((eb: any) => ['e.id', eb.parens(eb.ref('e.user_id')).as('owner'), 'e.loaded_at'])
          .$call(touching(db, run)),
    ],
    [
      'all columns of a relation, of those of a join',
      ['user_id'],
      (db, run) =>
        db
          .selectFrom('u as v')
          .innerJoin('e', 'e.id', 'v.user_id')
          .select('v.name')
          .selectAll('e')
          .$call(touching(db, run)),
    ],
    [
      'all columns of all relations of a join, by the one that has it',
      ['user_id'],
      (db, run) =>
        db
          .selectFrom(db.selectFrom('e').select(['e.id', 'e.loaded_at']).as('x'))
          .innerJoin('u', 'u.user_id', 'x.id')
          .selectAll()
          .$call(touching(db, run, 'u.user_id')),
    ],
    [
      'all columns but some',
      ['user_id'],
      (db, run) =>
        db
          .selectFrom('e')
          .$call(selectExcept('e' as never, ['kind', 'amount'] as never) as never)
          .$call(touching(db, run)),
    ],
    [
      'several columns, in the order of the keys',
      ['kind', 'owner'],
      (db, run) =>
        db
          .selectFrom('e')
          .select(['e.id', 'e.user_id as owner', 'e.kind', 'e.loaded_at'])
          .$call(run.touched(['e.kind', 'e.user_id'], db.selectFrom('e').select(['e.kind', 'e.user_id']))),
    ],
    [
      'a column of a subquery that is read under two names',
      ['second'],
      (db, run) => {
        const once = db.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at'])
        return db
          .selectFrom(once.as('x'))
          .innerJoin(once.$call(touching(db, run)).as('y'), 'y.id', 'x.id')
          .select(['x.id', 'x.user_id as first', 'y.user_id as second', 'x.loaded_at'])
      },
    ],
    [
      'the common table expression that is read, before others and besides raw SQL',
      ['user_id'],
      (db, run) =>
        db
          .with('kept', (q: any) =>
            q
              .selectFrom('e')
              .select(['e.id', 'e.user_id', 'e.loaded_at'])
              .where('e.kind', 'is not', null)
              .$call(touching(q, run)),
          )
          .with('other', (q: any) => q.selectFrom('u').select(['u.user_id', 'u.name']))
          .selectFrom('kept')
          .innerJoin('other', 'other.user_id', 'kept.user_id')
          .innerJoin(sql`(select 1 as one)`.as('x'), (join: any) => join.onTrue())
          .select(['kept.id', 'other.name', 'kept.user_id', 'kept.loaded_at', 'x.one']),
    ],
    [
      'a common table expression that hides the input it reads',
      ['user_id'],
      (db, run) =>
        db
          .with('e', (q: any) => q.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(q, run)))
          .selectFrom('e')
          .selectAll(),
    ],
    [
      'the common table expression that hides one of the same name around it',
      ['user_id'],
      (db, run) =>
        db
          .with('x', (q: any) => q.selectFrom('u').select('u.user_id'))
          .selectFrom(
            db
              .with('x', (q: any) =>
                q
                  .selectFrom('e')
                  .innerJoin('x as before', 'before.user_id', 'e.user_id')
                  .select(['e.id', 'e.user_id', 'e.loaded_at'])
                  .$call(touching(q, run)),
              )
              .selectFrom('x')
              .selectAll()
              .as('y'),
          )
          .selectAll(),
    ],
  ]
  it.each(found)('%s', (_, group, query) => {
    expect(groupsOf(query)).toEqual([group])
  })

  it('all columns of what is not all known, by the one that is known to have it', () => {
    const query: Query = (db, run) =>
      db
        .selectFrom(sql`(select 1 as one)`.as('x'))
        .innerJoin('e', (join: any) => join.onTrue())
        .selectAll()
        .$call(touching(db, run, 'user_id'))
    const contract = { one: integer(), id: integer(), user_id: integer(), loaded_at: timestamp() }
    expect(groupsOf(query, { contract })).toEqual([['user_id']])
  })

  it('columns of their own for each touched(…)', () => {
    const query: Query = (db, run) =>
      db
        .selectFrom('e')
        .select(['e.id', 'e.user_id', 'e.kind', 'e.loaded_at'])
        .$call(touching(db, run))
        .$call(run.touched('e.kind', db.selectFrom('e').select('e.kind')))
    expect(groupsOf(query)).toEqual([['user_id'], ['kind']])
  })
})

describe('no stored row is deleted', () => {
  const lost = expect.stringMatching(/^E_INVALID_DEFINITION "m": stored rows of the groups .* as it is/)
  const passing: readonly (readonly [what: string, query: Query])[] = [
    [
      'by a column that the list of a common table expression names otherwise',
      (db, run) =>
        db
          .with('x(user_id, id, loaded_at)', (q: any) =>
            q.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(q, run)),
          )
          .selectFrom('x')
          .select(['id', 'user_id', 'loaded_at']),
    ],
    [
      'through a recursive common table expression',
      (db, run) =>
        db
          .withRecursive('x', (q: any) =>
            q.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(q, run)),
          )
          .selectFrom('x')
          .select(['x.id', 'x.user_id', 'x.loaded_at']),
    ],
    [
      'by what takes the place of a column that selectExcept leaves out',
      (db, run) =>
        db
          .selectFrom('e')
          .innerJoin('u', 'u.user_id', 'e.id')
          .$call(selectExcept('e' as never, ['user_id'] as never) as never)
          .select('u.user_id')
          .$call(touching(db, run)),
    ],
    [
      'by a column of the optional side of an outer join',
      (db, run) =>
        db
          .selectFrom('e as l')
          .leftJoin(
            db.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(db, run)).as('x'),
            'x.id',
            'l.id',
          )
          .select(['x.id', 'x.user_id', 'l.loaded_at']),
    ],
    [
      'by a column of the query around it',
      (db, run) =>
        db
          .selectFrom('e')
          .innerJoinLateral(
            (eb: any) => eb.selectFrom('u').select('e.user_id').as('l'),
            (join: any) => join.onTrue(),
          )
          .select(['e.id', 'l.user_id', 'e.loaded_at'])
          .$call(touching(db, run)),
    ],
    [
      'by a column of raw SQL in a common table expression',
      (db, run) =>
        db
          .with(
            'x',
            (q: any) =>
              sql`${q.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(q, run))} limit 9`,
          )
          .selectFrom('x')
          .select(['x.id', 'x.user_id', 'x.loaded_at']),
    ],
    [
      'by the same column of the relation under another name',
      (db, run) =>
        db
          .selectFrom('e')
          .innerJoin('e as f', 'f.id', 'e.id')
          .select(['e.id', 'f.user_id', 'e.loaded_at'])
          .$call(touching(db, run)),
    ],
    [
      'by one of two columns alone',
      (db, run) =>
        db
          .selectFrom('e')
          .select(['e.id', 'e.user_id', 'e.loaded_at'])
          .$call(run.touched(['e.user_id', 'e.kind'], db.selectFrom('e').select(['e.user_id', 'e.kind']))),
    ],
  ]
  it.each(passing)('%s', (_, query) => {
    expect(diagnosticsIn({ m: model(query) }, { facts })).toEqual([lost])
  })

  it('and each of the columns that are lost is named', () => {
    const query: Query = (db, run) =>
      db
        .selectFrom('e')
        .select(['id', 'loaded_at'])
        .$call(run.touched(['user_id', 'e.kind'], db.selectFrom('e').select(['user_id', 'kind'])))
    expect(diagnosticsIn({ m: model(query) }, { facts })).toEqual([
      expect.stringContaining('the query does not return "user_id", "e.kind" as it is'),
    ])
  })

  it('of a query that is raw SQL, with touched(…) inside of it', () => {
    const contract = { id: integer(), user_id: integer(), loaded_at: timestamp() }
    const query: Query = (db, run) =>
      sql`select * from ${db.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(db, run)).as('x')}`
    expect(diagnosticsIn({ m: model(query, { contract }) }, { facts })).toEqual([lost])
  })

  it('by groups that are kept', () => {
    const query: Query = (db, run) =>
      db
        .selectFrom('e')
        .select(['e.id', 'e.loaded_at'])
        .$call(run.touched('e.user_id', keys(db, run), { gone: 'keep' }))
    expect(groupsOf(query)).toEqual([])
    expect(compileFor('duckdb', { m: model(query) }, { facts }).sql).not.toContain('kerros_')
  })

  it('in a run that builds the whole relation', () => {
    const query: Query = (db, run) =>
      db.selectFrom('e').select(['e.id', 'e.user_id', 'e.loaded_at']).$call(touching(db, run))
    const whole = compileFor('duckdb', { m: model(query) })
    expect(whole.touchedGroups).toEqual([])
    expect(whole.sql).toBe('select "e"."id", "e"."user_id", "e"."loaded_at" from "raw"."events" as "e"')
  })
})
