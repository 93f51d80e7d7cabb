import { describe, expect, it } from 'vitest'
import { formatSql } from '../../../src/core/format/format-sql.js'
import type { LexicalRules } from '../../../src/core/format/lexical-rules.js'

const PLAIN: LexicalRules = { backslashEscapes: false, slashesStartComment: false }
const ESCAPED: LexicalRules = { backslashEscapes: true, slashesStartComment: true }

/** Makes a statement too long for one line. */
const LONG = `"${'x'.repeat(60)}"`

it('leaves a short statement on its line', () => {
  expect(formatSql('select  "a"\n from "t"', PLAIN)).toBe('select "a" from "t"')
})

it('gives each clause, each element of a list and each condition a line', () => {
  const sql = `create or replace table "main"."t" as with "c" as (select "a" from "b") select distinct "c"."a", case when "c"."a" is null then 'none' when "c"."a" between 1 and 2 then ${LONG} end as "kind", row_number() over(partition by "c"."a" order by "c"."b" desc) as "n" from "c" left join "d" as "e" on "e"."id" = "c"."id" and "e"."long_name" = "c"."long_name" and "e"."x" is distinct from 1 where "c"."a" between 1 and 10 and ("c"."b" = 1 or "c"."b" in (1, 2, 3)) and "c"."b" <> "c"."long_name" group by "c"."a" having count(*) > 1 order by "a" limit 10`
  expect(formatSql(sql, PLAIN)).toBe(`create or replace table "main"."t" as
with "c" as (select "a" from "b")
select distinct
  "c"."a",
  case
    when "c"."a" is null then 'none'
    when "c"."a" between 1 and 2 then ${LONG}
  end as "kind",
  row_number() over(partition by "c"."a" order by "c"."b" desc) as "n"
from "c"
left join "d" as "e"
  on "e"."id" = "c"."id"
  and "e"."long_name" = "c"."long_name"
  and "e"."x" is distinct from 1
where "c"."a" between 1 and 10
  and ("c"."b" = 1 or "c"."b" in (1, 2, 3))
  and "c"."b" <> "c"."long_name"
group by "c"."a"
having count(*) > 1
order by "a"
limit 10`)
})

it('gives subqueries and the branches of MERGE lines', () => {
  const sql = `merge into "t" as "a" using (select "id", "v" from "s" where "s"."v" is not null and "s"."v" <> '') as "b" on "a"."id" = "b"."id" when matched then update set "v" = "b"."value", "w" = ${LONG} when not matched then insert ("id", "v") values ("b"."id", "b"."v")`
  expect(formatSql(sql, PLAIN)).toBe(`merge into "t" as "a"
using (select "id", "v" from "s" where "s"."v" is not null and "s"."v" <> '') as "b"
  on "a"."id" = "b"."id"
when matched then update set
  "v" = "b"."value",
  "w" = ${LONG}
when not matched then insert ("id", "v")
values ("b"."id", "b"."v")`)
})

it('gives each branch of a MERGE that deletes a line', () => {
  const sql = `merge into "t" as "a" using "s" as "b" on "a"."id" = "b"."id" when matched and "b"."gone" = 1 then delete when matched then update set "v" = "b"."v"`
  expect(formatSql(sql, PLAIN)).toBe(`merge into "t" as "a" using "s" as "b" on "a"."id" = "b"."id"
when matched and "b"."gone" = 1 then delete
when matched then update set "v" = "b"."v"`)
})

it('breaks long arithmetic and concatenation before operators', () => {
  expect(formatSql(`select ${LONG} || '-' || ${LONG} as "key", -1 as "m", "t".* from "t"`, PLAIN)).toBe(`select
  ${LONG}
    || '-'
    || ${LONG} as "key",
  -1 as "m",
  "t".*
from "t"`)
})

it('keeps comments, and starts a line after one that ends with its line', () => {
  expect(formatSql('select 1, -- one  two\n 2 /* a  b */ from t', PLAIN)).toBe(`select
  1, -- one  two
  2 /* a  b */
from t`)
})

describe.each([
  ['strings', `'a  (b),  c -- d /* '''`],
  ['quoted names', `"a  ""b(  -- c"`],
  ['dollar quotes', `$$a  'b  (  $$`],
  ['tagged dollar quotes', `$tag$a  $$  'b$tag$`],
  ['templates in strings', `'{{  ref("a")  }}'`],
  ['casts and paths', `v:a.b[0]::int`],
  ['lambdas', `list_transform(x, y->y+1)`],
  ['named arguments', `f(a=>1, b => 2)`],
  ['operators', `a->>'$.b'||c<>d!=e`],
  ['blanks outside of ASCII', `a\u00a0b`],
])('%s', (_name, piece) => {
  it.each([PLAIN, ESCAPED])('stay as they are', (rules) => {
    const formatted = formatSql(`select ${piece}, ${LONG}, ${LONG} from t`, rules)
    expect(formatted).toBe(`select\n  ${piece},\n  ${LONG},\n  ${LONG}\nfrom t`)
  })
})

it('reads a backslash as the engine does', () => {
  const tail = `, ${LONG}, ${LONG} from t`
  const lines = `,\n  ${LONG},\n  ${LONG}\nfrom t`
  expect(formatSql(`select 'a\\'  (b'${tail}`, ESCAPED)).toBe(`select\n  'a\\'  (b'${lines}`)
  expect(formatSql(`select 'a\\'${tail}`, PLAIN)).toBe(`select\n  'a\\'${lines}`)
})

it('reads two slashes as the engine does', () => {
  expect(formatSql('select 7  //  2', PLAIN)).toBe('select 7 // 2')
  expect(formatSql('select 7  //  two  (\n, 8', ESCAPED)).toBe('select\n  7 //  two  (\n  ,\n  8')
})

it('keeps the line between two strings, which makes them one', () => {
  expect(formatSql(`select 'a'  \n  'b'`, PLAIN)).toBe(`select 'a'  \n  'b'`)
})

it.each([
  ['a string without an end', `select 'a  from t`],
  ['a name without an end', `select "a  from t`],
  ['a comment without an end', `select 1  /* a`],
  ['a comment in a comment', `select 1  /* a /* b */ c */`],
  ['a carriage return in a comment', `select 1  -- a\r, 2`],
  ['a string with escapes of its own', `select E'a\\'  b'`],
  ['a dollar quote that may start in a word', `select a$$b  c$$`],
  ['a parenthesis without its other', `select (1  `],
  ['a parenthesis too many', `select 1)  `],
  ['an end without its case', `begin  end`],
  ['too many parentheses', `select  ${'('.repeat(101)}1${')'.repeat(101)}`],
])('leaves a statement as it is that has %s', (_name, sql) => {
  expect(formatSql(sql, PLAIN)).toBe(sql)
})

it('formats a long statement in time that grows with its length', () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => `(${i}, 'row')`)
  expect(formatSql(`insert into "t" values ${rows.join(', ')}`, PLAIN).split('\n')).toHaveLength(50_002)
})
