import { describe, expect, it } from 'vitest'
import { checkStatementText } from '../../../../src/core/compile/checks/check-statement-text.js'

const rules = { backslashEscapes: true, slashesStartComment: true }
const refused = (sql: string) => checkStatementText(sql, rules).diagnostics[0]?.message

const BODY = 'returns int language sql as'

describe('the text of a statement of a hook', () => {
  it.each([
    ['create table if not exists x (i int); commit', 'commit'],
    ['alter table x add column i int; rollback;', 'rollback'],
    ['create table x (begin int); commit', 'commit'],
    ['create table x (i int); -- done\n COMMIT', 'commit'],
    ['begin select 1; commit; end', 'commit'],
    ['begin select 1; end; commit', 'commit'],
    ['declare x int; begin rollback; end', 'rollback'],
    ['begin if (true) then commit; end if; end', 'commit'],
    [`create procedure p() ${BODY} $$ begin return 1; end $$; commit`, 'commit'],
    ['execute immediate $$ begin select 1; commit; end $$', 'commit'],
    ["execute immediate 'commit'", 'commit'],
    ['begin transaction', 'begin transaction'],
    // Where the string ends is not known.
    ["select 'x ;commit", 'commit'],
  ])('is refused where it ends a transaction: %s', (sql, sent) => {
    expect(refused(sql)).toBe(`it sends "${sent}", and kerros itself begins and ends transactions`)
  })

  it.each([
    'create table x (i int); drop table y',
    'alter table x add column i int; select 1',
    'create table x (begin int); drop table y',
    'create table "begin" (i int); drop table y',
    `create procedure p() ${BODY} $$ begin return 1; end $$; select 1`,
    'create table x (i int); begin select 1; end',
    "execute immediate 'select 1'; select 2",
  ])('is refused where it is several: %s', (sql) => {
    expect(refused(sql)).toBe('it has several statements in one')
  })

  it.each([
    'select 1;',
    "insert into x values ('; commit')",
    'create table x (i int, commit int);',
    `create procedure p() ${BODY} begin let x := 1; return x; end`,
    `create procedure p() ${BODY} begin if (true) then return 1; else return 2; end if; end;`,
    `create procedure p() ${BODY} $$ begin begin transaction; commit; return 1; end $$`,
    "create task t schedule = '1 minute' as begin select 1; select 2; end",
    'alter task t modify as begin select 1; select 2; end',
    'begin select 1; select 2; end',
    'declare x int; begin x := 1; return x; end',
    'execute immediate $$ begin select 1; select 2; end $$',
    'begin select case when a then commit else 1 end from t; end',
    'create view v as select case when a then commit else 1 end as end from t',
  ])('is one statement: %s', (sql) => {
    expect(refused(sql)).toBeUndefined()
  })
})
