import { createLiveDatabase, type LiveDatabase, noLiveAccount } from '../servers/live-account.js'
import { materializationSuite } from './materializations/materialization-suite.js'

const databases = new Map<string, LiveDatabase>()

materializationSuite({
  name: 'a live Snowflake account',
  skipReason: noLiveAccount(),
  createTarget: async () => {
    const database = await createLiveDatabase()
    databases.set(database.name, database)
    return database.target
  },
  dropTarget: ({ database }) => databases.get(database)!.drop(),
})
