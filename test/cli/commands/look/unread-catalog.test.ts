import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

let project: CliProject
beforeAll(async () => {
  project = await CliProject.shop()
  expect((await project.runKept('build')).code).toBe(0)
  expect((await project.runKept('docs generate')).code).toBe(0)
})
afterAll(() => project?.remove())

const catalog = async (): Promise<any> => JSON.parse(await project.read('target/catalog.json'))
const damage = () => writeFile(path.join(project.folder, 'target/shop.duckdb'), 'no database\n'.repeat(1_000))

it('the catalog of a target that cannot be read is the last one, marked, with a warning each time', async () => {
  const before = await catalog()
  expect(Object.keys(before.nodes).length).toBeGreaterThan(0)
  await damage()
  for (const _ of [1, 2]) {
    const { code, stdout, stderr } = await project.runKept('docs generate')
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Open target/docs/index.html in a browser.\n' })
    expect(stderr).toMatch(/^WARN E_[A-Z_]+ /)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`The catalog is still that of ${before.metadata.generated_at}`)
    const after = await catalog()
    expect(after).toEqual({ ...before, errors: [expect.stringMatching(/^E_\w+: .* still that of 20/s)] })
  }
  const { stdout } = await project.runKept('docs generate --json')
  expect(jsonLines(stdout)).toMatchObject([
    { event: 'warning', warning: { message: expect.stringContaining('The catalog is still that of') } },
    { event: 'docs_generated' },
  ])
})

it.each([
  ['missing', undefined],
  ['half written', '{"metadata":'],
  [
    'of another form',
    '{"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/manifest/v12.json"},"nodes":{}}',
  ],
])('the catalog is empty and says why where the last one is %s', async (_what, content) => {
  await damage()
  const file = path.join(project.folder, 'target/catalog.json')
  if (content === undefined) await rm(file, { force: true })
  else await writeFile(file, content)
  const { code, stderr } = await project.runKept('docs generate')
  expect(code).toBe(0)
  expect(stderr).toContain('The catalog is empty')
  expect(await catalog()).toMatchObject({ nodes: {}, sources: {}, errors: [expect.stringMatching(/^E_\w+: /)] })
})

it('the catalog is of now again when the target can be read, and empty when there is no database', async () => {
  await rm(path.join(project.folder, 'target/shop.duckdb'))
  expect(await project.runKept('docs generate')).toMatchObject({ code: 0, stderr: '' })
  expect(await catalog()).toMatchObject({ nodes: {}, errors: null })
  expect((await project.runKept('build')).code).toBe(0)
  await project.runKept('docs generate')
  const { nodes, errors } = await catalog()
  expect([Object.keys(nodes).length > 0, errors]).toEqual([true, null])
})
