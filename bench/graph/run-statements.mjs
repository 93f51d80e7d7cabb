// The same statements as `kerros run` sends, one after the other, in a plain script: node run-statements.mjs DATABASE STATEMENTS.json
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [, , database, file] = process.argv
const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
for (const sql of JSON.parse(readFileSync(file, 'utf8'))) await connection.run(sql)
connection.closeSync()
instance.closeSync()
