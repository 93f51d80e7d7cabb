import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../cli-project.js'

let project: CliProject
beforeAll(async () => {
  project = await CliProject.shop({
    'src/broken.ts': `import { castTo, integer, table } from 'kerros'
import { orders } from './orders.js'

export const broken = table({ o: orders }, (db) =>
  db.selectFrom('o').select((eb) => castTo(eb.ref('o.customer'), integer()).as('n')),
)
`,
  })
  // No file can take its place.
  await mkdir(path.join(project.folder, 'target/manifest.json'), { recursive: true })
})
afterAll(() => project?.remove())

describe('artifacts that cannot be written', () => {
  it('end a command that went well with 2', async () => {
    const { code, stderr } = await project.run(['build', '--exclude', 'broken'])
    expect(stderr).toContain('E_ARTIFACTS target/manifest.json cannot be written')
    expect(code).toBe(2)
    expect((await project.run(['build', '--exclude', 'broken', '--no-artifacts'])).code).toBe(0)
  })

  it('do not hide that a node failed', async () => {
    const { code, stderr } = await project.run(['build'])
    expect(stderr).toContain('E_ARTIFACTS')
    expect(code).toBe(1)
  })
})
