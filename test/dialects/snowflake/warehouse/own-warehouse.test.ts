import { afterEach, beforeEach, expect, it } from 'vitest'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { SnowflakeWarehouse } from '../../../../src/dialects/snowflake/warehouse/snowflake-warehouse.js'
import { stubDatabase } from '../stub-database.js'
import { failure, QUERY, rows, StubServer } from '../stub-server.js'

let server: StubServer
let warehouse: SnowflakeWarehouse

beforeEach(async () => {
  server = await StubServer.start()
  warehouse = new SnowflakeWarehouse(stubDatabase(server), snowflakeSqlDialect(), {
    database: 'movielens',
    schema: 'dev',
  })
  server.script = ({ path, body }) => {
    if (path !== QUERY) return undefined
    if (body.sqlText!.includes('current_warehouse')) return rows([{ name: 'OWN', type: 'text' }], [['SMALL']])
    if (body.sqlText === 'use warehouse "SMALL"')
      return failure('002043', 'Object does not exist, or is not authorized.')
    return body.sqlText === 'bad' ? failure('000904', 'invalid identifier', '42000') : undefined
  }
})
afterEach(async () => {
  await warehouse.close()
  await server.close()
})

it('a failure on the warehouse of a node is reported, also when switching back fails', async () => {
  const failed = warehouse.withSession((session) => session.execute('bad'), { computeWarehouse: 'big' })
  await expect(failed).rejects.toMatchObject({ message: expect.stringContaining('invalid identifier') })
  expect(server.statements).toContain('use warehouse "SMALL"')
})

it('a failure to switch back is reported where all else went well', async () => {
  const failed = warehouse.withSession(async () => 1, { computeWarehouse: 'big' })
  await expect(failed).rejects.toMatchObject({ message: expect.stringContaining('not authorized') })
})

it('a session that is gone is followed by one on the warehouse of the node, and then of the login', async () => {
  const others = server.script
  let isLost = false
  server.script = (request) => {
    const { path, body, token } = request
    if (path === QUERY && body.sqlText === 'use warehouse "SMALL"') return undefined
    if (path === QUERY && body.sqlText === 'select 2' && token === 'session 1') {
      isLost = true
      return failure('390111', 'Session no longer exists.')
    }
    return others(request)
  }
  await warehouse.withSession((session) => session.execute('select 2'), { computeWarehouse: 'big' })
  expect(isLost).toBe(true)
  expect(server.statements).toEqual([
    'select current_warehouse() as own',
    'use warehouse "BIG"',
    'select 2',
    'use warehouse "BIG"',
    'select 2',
    'use warehouse "SMALL"',
  ])
})
