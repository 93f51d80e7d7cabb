import type { RunOptions } from 'kerros'
import { copyInto } from 'kerros'
import type { OperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { queryNode } from '../../../src/core/compile/query-node.js'
import { randomProject, SOURCE_COLUMNS, SOURCE_NAMES } from '../../core/lineage/random-project.js'
import { Random } from '../../oracles/random.js'
import fc from '../../seeded-fast-check.js'
import { changedTree, rewrittenTree } from '../changed-tree.js'
import { type Outcome, outcomes, ReuseWorld, type Row } from './reuse-world.js'

/** `KERROS_REUSE=20` edits twenty times as many projects. */
const TIMES = Number(process.env['KERROS_REUSE'] ?? 1)
const SIZE = 9
const EDITS = 7
const TEXTS = ['a', 'b|a', 'c', 'a|c|b', '', null]
const NUMBERS = [0, 1, 2, 3, 4, null]

const counts = { builds: 0, broken: 0, refused: 0, failed: 0, reused: 0, built: 0, reworded: 0, rewordedBuilt: 0 }

it(
  'leaves what a build without reuse leaves, after edits of random queries, and loads',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => editQueries(seed)),
      { numRuns: 5 * TIMES, endOnFailure: true },
    )
    if (process.env['KERROS_REUSE']) process.stdout.write(`${JSON.stringify(counts)}\n`)
    expect(counts.reused / counts.built).toBeGreaterThan(0.5)
    expect(counts.rewordedBuilt / counts.reworded).toBeLessThan(0.4)
    expect(counts.broken / counts.builds).toBeLessThan(0.05)
  },
  TIMES * 900_000,
)

async function editQueries(seed: number): Promise<void> {
  const random = new Random(seed)
  const worlds = [new ReuseWorld(), new ReuseWorld()]
  const log: string[] = []
  const rows = new Map<string, readonly Row[]>(
    SOURCE_NAMES.map((name) => [name, Array.from({ length: 7 }, () => rowOf(random))]),
  )
  const trees = new Map<string, OperationNode>()
  const stored = new Set(Array.from({ length: SIZE }, (_, i) => `m${i}`).filter(() => random.below(2) === 0))
  const models = () => {
    const own = randomProject(
      seed,
      SIZE,
      (name, query) => (trees.has(name) ? { toOperationNode: () => trees.get(name)! } : query),
      (name) => stored.has(name),
    )
    const copies = Object.fromEntries(
      SOURCE_NAMES.map((name) => [`load_${name}`, copyInto(own[name] as never, { files: [`${name}.csv`] } as never)]),
    )
    return [{ ...own, ...copies }]
  }
  const load = async (): Promise<void> => {
    for (const world of worlds) {
      for (const [name, all] of rows)
        world.write(
          name,
          all,
          SOURCE_COLUMNS.map((column) => column.name),
        )
      await world.load(models())
    }
  }
  const build = async (isReworded: boolean): Promise<boolean> => {
    const found: Outcome[] = []
    for (const [i, world] of worlds.entries())
      found.push(await world.command('build', models(), {}, (i === 0 ? { reuse: 'on' } : {}) as RunOptions))
    // DuckDB 1.5 trips over some correlated subqueries, and its database is of no use after that.
    if (
      found.some((one) => 'nodes' in one && one.nodes.some(({ error }) => error?.message.includes('INTERNAL Error')))
    ) {
      counts.broken++
      return false
    }
    expect(outcomes(found[0]!)).toEqual(outcomes(found[1]!))
    const [reusing, other] = [await worlds[0]!.contents(), await worlds[1]!.contents()]
    for (const name of new Set([...reusing.keys(), ...other.keys()]))
      expect(reusing.get(name), `${name} in the database with reuse`).toBe(other.get(name))
    counts.builds++
    if ('refused' in found[0]!) counts.refused++
    else
      for (const node of found[0]!.nodes as readonly { readonly status: string; readonly isReused?: boolean }[]) {
        if (node.status !== 'success') counts.failed++
        counts[node.isReused ? 'reused' : 'built']++
        if (isReworded) counts.reworded++
        if (isReworded && !node.isReused) counts.rewordedBuilt++
      }
    return true
  }
  try {
    const columns = SOURCE_COLUMNS.map(({ name, type }) => `${name} ${type === 'int' ? 'integer' : 'varchar'}`)
    for (const world of worlds)
      await world.execute(
        'create schema raw',
        ...SOURCE_NAMES.map((name) => `create table raw.${name} (${columns.join(', ')})`),
      )
    await load()
    if (!(await build(false))) return
    for (let i = 0; i < EDITS; i++) {
      const edited = `m${random.below(SIZE)}`
      const kind = random.one([
        'changed',
        'changed',
        'changed',
        'reworded',
        'reverted',
        'load',
        'nothing',
        'stored',
      ] as const)
      log.push(`${kind} ${edited}`)
      if (kind === 'load') {
        const name = random.one(SOURCE_NAMES)
        rows.set(
          name,
          rows.get(name)!.map((row) => (random.below(4) === 0 ? rowOf(random) : row)),
        )
        await load()
      }
      if (kind === 'reverted') trees.delete(edited)
      if (kind === 'stored' && !stored.delete(edited)) stored.add(edited)
      if (kind === 'changed' || kind === 'reworded') {
        const { query } = (models()[0] as any)[edited]
        const written = queryNode({ name: edited, query }, { isIncremental: false })
        // A changed recursion may never end.
        if (!JSON.stringify(written).includes('"recursive":true'))
          trees.set(edited, kind === 'changed' ? changedTree(written, random) : rewrittenTree(written, random))
      }
      if (!(await build(kind === 'reworded'))) return
    }
  } catch (error) {
    ;(error as Error).message = `seed ${seed}: ${log.join(' · ')}\n${(error as Error).message}`
    throw error
  } finally {
    for (const world of worlds) world.remove()
  }
}

function rowOf(random: Random): Row {
  return SOURCE_COLUMNS.map(({ type }) => random.one<string | number | null>(type === 'int' ? NUMBERS : TEXTS))
}
