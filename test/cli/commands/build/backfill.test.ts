import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) } })
`,
  'src/events.csv': 'id,day,amount\n1,2026-01-01,1\n2,2026-01-02,2\n3,2026-01-03,3\n',
  'src/models.ts': `import { castTo, date, incremental, integer, seed, table, varchar } from 'kerros'
export const events = seed('src/events.csv', { id: integer(), day: date(), amount: varchar() }, { eventTime: 'day' })
export const daily = incremental(
  { e: events },
  (db) => db.selectFrom('e').select((eb) => ['e.id', 'e.day', castTo(eb.ref('e.amount'), integer()).as('amount')]),
  { strategy: 'microbatch', eventTime: 'day', batchSize: 'day', begin: '2026-01-01' },
)
export const after = table({ d: daily }, (db) => db.selectFrom('d').select('d.id'))
`,
}

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create(FILES)
})
beforeEach(async () => {
  await project.restore()
  await project.remove('target')
})
afterAll(() => project?.remove())

const batchesOf = (stdout: string): readonly (readonly [string, string])[] => {
  const end = jsonLines(stdout).find(({ event, name }) => event === 'node_end' && name === 'daily') as any
  return end.batches.map(({ name, status }: { name: string; status: string }) => [name, status])
}

it('computes batches from one time to another, and refuses models that have none', async () => {
  await project.run('seed')
  const { code, stdout } = await project.run('backfill daily --from 2026-01-02 --to 2026-01-04 --json')
  expect(code).toBe(0)
  expect(batchesOf(stdout)).toEqual([
    ['2026-01-02', 'success'],
    ['2026-01-03', 'success'],
  ])
  const ends = jsonLines(stdout).filter(({ event }) => event === 'batch_end') as any[]
  expect(ends.map(({ name, batch, index, total }) => [name, batch.name, index, total])).toEqual([
    ['daily', '2026-01-02', 1, 2],
    ['daily', '2026-01-03', 2, 2],
  ])
  const refused = await project.run('backfill after --from 2026-01-02')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('"after" is not computed in batches')
})

it('prints each batch of a dry run, and runs nothing', async () => {
  const { stdout } = await project.run('backfill daily --from 2026-01-02 --to 2026-01-04 --dry-run')
  expect(stdout.match(/batch 2026-01-0\d/g)).toEqual(expect.arrayContaining(['batch 2026-01-02', 'batch 2026-01-03']))
  expect(stdout).toContain('insert into "_kerros"."intervals"')
})

it.each([
  ['run --event-time-start 2026-01-02', '--event-time-start was given without --event-time-end'],
  ['run --event-time-start 2026-01-03 --event-time-end 2026-01-02', 'the end of the event time is not after its start'],
  [
    'run --select after --event-time-start 2026-01-02 --event-time-end 2026-01-03',
    'no selected node is computed in batches',
  ],
  ['run --event-time-start soon --event-time-end 2026-01-03', 'It must be a date or a time'],
])('refuses kerros %s', async (line, message) => {
  const { code, stderr } = await project.run(line)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) })
})

it('retries only the batches that failed, and then what was skipped, without a full refresh', async () => {
  await project.write({ 'src/events.csv': 'id,day,amount\n1,2026-01-01,1\n2,2026-01-02,x\n3,2026-01-03,3\n' })
  const window = '--event-time-start 2026-01-01 --event-time-end 2026-01-04'
  const first = await project.run(`build --full-refresh ${window}`)
  expect(first.code).toBe(1)
  expect(first.stdout).toMatch(/PART .*daily.*2 rows in 2 of 3 batches/)
  expect(first.stdout).toContain('batch 2026-01-02 failed')
  expect(first.stdout).toMatch(/OK +batch 2026-01-03 of daily, 3 of 3 \[1 row in/)
  const results = JSON.parse(await readFile(path.join(project.folder, 'target/run_results.json'), 'utf8'))
  const daily = results.results.find(({ unique_id }: { unique_id: string }) => unique_id === 'model.shop.daily')
  expect(daily).toMatchObject({
    status: 'partial success',
    batch_results: {
      successful: [
        ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
        ['2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z'],
      ],
      failed: [['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z']],
    },
  })
  const again = await project.run('retry --json')
  expect({ code: again.code, batches: batchesOf(again.stdout) }).toEqual({
    code: 1,
    batches: [['2026-01-02', 'error']],
  })
  await project.restore()
  await project.run('seed --no-artifacts')
  const retried = await project.run('retry --json')
  expect(retried.code).toBe(0)
  expect(batchesOf(retried.stdout)).toEqual([['2026-01-02', 'success']])
  const shown = await project.run('show daily --json')
  expect(
    jsonLines(shown.stdout)
      .map((row) => (row as any).id)
      .sort(),
  ).toEqual([1, 2, 3])
})

it('retries exactly the batches of a run of which none succeeded, in the table that it was to make', async () => {
  await project.write({ 'src/events.csv': 'id,day,amount\n1,2026-01-01,x\n2,2026-01-02,y\n' })
  const first = await project.run(
    'build --full-refresh --event-time-start 2026-01-01 --event-time-end 2026-01-03 --json',
  )
  expect({ code: first.code, batches: batchesOf(first.stdout) }).toEqual({
    code: 1,
    batches: [
      ['2026-01-01', 'error'],
      ['2026-01-02', 'skipped'],
    ],
  })
  await project.restore()
  await project.run('seed --no-artifacts')
  const retried = await project.run('retry --json')
  expect({ code: retried.code, batches: batchesOf(retried.stdout) }).toEqual({
    code: 0,
    batches: [
      ['2026-01-01', 'success'],
      ['2026-01-02', 'success'],
    ],
  })
})

it('is kerros-dbt run with the options of dbt, which says how many batches are done', async () => {
  await project.write({ 'src/events.csv': 'id,day,amount\n1,2026-01-01,1\n2,2026-01-02,x\n' })
  const dbt = (line: string) => project.run(line, { program: 'dbt' })
  await dbt('seed')
  const { code, stdout } = await dbt('run --event-time-start 2026-01-01 --event-time-end 2026-01-03')
  expect(code).toBe(1)
  expect(stdout).toContain('PARTIAL SUCCESS (1/2)')
  expect(stdout).toContain('1 partial success')
  await project.restore()
  await dbt('seed --no-write-json')
  expect((await dbt('retry')).stdout).toContain('Completed successfully')
  const listed = await dbt('ls -q --select daily --resource-type model --output json --output-keys name config')
  expect(JSON.parse(listed.stdout)).toMatchObject({
    name: 'daily',
    config: { begin: '2026-01-01T00:00:00.000Z', batch_size: 'day' },
  })
})
