import { existsSync } from 'node:fs'
import path from 'node:path'
import type { RunOptions } from 'kerros'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DATA } from '../../movielens/published-data.js'
import { Random } from '../../oracles/random.js'
import { ReferenceProject, referenceFiles } from './reference-project.js'
import { type Outcome, outcomes } from './reuse-world.js'
import { dataMutations, type Mutation, sourceMutations } from './source-mutations.js'

/** `KERROS_REUSE_EDITS=all` makes all mutations; CI makes some. */
const isAll = process.env['KERROS_REUSE_EDITS'] === 'all'
const WANTED = isAll ? 200 : 5
const WAIT = 7_200_000

const BEGIN = Date.UTC(2026, 5, 1)
const HOUR = 3_600_000

let project: ReferenceProject
let before: ReadonlyMap<string, string>

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(BEGIN)
  project = new ReferenceProject()
  const real = path.join(DATA, 'movielens')
  await project.fill(isAll && existsSync(real) ? real : undefined)
  for (const hours of [1, 2]) {
    vi.setSystemTime(BEGIN + hours * HOUR)
    const built = await project.build(REUSE)
    expect(outcomes(built).filter((line) => !/ (success|pass) /.test(line))).toEqual([])
  }
  before = await project.contents()
  project.keep('base')
}, WAIT)

afterAll(() => {
  vi.useRealTimers()
  project?.remove()
})

const REUSE = { reuse: 'on' } as RunOptions

/** Every mutation once, in an order that a seed decides. */
function shuffled(all: readonly Mutation[]): readonly Mutation[] {
  const random = new Random(20_261_201)
  const left = [...all]
  return all.map(() => left.splice(random.below(left.length), 1)[0]!)
}

const counts = { refused: 0, same: 0, failed: 0, other: 0, reused: 0, built: 0 }

/** How nodes have to end: what would be skipped since another node fails may be left as it is as well. */
function allowed(built: Outcome, found: Outcome): readonly string[] {
  const reused = 'nodes' in found ? found.nodes.filter(({ isReused }) => isReused).map(({ uniqueId }) => uniqueId) : []
  const lines = new Map(outcomes(found).map((line) => [line.split(' ')[0]!, line]))
  return outcomes(built).map((line) => {
    const [id, status] = line.split(' ') as [string, string]
    return status === 'skipped' && reused.includes(id) ? lines.get(id)! : line
  })
}

/** Builds from the database under a name without reuse and with it: whether anything is different from what was there. */
async function compare(base: string, name: string): Promise<void> {
  vi.setSystemTime(BEGIN + 4 * HOUR)
  project.putBack(base)
  const built = await project.build()
  if ('refused' in built) {
    counts.refused++
    return
  }
  const expected = await project.contents()
  project.putBack(base)
  const found = await project.build(REUSE)
  expect(outcomes(found), name).toEqual(allowed(built, found))
  expect([...(await project.contents())], name).toEqual([...expected])
  if ('nodes' in found)
    for (const { isReused } of found.nodes as readonly { isReused?: boolean }[]) counts[isReused ? 'reused' : 'built']++
  const isOther = [...expected].some(([relation, rows]) => before.get(relation) !== rows)
  counts[isOther ? 'other' : outcomes(found).every((line) => / (success|pass) /.test(line)) ? 'same' : 'failed']++
}

describe('a build with reuse leaves what a build without reuse leaves', () => {
  it(
    'after an edit of the code of the reference project',
    async () => {
      const mutations = shuffled(sourceMutations(referenceFiles))
      for (const { name, file, after } of mutations) {
        if (counts.other >= WANTED) break
        project.become({ ...referenceFiles, [file]: after })
        await compare('base', name)
      }
      if (process.env['KERROS_REUSE_EDITS']) process.stdout.write(`${mutations.length} ${JSON.stringify(counts)}\n`)
      expect(counts.other).toBeGreaterThanOrEqual(WANTED)
      // Most of the project does not hang on one edit.
      expect(counts.reused).toBeGreaterThan(counts.built)
    },
    WAIT,
  )

  it(
    'after a load of other rows of the reference project',
    async () => {
      project.become(referenceFiles)
      const other = counts.other
      const some = dataMutations.filter((_, i) => isAll || i % 7 === 0)
      for (const { file, name, edit } of some) {
        const text = project.data(file)
        project.putBack('base')
        project.write({ [`data/${file}`]: `${edit(text.trimEnd().split('\n')).join('\n')}\n` })
        vi.setSystemTime(BEGIN + 3 * HOUR)
        await project.load()
        project.keep('loaded')
        await compare('loaded', `${file}: ${name}`)
        project.write({ [`data/${file}`]: text })
      }
      if (process.env['KERROS_REUSE_EDITS']) process.stdout.write(`${some.length} ${JSON.stringify(counts)}\n`)
      expect(counts.other - other).toBeGreaterThan(some.length / 2)
    },
    WAIT,
  )
})
