import { describe, expect, it } from 'vitest'
import {
  goOnUnless,
  holderText,
  type LeaseRow,
  leaseHeld,
  parseHolder,
} from '../../../../src/dialects/snowflake/lease/lease-row.js'
import { LEASE_SECONDS, LeaseTable, RENEW_SECONDS } from '../../../../src/dialects/snowflake/lease/lease-table.js'
import { runTag } from '../../../../src/dialects/snowflake/lease/run-tag.js'

const row = (target: string, token: number | bigint | string = 1): LeaseRow => ({
  ...{ target, token, run_id: 'one', holder: 'ann@here', since: null, expires_at: null },
})

describe('the statements around the table of leases', () => {
  const table = new LeaseTable('shop', [
    { database: 'shop', schema: 'raw' },
    { database: 'shop', schema: 'Dev', isExact: true },
    { database: 'SHOP', schema: 'RAW' },
    { database: 'shop', schema: "it's" },
  ])

  it('make it in the schema of what kerros remembers', () => {
    expect(table.create()).toBe(
      'create table if not exists "SHOP"."_KERROS"."LEASES" ("TARGET" varchar, "RUN_ID" varchar, "HOLDER" varchar, "TOKEN" number(38, 0), "SINCE" timestamp_ntz, "EXPIRES_AT" timestamp_ntz)',
    )
  })

  it('cover rows that are free or have ended, and create missing ones without a holder', () => {
    const sql = table.take({ runId: 'o"n\'e', name: "ann's", process: { pid: 7 } }, [])
    expect(sql.split('\n')).toEqual([
      `merge into "SHOP"."_KERROS"."LEASES" as t using (select 'Dev' as "TARGET" union all select 'IT''S' as "TARGET" union all select 'RAW' as "TARGET") as s on t."TARGET" = s."TARGET"`,
      `when matched and (t."RUN_ID" is null or t."EXPIRES_AT" < sysdate()) then update set "RUN_ID" = 'o"n''e', "HOLDER" = 'ann''s {"pid":7}', "TOKEN" = t."TOKEN" + 1, "SINCE" = sysdate(), "EXPIRES_AT" = dateadd(second, 420, sysdate())`,
      `when not matched then insert ("TARGET", "TOKEN") values (s."TARGET", 0)`,
    ])
  })

  it('take also the rows of runs that have ended', () => {
    expect(table.take({ runId: 'three', name: 'ann' }, ['one', "t'wo"]).split('\n')[1]).toMatch(
      /^when matched and \(t\."RUN_ID" is null or t\."EXPIRES_AT" < sysdate\(\) or t\."RUN_ID" in \('one', 't''wo'\)\) then update /,
    )
  })

  it('read the rows of the schemas', () => {
    expect(table.read()).toBe(
      `select "TARGET", "RUN_ID", "HOLDER", "TOKEN", "SINCE", "EXPIRES_AT" from "SHOP"."_KERROS"."LEASES" where "TARGET" in ('Dev', 'IT''S', 'RAW') order by "TARGET", "RUN_ID"`,
    )
  })

  it('renew and release only what the run has, by its token', () => {
    const held = `where "RUN_ID" = 'one' and ("TARGET" = 'Dev' and "TOKEN" = 3 or "TARGET" = 'RAW' and "TOKEN" = 12)`
    const rows = [row('Dev', 3), row('RAW', '12'), row('RAW', 12n)]
    expect(table.renew('one', rows)).toBe(
      `update "SHOP"."_KERROS"."LEASES" set "EXPIRES_AT" = dateadd(second, 420, sysdate()) ${held}`,
    )
    expect(table.release('one', rows)).toBe(`update "SHOP"."_KERROS"."LEASES" set "RUN_ID" = null ${held}`)
  })

  it('are about schemas that people know as they were declared', () => {
    expect(['RAW', 'Dev', "IT'S", 'OTHER'].map((target) => table.displayName(row(target)))).toEqual([
      ...['shop.raw', 'shop.Dev', "shop.it's", 'shop.OTHER'],
    ])
  })

  it('last longer than a statement whose sender is gone, which Snowflake ends after five minutes', () => {
    expect(LEASE_SECONDS - RENEW_SECONDS).toBeGreaterThan(300)
  })

  it('are found by the id of their run', () => {
    expect(JSON.parse(runTag('o"ne'))).toEqual({ app: 'kerros', invocation: 'o"ne' })
  })
})

describe('the holder in a row', () => {
  it.each([
    [{ name: 'ann@here (process 7)' }, 'ann@here (process 7)'],
    [{ name: 'ann {x}', process: { host: 'a {b', pid: 7 } }, 'ann {x} {"host":"a {b","pid":7}'],
    [{ name: 'ann', process: {} }, 'ann {}'],
  ])('%j is kept as text', (holder, text) => {
    expect(holderText({ runId: 'one', ...holder })).toBe(text)
  })

  it.each([
    ['ann {x} {"host":"here","pid":7}', { name: 'ann {x}', process: { host: 'here', pid: 7 } }],
    ['ann@here', { name: 'ann@here' }],
    ['ann {"pid":', { name: 'ann {"pid":' }],
    ['ann{"pid":7}', { name: 'ann{"pid":7}' }],
    [' {"pid":7}', { name: '', process: { pid: 7 } }],
    ['', { name: '' }],
    [null, { name: '' }],
  ])('%j is read', (text, holder) => {
    expect(parseHolder(text)).toEqual(holder)
  })
})

describe('what a run reports that does not get the lease', () => {
  const held = { ...row('RAW'), since: new Date('2026-01-02T03:04:05.678Z'), expires_at: '2026-01-02T03:11:05.678' }

  it('names the holder and both times', () => {
    const { code, message, hint } = leaseHeld('shop.raw', held)
    expect([code, message]).toEqual([
      'E_LOCKED',
      'shop.raw is being built by ann@here since 2026-01-02 03:04:05 UTC (run one)',
    ])
    expect(hint).toMatch(/^Wait .* its lease ends at 2026-01-02 03:11:05 UTC and the next run takes over\.$/)
  })

  it('says why a holder that is gone still counts', () => {
    expect(leaseHeld('shop.raw', held, 'no one knows').hint).toMatch(
      /^Its process is gone, but no one knows; its lease /,
    )
  })

  it('is stopped by its signal alone', () => {
    goOnUnless(undefined)
    goOnUnless(new AbortController().signal)
    expect(() => goOnUnless(AbortSignal.abort())).toThrow(expect.objectContaining({ code: 'E_CANCELLED' }))
  })
})
