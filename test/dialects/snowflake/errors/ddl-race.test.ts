import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { SnowflakeWarehouse } from '../../../../src/dialects/snowflake/warehouse/snowflake-warehouse.js'
import { stubDatabase } from '../stub-database.js'
import { failure, QUERY, rows, StubServer } from '../stub-server.js'

const CREATE = 'create or replace transient table "DB"."DEV"."FCT_RATINGS" as select 1 as "A"'
const LEASE = ['RUN_ID', 'HOLDER'].map((name) => ({ name, type: 'text' }))

describe('a relation that another session changes at the same time', () => {
  let server: StubServer
  let warehouse: SnowflakeWarehouse
  /** Who has the lease, if anybody. */
  let holder: readonly (readonly string[])[]
  let answer: [code: string, message: string]
  beforeEach(async () => {
    server = await StubServer.start()
    server.script = ({ path, body }) => {
      if (path !== QUERY) return undefined
      if (body.sqlText === CREATE) return failure(...answer)
      return body.sqlText?.includes('"LEASES"') ? rows(LEASE, holder) : undefined
    }
    warehouse = new SnowflakeWarehouse(stubDatabase(server), snowflakeSqlDialect({}), { database: 'DB', schema: 'DEV' })
  })
  afterEach(async () => {
    await warehouse.close()
    await server.close()
  })

  const create = () =>
    warehouse.withSession((session) => session.execute(CREATE), { tag: { invocation: 'mine', node: 'fct_ratings' } })

  it('is named, and so is who holds the lease', async () => {
    answer = ['002203', "SQL compilation error: Object 'FCT_RATINGS' already exists as VIEW"]
    holder = [['theirs', 'eve@laptop (process 7)']]
    await expect(create()).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(
        /^eve@laptop \(process 7\) \(run theirs\) changed "DB"\."DEV"\."FCT_RATINGS" while this run did: .*already exists as VIEW/,
      ),
      snowflakeCode: '002203',
    })
  })

  it('is named also when only this run has the lease', async () => {
    answer = ['002002', "SQL compilation error: Object 'FCT_RATINGS' already exists."]
    holder = [['mine', 'me@here (process 1)']]
    await expect(create()).rejects.toMatchObject({
      message: expect.stringMatching(/^another session changed "DB"\."DEV"\."FCT_RATINGS" while this run did: /),
    })
  })

  it('is not suspected of other errors', async () => {
    answer = ['000904', "SQL compilation error: invalid identifier 'B'"]
    holder = [['theirs', 'eve@laptop']]
    await expect(create()).rejects.toMatchObject({ code: 'E_QUERY' })
    expect(server.to(QUERY).filter(({ body }) => body.sqlText?.includes('"LEASES"'))).toEqual([])
  })
})
