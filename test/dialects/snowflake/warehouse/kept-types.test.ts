import { count, incremental, integer, snapshot, source, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { describeSchema } from '../../../../src/dialects/snowflake/warehouse/describe-schema.js'
import { plan } from './planned-statements.js'

const raw = source('raw', { events: { id: integer(), kind: varchar() } })

const kept = incremental(
  { e: raw.events },
  (db) =>
    db
      .selectFrom('e')
      .groupBy('e.kind')
      .select(['e.kind', count().as('n')]),
  { uniqueKey: 'kind', onSchemaChange: 'append_new_columns' },
)
const recorded = snapshot(raw.events, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'] })

const column = (name: string, type: string, isNarrow = false) => ({ name, type, isNarrow })
const added = ['valid_from', 'valid_to', 'scd_id', 'scd_updated_at'].map((name) => column(name, 'VARCHAR'))
/** The statements that alter `m` when it has some columns. */
const altered = (m: unknown, columns: readonly ReturnType<typeof column>[]) =>
  plan({ m }, { existing: { m: { type: 'table', columns } } })
    .statements.filter((sql) => /^alter table/.test(sql) && !sql.includes(' set comment '))
    .map((sql) => sql.replace(/"[A-Z]+"\."[A-Z]+"\./, ''))

describe('the types of incremental tables on Snowflake', () => {
  it('are without lengths, for any expressions that fill them first', () => {
    expect(plan({ m: kept }).statements[0]).toMatch(
      / as select cast\("Q"\."KIND" as varchar\) as "KIND", "Q"\."N" as "N" from \(select .*\) as "Q"$/,
    )
    expect(plan({ m: recorded }).statements.at(-1)).toMatch(
      / as select "S"\."ID" as "ID", cast\("S"\."KIND" as varchar\) as "KIND", /,
    )
  })

  it('are widened once where an older table has less room', () => {
    expect(altered(kept, [column('kind', 'VARCHAR', true), column('n', 'NUMBER(1,0)', true)])).toEqual([
      'alter table "M" modify column "KIND" set data type varchar, column "N" set data type bigint',
    ])
    expect(altered(kept, [column('kind', 'VARCHAR'), column('n', 'NUMBER(18,0)')])).toEqual([])
    expect(altered(recorded, [column('id', 'NUMBER(38,0)'), column('kind', 'VARCHAR', true), ...added])).toEqual([
      'alter table "M" modify column "KIND" set data type varchar',
    ])
  })

  it('are without lengths in columns that are added later', () => {
    const [add] = altered(recorded, [column('id', 'NUMBER(38,0)'), ...added])
    expect(add).toBe('alter table "M" add column if not exists "KIND" varchar')
  })

  it('are known from SHOW COLUMNS, so that looking takes no statement', async () => {
    const shown = (column_name: string, data_type: object) => ({
      table_name: 'M',
      column_name,
      data_type: JSON.stringify(data_type),
      'null?': 'true',
    })
    const sent: string[] = []
    const run = async (sql: string): Promise<any> => {
      sent.push(sql)
      if (sql.startsWith('show objects'))
        return [{ name: 'M', kind: 'TABLE', comment: 'Mine.\nkerros: {"kind":"incremental"}' }]
      return [
        shown('A', { type: 'TEXT', length: 4 }),
        shown('B', { type: 'TEXT', length: 16_777_216 }),
        shown('C', { type: 'TEXT', length: 134_217_728 }),
        shown('D', { type: 'TEXT' }),
        shown('E', { type: 'FIXED', precision: 1, scale: 0 }),
        shown('F', { type: 'FIXED', precision: 38, scale: 0 }),
        shown('G', { type: 'FIXED', precision: 4, scale: 2 }),
      ]
    }
    const found = (await describeSchema(run, { database: 'BIG', schema: 'DEV' }))!
    const [m] = [...found.values()]
    expect(m).toMatchObject({ comment: 'Mine.', mark: { kind: 'incremental' } })
    expect(m!.columns.filter(({ isNarrow }) => isNarrow).map(({ name }) => name)).toEqual(['a', 'e'])
    expect(sent).toHaveLength(2)
  })
})
