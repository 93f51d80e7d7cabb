import { integer, source, stage, timestamp, varchar } from 'kerros'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LoadScene } from './load-scene.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()
const loaded = { _loaded_at: timestamp(), _file: varchar() }

function shop(options: object = {}) {
  return source(
    'raw',
    { items: { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded } },
    { load: { items: { files: ['items.csv', 'item.csv'] } }, ...options },
  )
}

const HEADER = 'id,name,note\n'
const ITEMS = `select id || '|' || name || '|' || coalesce(note, 'NULL') as item from raw.items order by id, name`

let at: LoadScene
beforeEach(async () => {
  at = await LoadScene.open()
})
afterEach(() => at.remove())

const items = async () => (await at.rows(ITEMS)).map(({ item }) => item)

describe.skipIf(skipReason)('what is loaded into Snowflake', () => {
  test('rows with the moment of the load and the name of the file', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n3,"",""\n4,"q ""z""\n\\n",\\N\n`)
    const { loadedAt, tables, runId } = await at.load(shop())
    expect(tables).toMatchObject([{ table: 'raw.items', files: [{ file: 'items.csv', status: 'new', rows: 4 }] }])
    expect(await items()).toEqual(['1|a|x', '2|b|NULL', '3||', '4|q "z"\n\\n|\\N'])
    expect(await at.rows('select distinct _file, to_char(_loaded_at, \'YYYY-MM-DD HH24:MI:SS.FF6\') as at from raw.items')).toEqual([{ _file: 'items.csv', at: loadedAt }])
    expect(await at.rows('select * from _kerros.load_ledger order by table_name')).toMatchObject([{},{ table_name: 'raw.items', file_name: 'items.csv', row_count: 4, run_id: runId, is_pending: false}])
  })
  test.each([['an internal stage', () => ({ stage: stage('files') })], ['S3 with credentials', () => ({ stage: stage('files', { url: `s3://${at.bucket}/shop` }) })], ['S3 with an integration', () => ({ stage: stage('files', { url: `s3://${at.bucket}/shop/`, storageIntegration: 'S3_SHOP' }) })]])('through %s', async (_, options) => {
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n`)
    expect(await at.statuses(shop(options()))).toEqual(['items.csv new 2'])
    expect(await at.statuses(shop(options()))).toEqual(['items.csv unchanged 2'])
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n3,c,\n`)
    await at.write('items.2.csv', `${HEADER}7,a,x\n`)
    expect(await at.statuses(shop(options()))).toEqual(['items.csv changed 3', 'items.2.csv new 1'])
    expect(await at.statuses(shop(options()), { fullRefresh: true })).toEqual(['items.csv reloaded 3', 'items.2.csv reloaded 1'])
    expect(await items()).toEqual(['1|a|x', '2|b|NULL', '3|c|NULL', '7|a|x'])
  })
})
