import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { duckdb } from '../../../src/dialects/duckdb/index.js'
import { defineProject, integer, source, timestamp, varchar } from '../../../src/index.js'
import { loadOpened } from '../../../src/runtime/load/load.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { loadWithOpenLineage } from '../../../src/runtime/open-lineage/load-with-open-lineage.js'
import { openLineageOptions } from '../../../src/runtime/open-lineage/open-lineage-options.js'

const raw = source(
  'raw',
  {
    visits: { id: integer(), page: varchar(), _loaded_at: timestamp(), _file: varchar() },
    pages: { id: integer() },
  },
  {
    load: { visits: { files: ['visits.csv'], columns: { page: 'Page' } }, pages: { files: ['pages.csv'] } },
    tables: { visits: { description: 'Who came.' } },
  },
)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-load-events-'))
  await mkdir(path.join(folder, 'data'))
  await files({ 'visits.csv': 'id,Page\n1,a\n2,b\n', 'visits.2.csv': 'id,Page\n3,c\n', 'pages.csv': 'id\n1\n' })
})
afterEach(() => rm(folder, { recursive: true }))

async function files(contents: { readonly [name: string]: string }): Promise<void> {
  for (const [name, content] of Object.entries(contents)) await writeFile(path.join(folder, 'data', name), content)
}

async function load(signal?: AbortSignal) {
  const targets = { dev: duckdb({ path: 'shop.duckdb' }) }
  const project = defineProject({ name: 'shop', models: [{ raw }], targets })
  const opened = await openProject({ project, cwd: folder })
  const observed = { opened, directory: path.join(folder, 'data'), reporter: undefined }
  return loadWithOpenLineage(openLineageOptions('events.ndjson', {}), observed, (reporter) =>
    loadOpened(opened, { cwd: folder, reporter, signal }),
  )
}

async function events(): Promise<readonly any[]> {
  const text = await readFile(path.join(folder, 'events.ndjson'), 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

describe('OpenLineage events of a load', () => {
  it('say which files each table is filled from, and which field is in which column', async () => {
    expect((await load()).unsent).toBeUndefined()
    const all = await events()
    expect(all.map(({ eventType, job }) => `${eventType} ${job.name}`)).toEqual([
      'START dev.shop.load',
      'START dev.load.source.shop.raw.pages',
      'START dev.load.source.shop.raw.visits',
      'COMPLETE dev.load.source.shop.raw.pages',
      'COMPLETE dev.load.source.shop.raw.visits',
      'COMPLETE dev.shop.load',
    ])
    const end = all.find(({ eventType, job }) => eventType === 'COMPLETE' && job.name.endsWith('visits'))
    const names = [path.join(folder, 'data/visits.csv'), path.join(folder, 'data/visits.2.csv')]
    expect(end.inputs.map(({ namespace, name }: any) => ({ namespace, name }))).toEqual(
      names.map((name) => ({ namespace: 'file', name })),
    )
    expect(end.run.facets.parent.job.name).toBe('dev.shop.load')
    expect(end.outputs).toHaveLength(1)
    expect(end.outputs[0]).toMatchObject({
      name: 'shop.raw.visits',
      facets: { documentation: { description: 'Who came.' } },
      outputFacets: { outputStatistics: { rowCount: 3, fileCount: 2 } },
    })
    const { fields } = end.outputs[0].facets.columnLineage
    expect(Object.keys(fields)).toEqual(['id', 'page'])
    expect(fields.page.inputFields).toMatchObject(
      names.map((name) => ({ namespace: 'file', name, field: 'Page', transformations: [{ subtype: 'IDENTITY' }] })),
    )
  })

  it('are not sent when there is nothing new, and name only what is', async () => {
    await load()
    const before = (await events()).length
    await load()
    expect(await events()).toHaveLength(before)
    await files({ 'pages.2.csv': 'id\n2\n' })
    await load()
    const added = (await events()).slice(before)
    expect(added.map(({ job }) => job.name)).not.toContain('dev.load.source.shop.raw.visits')
    expect(added.at(-2).outputs[0].outputFacets.outputStatistics).toMatchObject({ rowCount: 1, fileCount: 1 })
  })

  it('say why a load failed, without rows', async () => {
    await files({ 'pages.csv': 'id\nsecret\n' })
    await expect(load()).rejects.toMatchObject({ code: 'E_DATA_FORMAT' })
    const all = await events()
    expect(all.slice(-3).map(({ eventType }) => eventType)).toEqual(['FAIL', 'FAIL', 'FAIL'])
    expect(all.at(-2).run.facets.errorMessage.message).toMatch(/pages\.csv/)
    expect(all.at(-2).outputs).toEqual([])
    expect(JSON.stringify(all)).not.toContain('secret')
  })
})
