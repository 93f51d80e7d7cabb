import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CliProject } from '../cli/cli-project.js'
import { pythonEnv } from '../servers/python-env.js'
import { artifactsShop } from './artifacts-shop.js'

const run = promisify(execFile)
const HERE = import.meta.dirname

let project: CliProject
let found: any

beforeAll(async () => {
  project = await artifactsShop()
  const python = await pythonEnv(path.join(HERE, 'clients-requirements.txt'))
  await project.runKept(['build'])
  await project.runKept(['docs', 'generate'])
  const target = path.join(project.folder, 'target')
  const args = [path.join(HERE, 'run_datahub.py'), target, path.join(target, 'datahub.json')]
  const { stdout } = await run(python, args, { maxBuffer: 2 ** 26 })
  found = JSON.parse(stdout.trim().split('\n').at(-1)!)
}, 600_000)

afterAll(() => project?.remove())

function dataset(name: string): any {
  return found.aspects[`dataset:(dbt,shop.${name},PROD)`]
}

/** The tables that one is made from, and the columns of each of its columns. */
function lineage(name: string): {
  readonly tables: readonly string[]
  readonly columns: { readonly [column: string]: readonly string[] }
} {
  const { upstreams, fineGrainedLineages = [] } = dataset(name).upstreamLineage
  const short = (urn: string) =>
    /\(urn:li:dataPlatform:\w+,shop\.([^,]+),PROD\)(?:,(\w+)\))?/.exec(urn)!.slice(1).filter(Boolean).join('.')
  return {
    tables: upstreams.map(({ dataset: urn }: any) => short(urn)),
    columns: Object.fromEntries(
      fineGrainedLineages.map((each: any) => [short(each.downstreams[0]).split('.').at(-1), each.upstreams.map(short)]),
    ),
  }
}

/** What became of each test. */
function testResults(): { readonly [id: string]: string } {
  const tests = Object.values<any>(found.aspects).filter(({ assertionInfo }) => assertionInfo)
  return Object.fromEntries(
    tests.map((each) => [each.assertionInfo.customProperties.dbt_unique_id, each.assertionRunEvent.result.type]),
  )
}

describe('DataHub', () => {
  it('reads the artifacts, and only misses in the catalog what does not exist', () => {
    expect(found.failures).toEqual([])
    const missing = ['analysis.shop.most', 'model.shop.after_seen', 'source.shop.raw.orders']
    expect(found.warnings).toEqual([{ title: 'Node missing from catalog', context: missing }])
  })

  it('has columns with types, nullability and descriptions', () => {
    const fields = dataset('main.stg_codes').schemaMetadata.fields
    expect(
      fields.map(({ fieldPath, nativeDataType, nullable, description = '' }: any) => [
        fieldPath,
        nativeDataType,
        nullable,
        description,
      ]),
    ).toEqual([
      ['code', 'INTEGER', false, 'The number.'],
      ['label', 'VARCHAR', false, ''],
    ])
    expect(dataset('raw.orders').schemaMetadata.fields[0]).toMatchObject({ fieldPath: 'id', description: 'Key.' })
  })

  it('has the description, the tags, the owner, the file and the rows of a seed', () => {
    const { datasetProperties, globalTags, ownership, datasetProfile } = dataset('main.codes')
    expect(datasetProperties).toMatchObject({
      description: 'Codes.',
      customProperties: { dbt_file_path: 'src/codes.csv' },
    })
    expect(globalTags.tags).toEqual([{ tag: 'urn:li:tag:dbt:small' }])
    expect(ownership.owners).toMatchObject([{ owner: 'urn:li:corpuser:Ann' }])
    expect(datasetProfile.rowCount).toBe(2)
  })

  it('has the code of a model in TypeScript and in SQL', () => {
    const { viewLogic, formattedViewLogic } = dataset('main.totals').viewProperties
    expect(viewLogic).toMatch(/^export const totals = table\(/)
    expect(formattedViewLogic).toMatch(/FROM "shop"\."main"\."stg_codes" AS "c"/)
  })

  it('finds the columns that columns are made of in the compiled SQL', () => {
    const names = [
      'main.stg_codes',
      'main.numbers',
      'main.totals',
      'main.seen',
      'main.after_seen',
      'main.codes_history',
    ]
    expect(Object.fromEntries(names.map((name) => [name, lineage(name)]))).toEqual({
      'main.stg_codes': {
        tables: ['main.codes'],
        columns: { code: ['main.codes.code'], label: ['main.codes.label'] },
      },
      'main.numbers': { tables: ['main.stg_codes'], columns: { code: ['main.stg_codes.code'] } },
      // DataHub recognizes an ephemeral's columns only by the name of dbt's common table expressions.
      'main.totals': { tables: ['main.numbers'], columns: {} },
      'main.seen': {
        tables: ['main.stg_codes'],
        columns: { code: ['main.stg_codes.code'], label: ['main.stg_codes.label'] },
      },
      'main.after_seen': { tables: ['main.seen'], columns: { code: ['main.seen.code'] } },
      'main.codes_history': {
        tables: ['main.stg_codes'],
        columns: { code: ['main.stg_codes.code'], label: ['main.stg_codes.label'] },
      },
    })
  })

  it('has the result of each test, and the readers of models', () => {
    expect(testResults()).toEqual({
      'test.shop.unique_codes_code': 'SUCCESS',
      'test.shop.not_null_codes_code': 'SUCCESS',
      'test.shop.relationships_stg_codes_code_code': 'SUCCESS',
      'test.shop.accepted_values_seen_label_one': 'FAILURE',
      'test.shop.no_zero': 'SUCCESS',
    })
    for (const name of ['bars', 'board'])
      expect(found.aspects[`dashboard:(dbt,exposure.shop.${name})`].dashboardInfo.datasets).toEqual([
        'urn:li:dataset:(urn:li:dataPlatform:dbt,shop.main.totals,PROD)',
      ])
  })
})
