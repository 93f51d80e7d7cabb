import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

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
  it('are a warning after a run in which everything went well', async () => {
    const { code, stdout, stderr } = await project.runKept(['build', '--exclude', 'broken'])
    expect(stderr).toContain('WARN E_ARTIFACTS target/manifest.json cannot be written')
    expect(stderr).toContain('--no-artifacts')
    expect(stdout).toContain('ERROR=0')
    expect(code).toBe(0)
    const without = await project.runKept(['build', '--exclude', 'broken', '--no-artifacts'])
    expect(without).toMatchObject({ code: 0, stderr: '' })
  })

  it('are an event of their own for programs, after the end of the run', async () => {
    const { code, stdout } = await project.runKept(['build', '--exclude', 'broken', '--json'])
    const events = jsonLines(stdout)
    expect(events.at(-2)).toMatchObject({ event: 'run_end', ok: true })
    expect(events.at(-1)).toMatchObject({ event: 'warning', warning: { code: 'E_ARTIFACTS' } })
    expect(code).toBe(0)
  })

  it('do not hide that a node failed', async () => {
    const { code, stdout, stderr } = await project.runKept(['build'])
    expect(stderr).toContain('WARN E_ARTIFACTS')
    expect(stdout).toContain('ERROR=1')
    expect(code).toBe(1)
  })

  it('are an error of a command that does nothing else', async () => {
    const { code, stderr } = await project.runKept(['docs', 'generate'])
    expect(stderr).toContain('E_ARTIFACTS target/manifest.json cannot be written')
    expect(stderr).not.toContain('WARN')
    expect(code).toBe(2)
  })
})
