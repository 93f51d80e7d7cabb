import { build, defineProject, integer, source, view } from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScratchProject } from '../../../conformance/scratch-project.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()

const raw = source('raw', { events: { id: integer() } })
const events = view({ e: raw.events }, (db) => db.selectFrom('e').select('id'))

describe.skipIf(skipReason)('schemas', () => {
  let project: ScratchProject
  let sent: () => Promise<readonly string[]>

  beforeEach(async () => {
    const server = await snowflakeServer()
    const { accessUrl, account, username, password, database } = server
    project = await ScratchProject.create({
      name: 'Snowflake',
      createTarget: () => snowflake({ accessUrl, account, user: username, password, database, schema: 'dev' }),
    })
    await project.execute('create schema raw', 'create table raw.events (id integer)')
    const before = (await server.statements()).length
    sent = async () => (await server.statements()).slice(before).filter((sql) => /^create schema/i.test(sql))
  })
  afterEach(() => project.remove())

  // A login makes the schema that it names on this server, so another one is built.
  const run = async () => {
    const models = [{ raw, events }]
    const config = defineProject({
      name: 'scratch',
      models,
      targets: { dev: project.target },
      naming: () => ({ schema: 'marts' }),
    })
    return (await build({ project: config, cwd: project.folder })).nodes.map(({ status }) => status)
  }

  it('that are missing are made', async () => {
    expect(await run()).toEqual(['success'])
    expect(await sent()).toEqual([
      expect.stringMatching(/if not exists "\w+"\."_KERROS"$/),
      expect.stringMatching(/if not exists "\w+"\."MARTS"$/),
    ])
  })

  it('that are there take no right to make schemas, also while nothing is in them', async () => {
    await project.execute('create schema marts', 'create schema _kerros')
    expect(await run()).toEqual(['success'])
    // Those of this test itself alone.
    expect(await sent()).toEqual(['create schema marts', 'create schema _kerros'])
  })
})
