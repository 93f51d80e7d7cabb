import { Dialect, validate } from '@polyglot-sql/sdk'
import { copyInto, defineProject, integer, source, table, varchar, view } from 'kerros'
import { compileSql } from 'kerros/testing'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openProject } from '../../../../src/runtime/open/open-project.js'

const crm = source(
  'Raw "1"',
  { Contacts: { contactId: integer(), 'E-mail': varchar(), ID: integer() } },
  { exact: true, database: 'LOADED' },
)

const compiled = (definition: Parameters<typeof compileSql>[0]): string => {
  const text = compileSql(definition, { dialect: 'snowflake' })
  expect(validate(text, Dialect.Snowflake).errors).toEqual([])
  return text
}

describe('an exact source', () => {
  it('is read under the names that it was made with, and gives names that fold', () => {
    const contacts = view({ c: crm.Contacts }, (db) => db.selectFrom('c').select(['c.contactId', 'c.E-mail as email']))
    expect(compiled(contacts)).toMatchInlineSnapshot(
      `"select "C"."CONTACTID", "C"."E-MAIL" as "EMAIL" from (select "contactId" as "CONTACTID", "E-mail" as "E-MAIL", "ID" as "ID" from "LOADED"."Raw ""1"""."Contacts") as "C""`,
    )
  })

  it('is read in joins, with all columns, in sql templates', () => {
    const joined = table({ a: crm.Contacts, b: crm.Contacts }, (db) =>
      db
        .selectFrom('a')
        .innerJoin('b as other', 'other.contactId', 'a.ID')
        .selectAll('a')
        .where(sql<boolean>`exists (select 1 from ${sql.table('b')} where ${sql.ref('a.contactId')} > 1)`),
    )
    expect(compiled(joined)).toMatchInlineSnapshot(
      `"select "A"."CONTACTID", "A"."E-MAIL", "A"."ID" from (select "contactId" as "CONTACTID", "E-mail" as "E-MAIL", "ID" as "ID" from "LOADED"."Raw ""1"""."Contacts") as "A" inner join (select "contactId" as "CONTACTID", "E-mail" as "E-MAIL", "ID" as "ID" from "LOADED"."Raw ""1"""."Contacts") as "OTHER" on "OTHER"."CONTACTID" = "A"."ID" where exists (select 1 from (select "contactId" as "CONTACTID", "E-mail" as "E-MAIL", "ID" as "ID" from "LOADED"."Raw ""1"""."Contacts") where "A"."CONTACTID" > 1)"`,
    )
  })

  it('on DuckDB, where case makes no difference, is a source like others', () => {
    const contacts = view({ c: crm.Contacts }, (db) => db.selectFrom('c').select('c.contactId'))
    expect(compileSql(contacts)).toBe('select "c"."contactId" from "LOADED"."Raw ""1"""."Contacts" as "c"')
  })

  it.each([
    [
      'columns that fold together',
      source('r', { t: { id: integer(), ID: integer() } }, { exact: true }).t,
      /only differ by case/,
    ],
    [
      'files to load',
      source('r', { t: { id: integer() } }, { exact: true, load: { t: { files: ['t.csv'] } } }).t,
      /"exact" and "load" exclude each other/,
    ],
    ['a copy into it', copyInto(crm.Contacts, { files: ['t.csv'] }), /the source "Contacts" is exact/],
    ['no boolean', source('r', { t: { id: integer() } }, { exact: 'yes' as never }).t, /"exact" is a string/],
  ])('with %s is refused', async (_, definition, message) => {
    const { duckdb } = await import('kerros/duckdb')
    const models = [{ crm, one: definition }]
    const project = defineProject({ name: 'p', models, targets: { dev: duckdb({ path: ':memory:' }) } })
    await expect(openProject({ project })).rejects.toThrow(message)
  })
})
