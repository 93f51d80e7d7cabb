import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupBy } from '../../src/util/group-by.js'
import type { CliProject } from '../cli/cli-project.js'
import { jsonLines } from '../cli/json-lines.js'
import { pythonEnv } from '../servers/python-env.js'
import { artifactsShop } from './artifacts-shop.js'

const run = promisify(execFile)
const HERE = import.meta.dirname

let project: CliProject
let events: readonly any[]

beforeAll(async () => {
  project = await artifactsShop()
  await project.run(['build', '--openlineage', 'target/events.ndjson'])
  const text = await readFile(path.join(project.folder, 'target/events.ndjson'), 'utf8')
  events = jsonLines(text)
}, 300_000)

afterAll(() => project?.remove())

/** The events of a job, by the end of its name. */
function of(job: string): readonly any[] {
  return events.filter((event) => event.job.name === `dev.${job}`)
}

describe('OpenLineage events of a build', () => {
  it("are made of the specification's facets, as OpenLineage's own client has them", async () => {
    const python = await pythonEnv(path.join(HERE, 'requirements.txt'))
    const script = path.join(HERE, 'read_open_lineage.py')
    const { stdout } = await run(python, [script, path.join(project.folder, 'target/events.ndjson')])
    expect(JSON.parse(stdout)).toMatchObject({ START: 11, COMPLETE: 9, FAIL: 2, columnLineage: 5, test: 5, parent: 20 })
  }, 300_000)

  it('of a load are made of them, too', async () => {
    await project.write({
      'src/loaded.ts': `import { integer, source, varchar } from 'kerros'
export const loaded = source('landing', { visits: { id: integer(), page: varchar() } }, { load: { visits: { files: ['visits.csv'] } } })
`,
      'data/visits.csv': 'id,page\n1,a\n',
    })
    const { code } = await project.run(['load', '--openlineage', 'target/load.ndjson'])
    await project.restore()
    expect(code).toBe(0)
    const python = await pythonEnv(path.join(HERE, 'requirements.txt'))
    const script = path.join(HERE, 'read_open_lineage.py')
    const { stdout } = await run(python, [script, path.join(project.folder, 'target/load.ndjson')])
    expect(JSON.parse(stdout)).toMatchObject({ START: 2, COMPLETE: 2, columnLineage: 1, parent: 2 })
  }, 300_000)

  it('begin and end each run once, in this order, with the command around all', () => {
    const byRun = groupBy(events, (event) => event.run.runId)
    expect([...byRun.values()].filter((each) => each[0].eventType !== 'START' || each.length !== 2)).toEqual([])
    expect(events[0].job.name).toBe('dev.shop.build')
    expect(events.at(-1).job.name).toBe('dev.shop.build')
    const times = events.map(({ eventTime }) => eventTime)
    expect(times.toSorted().at(-1)).toBe(times.at(-1))
  })

  it('say which tables a model reads and writes: those of ephemerals in their place', () => {
    const [, end] = of('model.shop.totals')
    const namespace = `duckdb://${path.join(project.folder, 'target/shop.duckdb')}`
    expect(end.inputs.map(({ namespace, name }: any) => ({ namespace, name }))).toEqual([
      { namespace, name: 'shop.main.stg_codes' },
    ])
    expect(end.outputs).toMatchObject([
      {
        namespace,
        name: 'shop.main.totals',
        facets: { schema: { fields: [{ name: 'code', type: 'integer' }, { name: 'n' }] } },
        outputFacets: { outputStatistics: { rowCount: 2 } },
      },
    ])
    expect(of('model.shop.numbers')).toEqual([])
  })

  it('have the column lineage, values and what decides the rows apart, through ephemerals', () => {
    const [, end] = of('model.shop.totals')
    const { fields, dataset } = end.outputs[0].facets.columnLineage
    const from = { name: 'shop.main.stg_codes', field: 'code' }
    expect(fields).toMatchObject({ code: { inputFields: [{ ...from, transformations: [{ subtype: 'IDENTITY' }] }] } })
    expect(dataset).toMatchObject([{ ...from, transformations: [{ type: 'INDIRECT', subtype: 'GROUP_BY' }] }])
  })

  it('report tests on the table that they test, with their results', () => {
    const [, end] = of('test.shop.accepted_values_seen_label_one')
    expect(end.eventType).toBe('FAIL')
    expect(end.inputs).toMatchObject([
      {
        name: 'shop.main.seen',
        inputFacets: {
          dataQualityAssertions: {
            assertions: [{ assertion: 'accepted_values', column: 'label', success: false, expected: '0', actual: '1' }],
          },
        },
      },
    ])
    expect(end.run.facets.test.tests).toMatchObject([{ type: 'accepted_values', status: 'fail', severity: 'error' }])
    // The other table of a relationship is read, and not tested.
    const [, relationship] = of('test.shop.relationships_stg_codes_code_code')
    const tested = relationship.inputs.filter((input: any) => input.inputFacets)
    expect(relationship.inputs).toHaveLength(2)
    expect(tested.map(({ name }: any) => name)).toEqual(['shop.main.stg_codes'])
  })

  it('have no run for what was skipped', () => {
    expect(of('model.shop.after_seen')).toEqual([])
  })
})
