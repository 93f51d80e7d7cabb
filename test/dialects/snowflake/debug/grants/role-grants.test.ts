import { describe, expect, it } from 'vitest'
import { KerrosError } from '../../../../../src/core/errors/index.js'
import type { Access } from '../../../../../src/dialects/snowflake/debug/grants/access.js'
import { readRoleGrants } from '../../../../../src/dialects/snowflake/debug/grants/read-role-grants.js'
import { type GrantRow, RoleGrants } from '../../../../../src/dialects/snowflake/debug/grants/role-grants.js'
import { readAccess } from '../../../../../src/dialects/snowflake/debug/read-access.js'
import { judgeRights } from '../../../../../src/dialects/snowflake/debug/rights/judge-rights.js'
import { accessOf, grant, POWERLESS } from '../debug-scene.js'

const SCHEMA = { kind: 'SCHEMA', name: ['MOVIELENS', 'DEV'] }

/** An account that shows grants; what it shows nothing of is refused. */
function account(shown: Readonly<Record<string, readonly Partial<GrantRow>[]>>) {
  const asked: string[] = []
  const run = async <Row>(sql: string): Promise<readonly Row[]> => {
    asked.push(sql)
    const rows = shown[sql.replace('show grants to ', '')]
    if (!rows) throw new KerrosError('E_NOT_PERMITTED', 'Insufficient privileges')
    return rows as unknown as readonly Row[]
  }
  return { asked, run }
}

describe('rows of SHOW GRANTS', () => {
  it.each([
    ['a view, told as a table', grant('SELECT', 'TABLE', 'M.DEV.V'), 'SELECT', 'VIEW', ['M', 'DEV', 'V']],
    ['a view, told as such', grant('SELECT', 'VIEW', 'M.DEV.V'), 'SELECT', 'VIEW', ['M', 'DEV', 'V']],
    [
      'a dynamic table',
      grant('OWNERSHIP', 'DYNAMIC_TABLE', 'M.DEV.D'),
      'OWNERSHIP',
      'DYNAMIC TABLE',
      ['M', 'DEV', 'D'],
    ],
    ['its kind in two words', grant('OWNERSHIP', 'DYNAMIC TABLE', 'M.DEV.D'), 'INSERT', 'TABLE', ['M', 'DEV', 'D']],
    ['a file format', grant('USAGE', 'FILE_FORMAT', 'M.RAW.TSV'), 'USAGE', 'FILE FORMAT', ['M', 'RAW', 'TSV']],
    ['an integration', grant('USAGE', 'INTEGRATION', 'S3'), 'USAGE', 'INTEGRATION', ['S3']],
    ['a storage integration', grant('USAGE', 'STORAGE_INTEGRATION', 'S3'), 'USAGE', 'INTEGRATION', ['S3']],
    [
      'a privilege with _',
      grant('CREATE_DYNAMIC_TABLE', 'SCHEMA', 'M.DEV'),
      'CREATE DYNAMIC TABLE',
      'SCHEMA',
      ['M', 'DEV'],
    ],
    ['all privileges', grant('ALL', 'WAREHOUSE', 'W'), 'USAGE', 'WAREHOUSE', ['W']],
    ['the account', grant('MANAGE GRANTS', 'ACCOUNT', 'XY12345'), 'MANAGE GRANTS', 'ACCOUNT', []],
    ['a name in quotes', grant('USAGE', 'WAREHOUSE', '"my wh"'), 'USAGE', 'WAREHOUSE', ['my wh']],
    ['the same without', grant('USAGE', 'WAREHOUSE', 'my wh'), 'USAGE', 'WAREHOUSE', ['my wh']],
    ['quotes in a name', grant('USAGE', 'WAREHOUSE', '"my.wh ""1"""'), 'USAGE', 'WAREHOUSE', ['my.wh "1"']],
    ['a point in a name', grant('USAGE', 'STAGE', 'M."my.raw".F'), 'USAGE', 'STAGE', ['M', 'my.raw', 'F']],
    ['the same without quotes', grant('USAGE', 'STAGE', 'M.my.raw.F'), 'USAGE', 'STAGE', ['M', 'my.raw', 'F']],
    ['any privilege lets in', grant('CREATE TABLE', 'SCHEMA', 'M.DEV'), 'USAGE', 'SCHEMA', ['M', 'DEV']],
  ])('%s', (_, row, privilege, kind, name) => {
    expect(new RoleGrants([row]).has(privilege, { kind, name })).toBe(true)
  })

  it.each([
    ['another case', grant('USAGE', 'WAREHOUSE', '"w"'), 'USAGE', 'WAREHOUSE', ['W']],
    ['another kind', grant('USAGE', 'DATABASE', 'W'), 'USAGE', 'WAREHOUSE', ['W']],
    ['another privilege', grant('OPERATE', 'WAREHOUSE', 'W'), 'USAGE', 'WAREHOUSE', ['W']],
    ['the schema above', grant('OWNERSHIP', 'SCHEMA', 'M.DEV'), 'SELECT', 'TABLE', ['M', 'DEV', 'T']],
    ['the table below', grant('SELECT', 'TABLE', 'M.DEV.T'), 'USAGE', 'SCHEMA', ['M', 'DEV']],
  ])('%s is something else', (_, row, privilege, kind, name) => {
    expect(new RoleGrants([row]).has(privilege, { kind, name })).toBe(false)
  })
})

describe('roles within roles', () => {
  it('are asked, each once, and database roles where their database is of interest', async () => {
    const { asked, run } = account({
      'role "T"': [
        grant('USAGE', 'ROLE', 'READER'),
        grant('OWNERSHIP', 'ROLE', 'OWNED'),
        grant('USAGE', 'DATABASE_ROLE', 'MOVIELENS."all of it"'),
        grant('USAGE', 'DATABASE_ROLE', 'SNOWFLAKE.CORTEX_USER'),
      ],
      'role "PUBLIC"': [],
      'role "READER"': [grant('USAGE', 'ROLE', 'T'), grant('USAGE', 'ACCOUNT_ROLE', '"my ""own"".role"')],
      'role "my ""own"".role"': [grant('USAGE', 'WAREHOUSE', 'W')],
      'database role "MOVIELENS"."all of it"': [grant('CREATE SCHEMA', 'DATABASE', 'MOVIELENS')],
    })
    const grants = await readRoleGrants(run, ['role "T"', 'role "PUBLIC"'], ['MOVIELENS'])
    expect(asked.sort()).toEqual([
      'show grants to database role "MOVIELENS"."all of it"',
      'show grants to role "PUBLIC"',
      'show grants to role "READER"',
      'show grants to role "T"',
      'show grants to role "my ""own"".role"',
    ])
    expect(grants.isComplete).toBe(true)
    expect(grants.has('USAGE', { kind: 'WAREHOUSE', name: ['W'] })).toBe(true)
    expect(grants.has('CREATE SCHEMA', { kind: 'DATABASE', name: ['MOVIELENS'] })).toBe(true)
    expect(grants.has('CREATE SCHEMA', { kind: 'DATABASE', name: ['OTHER'] })).toBe(false)
    // What they own, the role owns.
    expect(['T', 'READER', 'my "own".role', 'all of it', 'OWNED'].map((role) => grants.isRole(role))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
  })

  it('are not all known when one is refused, when a SHOW is cut off, or when there are too many', async () => {
    const refused = account({ 'role "T"': [grant('USAGE', 'ROLE', 'HIDDEN')] })
    expect((await readRoleGrants(refused.run, ['role "T"'], [])).isComplete).toBe(false)
    const cut = account({
      'role "T"': Array.from({ length: 10_000 }, (_, i) => grant('SELECT', 'TABLE', `M.DEV.T${i}`)),
    })
    expect((await readRoleGrants(cut.run, ['role "T"'], [])).isComplete).toBe(false)
    const roles = Array.from({ length: 300 }, (_, i) => `R${i}`)
    const many = account({
      'role "T"': roles.map((role) => grant('USAGE', 'ROLE', role)),
      ...Object.fromEntries(roles.map((role) => [`role "${role}"`, []])),
    })
    expect((await readRoleGrants(many.run, ['role "T"'], [])).isComplete).toBe(false)
    expect(many.asked).toHaveLength(100)
  })
})

describe('a right', () => {
  const right = (...privileges: string[]) => [{ check: 'schema', purpose: 'build', privileges, on: SCHEMA }]
  const status = (access: Access, ...privileges: string[]) => judgeRights(right(...privileges), access)[0]!.status

  it('is missing when the role lacks it for certain', () => {
    expect(status(POWERLESS, 'USAGE', 'CREATE TABLE')).toBe('missing')
    expect(status(accessOf(grant('CREATE TABLE', 'SCHEMA', 'MOVIELENS.DEV')), 'USAGE', 'CREATE TABLE')).toBe('ok')
    expect(status(accessOf(grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS.DEV')), 'USAGE', 'CREATE TABLE')).toBe('ok')
  })

  it('is not seen where Snowflake shows no grants', () => {
    expect(judgeRights(right('USAGE', 'CREATE TABLE'), accessOf())).toMatchInlineSnapshot(`
      [
        {
          "detail": "to build, role T needs USAGE, CREATE TABLE on schema MOVIELENS.DEV: Snowflake shows none of its grants",
          "fix": {
            "runAs": "SECURITYADMIN or another role that has MANAGE GRANTS",
            "statements": [
              "grant usage, create table on schema "MOVIELENS"."DEV" to role "T";",
            ],
          },
          "hint": undefined,
          "name": "schema",
          "status": "unknown",
        },
      ]
    `)
  })

  it('of secondary roles counts, but not to create something', async () => {
    const { run } = account({
      'role "T"': [grant('USAGE', 'ROLE', 'X')],
      'role "PUBLIC"': [],
      'role "X"': [],
      'role "HELPER"': [grant('USAGE', 'SCHEMA', 'MOVIELENS.DEV'), grant('CREATE TABLE', 'SCHEMA', 'MOVIELENS.DEV')],
    })
    const state = { account: 'A', user: 'U', role: 'T', warehouse: 'W', usesAll: false }
    const access = await readAccess(run, 'T', { ...state, secondaryRoles: ['HELPER'] }, ['MOVIELENS'])
    expect(status(access, 'USAGE')).toBe('ok')
    expect(status(access, 'CREATE TABLE')).toBe('missing')
    // Whether or not another role lets into it, none of those that were read does.
    const warehouse = {
      check: 'warehouse',
      purpose: 'compute',
      privileges: ['USAGE'],
      on: { kind: 'WAREHOUSE', name: ['W'] },
    }
    expect(judgeRights([warehouse], access)).toMatchObject([
      { status: 'unknown', detail: expect.stringMatching(/not seen, but other roles are in use, too$/) },
    ])
    const alone = await readAccess(run, 'T', { ...state, secondaryRoles: [] }, ['MOVIELENS'])
    expect(judgeRights([warehouse], alone)).toMatchObject([{ status: 'missing' }])
    const untold = await readAccess(run, 'T', { ...state, secondaryRoles: undefined }, ['MOVIELENS'])
    expect(judgeRights([warehouse], untold)).toMatchObject([{ status: 'unknown' }])
  })

  it('that was given to the user itself counts where all is in use', async () => {
    const shown = {
      'role "T"': [grant('USAGE', 'ROLE', 'X')],
      'role "PUBLIC"': [],
      'role "X"': [],
      // Accounts differ in what they tell of users: of roles alone there may be no privilege.
      'user "U"': [{ role: 'T' } as Partial<GrantRow>, grant('USAGE', 'SCHEMA', 'MOVIELENS.DEV')],
    }
    const state = { account: 'A', user: 'U', role: 'T', warehouse: 'W', secondaryRoles: [], usesAll: true }
    expect(status(await readAccess(account(shown).run, 'T', state, []), 'USAGE')).toBe('ok')
    const old = { ...shown, 'user "U"': [{ role: 'T' } as Partial<GrantRow>] }
    expect(status(await readAccess(account(old).run, 'T', state, []), 'USAGE')).toBe('missing')
    const { 'user "U"': _, ...refused } = shown
    expect(status(await readAccess(account(refused).run, 'T', state, []), 'USAGE')).toBe('unknown')
  })
})
