import { afterAll, beforeAll, expect, it } from 'vitest'
import { cosmeticEdits } from './cosmetic-edits.js'
import { ReferenceProject, referenceFiles } from './reference-project.js'
import { outcomes } from './reuse-world.js'

/** `KERROS_REUSE_EDITS=all` makes all edits; CI makes some. */
const SOME = process.env['KERROS_REUSE_EDITS'] === 'all' ? 1 : 5
const WAIT = 3_600_000
const REUSE = { reuse: 'on' } as object

let project: ReferenceProject
/** What is built in any case, and why. */
let always: ReadonlyMap<string, string>

beforeAll(async () => {
  project = new ReferenceProject()
  await project.fill(undefined)
  for (const _run of [1, 2]) await project.build(REUSE)
  always = await built()
  project.keep('base')
}, WAIT)

afterAll(() => project?.remove())

/** The nodes that another build does not leave as they are, and the reason of each. */
async function built(): Promise<ReadonlyMap<string, string>> {
  const found = await project.build(REUSE)
  expect(outcomes(found).filter((line) => !/ (success|pass) /.test(line))).toEqual([])
  if (!('nodes' in found)) return new Map()
  return new Map(
    (found.nodes as readonly { uniqueId: string; isReused?: boolean; reason?: unknown }[])
      .filter(({ isReused }) => !isReused)
      .map(({ uniqueId, reason }) => [uniqueId, JSON.stringify(reason)]),
  )
}

it('a build with nothing new leaves the whole reference project as it is, and runs its unit tests', () => {
  expect([...always.keys()].filter((id) => !id.startsWith('unit_test.'))).toEqual([])
})

it(
  'a build after an edit that means nothing leaves the whole reference project as it is',
  async () => {
    const needless: { [name: string]: readonly string[] } = {}
    for (const [i, [name, edit]] of cosmeticEdits.entries()) {
      const files = edit(referenceFiles)
      if (i % SOME !== 0) continue
      project.become(files)
      project.putBack('base')
      const found = [...(await built())].filter(([id]) => !always.has(id)).map((entry) => entry.join(' '))
      if (found.length > 0) needless[name] = found
    }
    expect(needless).toEqual({})
    expect(cosmeticEdits.length).toBeGreaterThanOrEqual(40)
  },
  WAIT,
)
