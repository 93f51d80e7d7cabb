import { integer, source, table } from 'kerros'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { SnowflakeWarehouse } from '../../../../src/dialects/snowflake/warehouse/snowflake-warehouse.js'
import { runPlan } from '../../../../src/runtime/run/run-plan.js'
import { stubDatabase } from '../stub-database.js'
import { StubServer } from '../stub-server.js'
import { plan } from './planned-statements.js'

let server: StubServer
beforeEach(async () => {
  server = await StubServer.start()
})
afterEach(() => server.close())

it('every statement of a node says which project, run and node it is of', async () => {
  const raw = source('raw', { events: { id: integer() } })
  const m = table({ e: raw.events }, (db) => db.selectFrom('e').select('e.id'))
  const { node } = plan({ m })
  const warehouse = new SnowflakeWarehouse(stubDatabase(server), snowflakeSqlDialect(), { database: 'D', schema: 'S' })
  await runPlan(
    {
      project: 'shop',
      target: 'prod',
      startedAt: new Date(),
      runId: 'run-1',
      setup: [],
      nodes: [{ ...node, waitsFor: [] }],
    },
    warehouse,
    { threads: 1 },
  )
  await warehouse.close()
  const sent = server.requests.filter(({ body }) => body.sqlText?.startsWith('create or replace transient table'))
  expect(sent).toHaveLength(1)
  expect(JSON.parse(String(sent[0]!.body.parameters?.['QUERY_TAG']))).toEqual({
    app: 'kerros',
    project: 'shop',
    invocation: 'run-1',
    node: node.uniqueId,
    request: sent[0]!.query.get('requestId'),
  })
})
