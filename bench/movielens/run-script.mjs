// Runs a file of SQL statements on a DuckDB database, one after the other, with the settings that kerros uses:
// node run-script.mjs DATABASE FILE.sql
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [, , database, file] = process.argv
const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
await connection.run("set default_null_order = 'nulls_last_on_asc_first_on_desc'")
await connection.run("set TimeZone = 'UTC'")
const text = readFileSync(file, 'utf8').replace(/^--.*$/gm, '')
for (const sql of text.split(';').filter((part) => part.trim() !== '')) await connection.run(sql)
connection.closeSync()
instance.closeSync()
