import { type Compilable, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { outputNames } from '../../../../src/dialects/snowflake/text/output-names.js'
import { compileOnly, type Database } from '../query/database.js'

const db = compileOnly<Database>(new SnowflakeQueryCompiler())

/** Names by their folded ones, of the nodes of a query. */
function namesOf(query: { toOperationNode(): Parameters<typeof outputNames>[0] } & Compilable): object {
  return Object.fromEntries(outputNames(query.toOperationNode()))
}

describe('the names that a query gives', () => {
  it('are those of its own selections, for any queries within', () => {
    const within = db.selectFrom('ratings').select(['userId as USERID', 'movieId as Hidden'])
    expect(
      namesOf(
        db
          .selectFrom(within.as('r'))
          .select(['r.USERID', 'Hidden as movieId'])
          .select(sql<number>`1`.as('anyThing'))
          .select(sql<number>`1`.as(sql.id('rawAlias')))
          .select((eb) => eb.fn.countAll().as('howMany')),
      ),
    ).toEqual({ USERID: 'USERID', MOVIEID: 'movieId', ANYTHING: 'anyThing', RAWALIAS: 'rawAlias', HOWMANY: 'howMany' })
  })

  it('are those of a query within that come through *, after its own', () => {
    const within = db.selectFrom('ratings').select(['userId', 'movieId as movieID'])
    expect(
      namesOf(
        db
          .selectFrom(within.as('r'))
          .selectAll()
          .select(['r.movieID as MovieId', sql<number>`1`.as('extraName')]),
      ),
    ).toEqual({ MOVIEID: 'MovieId', EXTRANAME: 'extraName', USERID: 'userId' })
  })

  it('are those of the list of columns of a common table expression', () => {
    const query = db
      .with(
        'named(firstName, secondName)',
        (q) => q.selectFrom('ratings').select(['userId as a', 'movieId as b']) as never,
      )
      .selectFrom('named')
      .selectAll()
    expect(namesOf(query)).toEqual({ FIRSTNAME: 'firstName', SECONDNAME: 'secondName', A: 'a', B: 'b' })
    const plain = db
      .with('named', (q) => q.selectFrom('ratings').select('userId'))
      .selectFrom('named')
      .selectAll()
    expect(namesOf(plain)).toEqual({ USERID: 'userId' })
  })

  it('are those of all parts of a set, and of what a statement returns by a query within', () => {
    const movies = db.selectFrom('movies').selectAll()
    expect(namesOf(movies.unionAll(db.selectFrom('movies').select('releaseYear') as never))).toEqual({
      RELEASEYEAR: 'releaseYear',
    })
    const insert = db.insertInto('ratings').expression(db.selectFrom('ratings').select('userId'))
    expect(namesOf(insert as never)).toEqual({ USERID: 'userId' })
  })

  it('are missing in values, also in those that look like nodes', () => {
    const value = { kind: 'CommonTableExpressionNameNode', columns: [{ kind: 'ColumnNode', column: { name: 'x' } }] }
    const query = db
      .selectFrom('movies')
      .selectAll()
      .where('title', '=', value as never)
    expect(namesOf(query)).toEqual({})
    expect(namesOf(sql`select ${[value]}` as never)).toEqual({})
  })
})
