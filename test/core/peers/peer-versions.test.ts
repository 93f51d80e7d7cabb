import { readFileSync } from 'node:fs'
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { MIGRATION_TABLES } from '../../../src/core/peers/migration-tables.js'
import { assertKyselyNodes, assertPeerVersion, PEER_VERSIONS } from '../../../src/core/peers/peer-versions.js'

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly peerDependencies: { readonly [name: string]: string }
}

describe('versions of packages next to kerros', () => {
  it('are the ranges of package.json, where npm can say them', () => {
    expect(peerDependencies).toMatchObject({
      kysely: PEER_VERSIONS.kysely.range,
      'snowflake-sdk': PEER_VERSIONS['snowflake-sdk'].range,
      '@duckdb/node-api': '*',
    })
  })

  it.each([
    ['kysely', '0.29.0', '0.29.17', ['0.28.19', '0.30.0', '0.30.0-beta.1', '1.0.0']],
    ['snowflake-sdk', '3.3.0', '3.10.1', ['2.0.0', '3.2.9', '4.0.0']],
    ['@duckdb/node-api', 'v1.5.0', '1.10.0-r.2', ['1.4.5-r.1', 'v0.10.2']],
  ] as const)('%s: the range is what is accepted', (name, lowest, higher, refused) => {
    for (const version of [undefined, lowest, higher]) expect(() => assertPeerVersion(name, version)).not.toThrow()
    for (const version of refused) {
      const { range } = PEER_VERSIONS[name]
      expect(() => assertPeerVersion(name, version)).toThrow(
        expect.objectContaining({
          code: 'E_PEER_VERSION',
          message: `kerros needs ${name} ${range}, and ${version} is installed`,
        }),
      )
    }
  })

  it('a dialect alone refuses a Kysely whose compiler lacks nodes', () => {
    expect(() => assertKyselyNodes()).not.toThrow()
    expect(() => assertKyselyNodes({ visitSelectQuery: () => undefined })).toThrow(
      expect.objectContaining({ code: 'E_PEER_VERSION' }),
    )
  })

  it("the names of migrations' tables are Kysely's", () => {
    expect([...MIGRATION_TABLES]).toEqual([DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE])
  })
})
