import { describe, expect, it } from 'vitest'
import { KerrosError } from '../../../../src/core/errors/index.js'
import type { TargetCheck } from '../../../../src/core/ports/target-check.js'
import { futureOwnerChecks, readFutureGrants } from '../../../../src/dialects/snowflake/debug/checks/future-owners.js'
import { givingRelations, granteeChecks } from '../../../../src/dialects/snowflake/debug/checks/grantee-checks.js'
import { ownerChecks } from '../../../../src/dialects/snowflake/debug/checks/owner-checks.js'
import { Access } from '../../../../src/dialects/snowflake/debug/grants/access.js'
import { RoleGrants } from '../../../../src/dialects/snowflake/debug/grants/role-grants.js'
import { accessOf, built, grant, PLACE, POWERLESS, seen } from './debug-scene.js'

const NOTHING = seen([])

/** Role T beside others that are in use, of which nothing more is known. */
const WITH_OTHERS = new Access('T', new RoleGrants([grant('USAGE', 'ROLE', 'X')], ['"T"']), undefined, true)

describe('relations that another role owns', () => {
  const relations = ['a', 'b', 'c', 'd', 'e'].map((name) => built(name))
  const there = seen(['MOVIELENS.DEV'], {
    'MOVIELENS.DEV.A': { owner: 'OTHER' },
    'MOVIELENS.DEV.B': { owner: 'OTHER', kind: 'VIEW' },
    'MOVIELENS.DEV.C': { owner: 'OTHER', is_dynamic: 'Y' },
    'MOVIELENS.DEV.D': { owner: 'T' },
    'MOVIELENS.DEV.E': { owner: null },
  })

  it('are named up to eight; each has its GRANT', () => {
    const many = Array.from({ length: 12 }, (_, i) => `r${i + 10}`)
    const objects = Object.fromEntries(many.map((name) => [`MOVIELENS.DEV.${name.toUpperCase()}`, { owner: 'OTHER' }]))
    const [check] = ownerChecks(
      many.map((name) => built(name)),
      seen(['MOVIELENS.DEV'], objects),
      POWERLESS,
    )
    expect(check?.detail).toContain('owns R10, R11, R12, R13, R14, R15, R16, R17, 4 more: role T')
    expect(check?.fix?.statements).toHaveLength(12)
  })

  it('cannot be replaced: one check for an owner, with a GRANT OWNERSHIP each', () => {
    expect(ownerChecks(relations, there, POWERLESS)).toMatchInlineSnapshot(`
      [
        {
          "detail": "in MOVIELENS.DEV, role OTHER owns A, B, C: role T cannot replace them",
          "fix": {
            "runAs": "SECURITYADMIN or another role that has MANAGE GRANTS",
            "statements": [
              "grant ownership on table "MOVIELENS"."DEV"."A" to role "T" copy current grants;",
              "grant ownership on view "MOVIELENS"."DEV"."B" to role "T" copy current grants;",
              "grant ownership on dynamic table "MOVIELENS"."DEV"."C" to role "T" copy current grants;",
            ],
          },
          "name": "owner",
          "status": "missing",
        },
      ]
    `)
  })

  it('are reported when the role can write to them and not rebuild them', () => {
    const access = accessOf(grant('INSERT', 'TABLE', 'MOVIELENS.DEV.A'))
    expect(ownerChecks([built('a')], there, access)).toMatchObject([
      {
        status: 'unknown',
        detail: 'in MOVIELENS.DEV, role OTHER owns A: role T can write to it, but not rebuild it',
      },
    ])
  })

  it('are its own when it inherits the owner, or owns them by what SHOW GRANTS says', () => {
    const heir = new Access('T', new RoleGrants([grant('USAGE', 'ROLE', 'OTHER')], ['"T"', '"OTHER"']))
    expect(ownerChecks(relations, there, heir)).toEqual([])
    expect(ownerChecks([built('a')], there, accessOf(grant('OWNERSHIP', 'TABLE', 'MOVIELENS.DEV.A')))).toEqual([])
  })

  it('may be its own where other roles are in use, or grants are not shown', () => {
    for (const access of [WITH_OTHERS, accessOf()])
      expect(ownerChecks([built('a')], there, access)).toMatchObject([
        { status: 'unknown', detail: expect.stringMatching(/needs to be the owner to replace it: /) },
      ])
  })
})

describe('future grants', () => {
  const future = (privilege: string, grant_on: string, grantee_name: string) => ({
    created_on: '2026-01-01 00:00:00.000 -0800',
    privilege,
    grant_on,
    name: `MOVIELENS.DEV.<${grant_on}>`,
    grant_to: 'ROLE',
    grantee_name,
    grant_option: 'false',
  })

  it('of ownership take away what is built', async () => {
    const asked: string[] = []
    const run = async <Row>(sql: string): Promise<readonly Row[]> => {
      asked.push(sql)
      const rows = sql.endsWith('"DEV"')
        ? [future('OWNERSHIP', 'TABLE', 'OTHER'), future('SELECT', 'VIEW', 'READER'), future('OWNERSHIP', 'STAGE', 'X')]
        : [future('OWNERSHIP', 'TABLE', 'DBA'), future('OWNERSHIP', 'DYNAMIC_TABLE', 'DBA')]
      return rows as unknown as readonly Row[]
    }
    const found = await readFutureGrants(run, [PLACE, { ...PLACE, schema: 'marts' }])
    expect(asked).toHaveLength(3)
    // What the schema says of tables counts, whatever its database says of them.
    expect(futureOwnerChecks(found.slice(0, 1), NOTHING, POWERLESS)).toMatchInlineSnapshot(`
      [
        {
          "detail": "role OTHER will own tables that are created in MOVIELENS.DEV: role T could not replace them",
          "fix": {
            "runAs": "SECURITYADMIN or another role that has MANAGE GRANTS",
            "statements": [
              "revoke ownership on future tables in schema "MOVIELENS"."DEV" from role "OTHER";",
            ],
          },
          "name": "future",
          "status": "missing",
        },
        {
          "detail": "role DBA will own dynamic tables that are created in MOVIELENS.DEV: role T could not replace them",
          "fix": {
            "runAs": "SECURITYADMIN or another role that has MANAGE GRANTS",
            "statements": [
              "revoke ownership on future dynamic tables in database "MOVIELENS" from role "DBA";",
            ],
          },
          "name": "future",
          "status": "missing",
        },
      ]
    `)
    expect(futureOwnerChecks(found, NOTHING, POWERLESS)).toHaveLength(4)
    expect(futureOwnerChecks(found, NOTHING, WITH_OTHERS).map(({ status }) => status)).not.toContain('missing')
    expect(futureOwnerChecks(found, NOTHING, new Access('T', new RoleGrants([], ['"OTHER"', '"DBA"'])))).toEqual([])
  })

  it('take away schemas that have to be made, and none that are there', () => {
    const found = [{ place: PLACE, ofSchema: [], ofDatabase: [future('OWNERSHIP', 'SCHEMA', 'DBA')] }]
    expect(futureOwnerChecks(found, seen(['MOVIELENS.DEV']), POWERLESS)).toEqual([])
    expect(futureOwnerChecks(found, NOTHING, POWERLESS)).toMatchObject([
      {
        status: 'missing',
        detail: 'role DBA will own the schema MOVIELENS.DEV once it is created: role T could not build in it',
        fix: { statements: ['revoke ownership on future schemas in database "MOVIELENS" from role "DBA";'] },
      },
    ])
  })

  it('that may not be seen say nothing', async () => {
    const run = async (): Promise<never> => {
      throw new KerrosError('E_NOT_PERMITTED', 'Insufficient privileges')
    }
    expect(futureOwnerChecks(await readFutureGrants(run, [PLACE]), NOTHING, POWERLESS)).toEqual([])
  })
})

describe('roles that get grants', () => {
  const relations = [built('a'), built('b', { grants: { select: ['reader', 'Other'] } }), built('c', { grants: {} })]
  const giving = givingRelations(relations, { select: ['REPORTING'] })

  it('are those of the models and of the target', () => {
    expect(giving.map(({ roles }) => roles)).toEqual([['REPORTING'], ['READER', 'OTHER']])
    expect(granteeChecks(givingRelations(relations.slice(2), undefined), undefined, seen([]), POWERLESS)).toEqual([])
  })

  it('have to be there', () => {
    const roles = new Set(['REPORTING', 'READER', 'OTHER'])
    expect(granteeChecks(giving, roles, seen([]), POWERLESS)).toMatchObject([{ name: 'grants', status: 'ok' }])
    roles.delete('OTHER')
    expect(granteeChecks(giving, roles, seen([]), POWERLESS)).toMatchInlineSnapshot(`
      [
        {
          "detail": "roles that get grants are not seen: OTHER. The GRANT fails if there is no such role",
          "hint": "If it does not exist: create role "OTHER";",
          "name": "grants",
          "status": "unknown",
        },
      ]
    `)
    expect(granteeChecks(giving, undefined, seen([]), POWERLESS)[0]).toMatchObject({ status: 'unknown' })
  })

  it('get none from who does not own a schema with managed access', () => {
    const managed = seen(['MOVIELENS.DEV'], {}, 'TRANSIENT, MANAGED ACCESS')
    const check = (access: Access): readonly TargetCheck[] =>
      granteeChecks(giving, new Set(['REPORTING', 'READER', 'OTHER']), managed, access).slice(1)
    expect(check(POWERLESS)).toMatchInlineSnapshot(`
      [
        {
          "detail": "MOVIELENS.DEV has managed access: only its owner can grant privileges in it, and role T is not",
          "hint": "Let its owner grant them on future objects (grant … on future tables in schema …), and leave out \`grants\`.",
          "name": "grants",
          "status": "missing",
        },
      ]
    `)
    expect(check(WITH_OTHERS)).toMatchObject([{ status: 'unknown' }])
    expect(check(accessOf(grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS.DEV')))).toEqual([])
    expect(check(accessOf(grant('MANAGE GRANTS', 'ACCOUNT', 'XY1')))).toEqual([])
  })
})
