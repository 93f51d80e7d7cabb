import type { RunOptions, RunResult } from 'kerros'
import { expect, vi } from 'vitest'
import { Random } from '../../oracles/random.js'
import { definitionsOf } from './reuse-definitions.js'
import { changedRows, edited, randomSpec, reworded, rowsOf } from './reuse-edits.js'
import { ReuseExpected, type Variables } from './reuse-expected.js'
import { type ProjectSpec, specOf } from './reuse-spec.js'
import { type Command, type Contents, type Outcome, outcomes, ReuseWorld, type Row } from './reuse-world.js'

/** How often each was seen. */
export interface ReuseCounts {
  builds: number
  /** Relations and results of tests that were compared. */
  compared: number
  reused: number
  built: number
  claimed: number
  /** Nodes by how they ended. */
  readonly ended: Map<string, number>
  readonly reasons: Map<string, number>
}

export function reuseCounts(): ReuseCounts {
  return { builds: 0, compared: 0, reused: 0, built: 0, claimed: 0, ended: new Map(), reasons: new Map() }
}

const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 1, 2)

export interface HistoryOptions {
  readonly models: number
  readonly steps: number
  /** Tables, views, ephemeral models and seeds alone. */
  readonly isSimple: boolean
}

/**
 * A random history of one project, in a database where builds reuse and in another one where they do not: after every command, both have
 * the same relations and results of tests.
 */
export async function replayHistory(seed: number, options: HistoryOptions, counts: ReuseCounts): Promise<void> {
  const history = new ReuseHistory(seed, options, counts)
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    await history.replay()
  } catch (error) {
    ;(error as Error).message = `seed ${seed}: ${history.log.join(' · ')}\n${(error as Error).message}`
    throw error
  } finally {
    vi.useRealTimers()
    history.remove()
  }
}

class ReuseHistory {
  readonly log: string[] = []
  readonly #random: Random
  readonly #worlds = [new ReuseWorld(), new ReuseWorld()] as const
  readonly #options: HistoryOptions
  readonly #counts: ReuseCounts
  readonly #expected = new ReuseExpected()
  /** Two checkouts of the project. */
  readonly #checkouts: ProjectSpec[]
  #checkout = 0
  #one: readonly Row[]
  #two: readonly Row[]
  #now = 0
  #variables: Variables = { least: 1, more: 10 }
  /** What ended how in the last build, if it was one of everything with reuse, and nothing else has happened since. */
  #quiet: { readonly spec: string; readonly passed: ReadonlySet<string> } | undefined

  constructor(seed: number, options: HistoryOptions, counts: ReuseCounts) {
    this.#random = new Random(seed)
    this.#options = options
    this.#counts = counts
    const spec = randomSpec(this.#random, options.models, options.isSimple)
    this.#checkouts = [spec, spec]
    this.#one = rowsOf(this.#random, 6)
    this.#two = rowsOf(this.#random, 6)
  }

  get #spec(): ProjectSpec {
    return this.#checkouts[this.#checkout]!
  }

  async replay(): Promise<void> {
    const columns = 'id integer, k integer, a integer, b integer, t varchar, seen_at timestamp'
    await this.#execute('create schema raw', `create table raw.one (${columns})`, `create table raw.two (${columns})`)
    await this.#execute(...insertSql(this.#two))
    await this.#load()
    await this.#build('build', {})
    for (let i = 0; i < this.#options.steps; i++) {
      this.#now++
      for (let more = 1 + this.#random.below(3); more >= 0; more--) await this.#change()
      await this.#command()
    }
  }

  remove(): void {
    for (const world of this.#worlds) world.remove()
  }

  /** Something that happens between two commands; often nothing. */
  async #change(): Promise<void> {
    const random = this.#random
    if (random.below(2) === 0) return this.#edit(edited(this.#spec, random, this.#options.isSimple))
    switch (4 + random.below(this.#options.isSimple ? 9 : 14)) {
      case 4:
      case 5:
        return this.#edit(reworded(this.#spec, random))
      case 6:
      case 7:
        this.#one = changedRows(this.#one, random, this.#now)
        return this.#load()
      case 8: {
        const { seedRows, seedIsBig } = this.#spec
        const isRetyped = random.below(5) === 0
        const rows = isRetyped ? seedRows : changedRows(seedRows, random, this.#now)
        return this.#edit(['a seed', { ...this.#spec, seedRows: rows, seedIsBig: isRetyped ? !seedIsBig : seedIsBig }])
      }
      case 9:
        this.#variables = random.below(2)
          ? { ...this.#variables, least: random.below(4) }
          : { ...this.#variables, more: 10 + random.below(2) }
        this.log.push(`variables ${JSON.stringify(this.#variables)}`)
        return
      case 10:
      case 11:
      case 12:
        return
      case 13:
      case 14:
        this.#two = changedRows(this.#two, random, this.#now)
        this.log.push('another program changes two')
        return this.#execute('delete from raw.two', ...insertSql(this.#two))
      case 15:
        return this.#meddle()
      case 16:
        this.#checkout = 1 - this.#checkout
        this.log.push('the other checkout')
        return
      default:
        if (random.below(2)) return
        this.log.push('the note is deleted')
        for (const world of this.#worlds) world.forget()
        this.#expected.touched()
    }
  }

  #edit([what, spec]: readonly [string, ProjectSpec]): void {
    this.log.push(what)
    this.#checkouts[this.#checkout] = spec
  }

  /** Another program changes what was built. */
  async #meddle(): Promise<void> {
    const spec = this.#random.one(this.#spec.models)
    const name = `main.${spec.alias ?? spec.name}`
    const ways = [
      [`drop table ${name}`],
      [`drop view ${name}`],
      [`update ${name} set id = id + 100 where id = 2`],
      [`delete from ${name} where id = 1`],
      [`create or replace table ${name} as select * from ${name} limit 0`],
      [`alter table ${name} add column meddled integer`],
      [
        `create table main.meddled as select * from ${name}`,
        `drop table ${name}`,
        `create view ${name} as select * from main.meddled`,
      ],
      [`create or replace view ${name} as select * from raw.one`],
    ]
    const statements = this.#random.one(ways)
    this.log.push(statements.join('; '))
    this.#touched()
    const done: boolean[] = []
    for (const world of this.#worlds) done.push(await world.tries('drop table if exists main.meddled', ...statements))
    expect(done[0]).toBe(done[1])
  }

  async #execute(...statements: readonly string[]): Promise<void> {
    for (const world of this.#worlds) await world.execute(...statements)
    this.#touched()
  }

  /** Everything is built next. */
  #touched(): void {
    this.#expected.touched()
    this.#quiet = undefined
  }

  async #load(): Promise<void> {
    this.log.push('load')
    for (const world of this.#worlds) {
      world.write('one', this.#one)
      world.write('codes', this.#spec.seedRows)
      await world.load(definitionsOf(this.#spec), { ...this.#variables })
    }
    this.#expected.loaded('one')
    this.#quiet = undefined
  }

  #command(): Promise<void> {
    const random = this.#random
    const model = random.one(this.#spec.models).name
    const select = random.one([[model], [`${model}+`], [`+${model}`]])
    switch (random.below(24)) {
      case 0:
        return this.#build('run', {})
      case 1:
        return this.#build('test', {})
      case 2:
      case 3:
      case 4:
        return this.#build(random.below(2) ? 'build' : 'run', { select })
      case 5:
        return this.#build('build', { fullRefresh: true })
      case 6:
        return this.#build('build', { reuse: 'off' })
      case 7:
        return this.#build('build', { reuse: 'off', select })
      case 8:
        return this.#build('build', random.below(2) ? { empty: true } : { sample: '50%' })
      case 9:
        return this.#build('test', { select })
      default:
        return this.#build('build', {})
    }
  }

  /** The same command in both databases, and what they have after it. */
  async #build(command: Command, options: BuildOptions): Promise<void> {
    const { reuse = 'on', ...others } = options
    this.log.push(`${command} ${JSON.stringify(options)}`)
    const results: Outcome[] = []
    const contents: Contents[] = []
    for (const [i, world] of this.#worlds.entries()) {
      vi.setSystemTime(BEGIN + this.#now * HOUR)
      world.write('codes', this.#spec.seedRows)
      const given = { ...others, ...(i === 0 && { reuse }) } as Omit<RunOptions, 'project'>
      results.push(await world.command(command, definitionsOf(this.#spec), { ...this.#variables }, given))
      contents.push(await world.contents())
    }
    const [found, expected] = results
    expect(outcomes(found!)).toEqual(outcomes(expected!))
    for (const name of new Set([...contents[0]!.keys(), ...contents[1]!.keys()]))
      expect(contents[0]!.get(name), `${name} in the database with reuse`).toBe(contents[1]!.get(name))
    this.#counts.builds++
    this.#counts.compared += contents[0]!.size + outcomes(found!).length
    if ('nodes' in found!) {
      this.#needless(command, options, found)
    } else this.#counts.ended.set(found!.refused, (this.#counts.ended.get(found!.refused) ?? 0) + 1)
  }

  /** What must have been left as it was. */
  #needless(command: Command, options: BuildOptions, result: RunResult): void {
    const nodes = result.nodes as readonly (RunResult['nodes'][number] & { isReused?: boolean; reason?: unknown })[]
    const isPlain = !options.reuse && !options.empty && !options.sample
    const counts = this.#counts
    for (const { status, isReused, reason } of nodes) {
      counts.ended.set(status, (counts.ended.get(status) ?? 0) + 1)
      if (isReused) counts.reused++
      else counts.built++
      const code = (reason as { code?: string } | undefined)?.code ?? String(reason)
      counts.reasons.set(code, (counts.reasons.get(code) ?? 0) + 1)
    }
    const models = nodes.filter(({ resourceType }) => resourceType !== 'test')
    const reused = new Set(nodes.filter(({ isReused }) => isReused).map(({ uniqueId }) => uniqueId))
    if (!isPlain || options.fullRefresh) expect([...reused]).toEqual([])
    if (command === 'test') {
      this.#quiet = undefined
      return
    }
    const selected = new Set(models.map(({ name }) => name))
    const ended = new Map(models.map(({ name, status }) => [name, isPlain ? status : 'unknown']))
    const claimed = this.#expected.build(this.#spec, this.#variables, selected, ended)
    if (isPlain && !options.fullRefresh)
      for (const { name, uniqueId, reason } of models)
        if (claimed.has(name)) {
          counts.claimed++
          expect(reused.has(uniqueId), `${name} was built: ${JSON.stringify(reason)}`).toBe(true)
        }
    const spec = JSON.stringify([this.#spec, this.#variables])
    if (this.#quiet?.spec === spec && isPlain && !options.fullRefresh && models.every(({ name }) => claimed.has(name)))
      for (const { uniqueId, reason } of nodes)
        if (this.#quiet.passed.has(uniqueId)) {
          counts.claimed++
          expect(reused.has(uniqueId), `${uniqueId} was asked again: ${JSON.stringify(reason)}`).toBe(true)
        }
    const passed = nodes.filter(({ status }) => status === 'pass').map(({ uniqueId }) => uniqueId)
    this.#quiet = isPlain && command === 'build' && !options.select ? { spec, passed: new Set(passed) } : undefined
    // A hook may write anything. On DuckDB, a run without reuse leaves no stamp of what it has written.
    const isHooked = (name: string): boolean => specOf(this.#spec, name)?.hook ?? false
    if (!isPlain || models.some(({ name }) => isHooked(name))) this.#touched()
  }
}

interface BuildOptions extends Pick<RunOptions, 'select' | 'fullRefresh' | 'empty' | 'sample'> {
  readonly reuse?: 'off'
}

function insertSql(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return []
  const values = rows.map(
    (row) => `(${row.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')})`,
  )
  return [`insert into raw.two values ${values.join(', ')}`]
}
