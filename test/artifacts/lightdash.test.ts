import { createRequire } from 'node:module'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CliProject } from '../cli/cli-project.js'
import { artifactsShop } from './artifacts-shop.js'

/** A folder in which `@lightdash/common` is installed: 256 MB, for Node 22 and later, so tests do not install it. */
const LIGHTDASH = process.env['KERROS_LIGHTDASH']

let project: CliProject
let manifest: any
let catalog: any

beforeAll(async () => {
  project = await artifactsShop()
  await project.runKept(['build'])
  await project.runKept(['docs', 'generate'])
  manifest = JSON.parse(await project.read('target/manifest.json'))
  catalog = JSON.parse(await project.read('target/catalog.json'))
}, 120_000)

afterAll(() => project?.remove())

/** The nodes that Lightdash makes tables of. */
function tables(): readonly any[] {
  return Object.values<any>(manifest.nodes).filter(
    ({ resource_type, config }) => ['model', 'seed'].includes(resource_type) && config.materialized !== 'ephemeral',
  )
}

describe('Lightdash', () => {
  it('has the fields that its code reads', () => {
    expect(manifest.metadata).toMatchObject({
      adapter_type: 'duckdb',
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
      generated_at: expect.any(String),
    })
    expect(
      tables()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['after_seen', 'codes', 'seen', 'stg_codes', 'totals'])
    for (const table of tables()) {
      const { database, schema, alias } = table
      expect(table).toMatchObject({
        unique_id: expect.any(String),
        name: expect.stringMatching(/^[^.]+$/),
        database: 'shop',
        schema: 'main',
        relation_name: `"${database}"."${schema}"."${alias}"`,
        description: expect.any(String),
        tags: expect.any(Array),
        meta: expect.any(Object),
        config: { materialized: expect.any(String), meta: expect.any(Object), tags: expect.any(Array) },
        depends_on: expect.any(Object),
        patch_path: null,
      })
      if (table.resource_type === 'model') expect(table.compiled).toBe(true)
      for (const [name, column] of Object.entries<any>(table.columns))
        expect(column).toMatchObject({ name, description: expect.any(String), meta: expect.any(Object) })
    }
  })

  it.skipIf(LIGHTDASH === undefined)('makes a table of each model that exists', () => {
    const lightdash = createRequire(path.join(LIGHTDASH!, 'package.json'))('@lightdash/common')
    const models = lightdash.getCompiledModels(lightdash.getModelsFromManifest(manifest))
    const validator = new lightdash.ManifestValidator(lightdash.getDbtManifestVersion(manifest))
    expect(models.map((model: any) => validator.isModelValid(model))).toEqual(models.map(() => [true, undefined]))
    const existing: any = { shop: { main: {} } }
    for (const { metadata, columns } of Object.values<any>(catalog.nodes))
      existing.shop.main[metadata.name] = Object.fromEntries(Object.keys(columns).map((name) => [name, 'string']))
    const there = models.filter(({ name }: any) => name in existing.shop.main)
    const made = lightdash
      .attachTypesToModels(there, existing, true, true)
      .map((model: any) => lightdash.convertTable('duckdb', model, lightdash.DEFAULT_SPOTLIGHT_CONFIG))
    expect(made.map(({ sqlTable, warnings }: any) => [sqlTable, warnings])).toEqual(
      there.map(({ name }: any) => [`"shop"."main"."${name}"`, undefined]),
    )
    const { dimensions } = made.find(({ name }: any) => name === 'stg_codes')
    expect(dimensions.code).toMatchObject({ name: 'code', sql: '$' + '{TABLE}.code', description: 'The number.' })
  })
})
