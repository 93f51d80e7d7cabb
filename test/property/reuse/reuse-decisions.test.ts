import { expect, it } from 'vitest'
import { type NodeEnd, Reuse } from '../../../src/core/state/reuse/decide-reuse.js'
import type { Decision } from '../../../src/core/state/reuse/decision.js'
import { type ReuseRecord, readRecord, writeRecord } from '../../../src/core/state/reuse/reuse-record.js'
import { Random } from '../../oracles/random.js'
import fc from '../../seeded-fast-check.js'
import { formsOf, Interned, inputsOf } from './decision-forms.js'
import { editedSigns, randomSigns, type Sign, type Signs } from './decision-spec.js'
import { DecisionWorld, Missing } from './decision-world.js'

/** `KERROS_REUSE=20` decides twenty times as many histories. */
const TIMES = Number(process.env['KERROS_REUSE'] ?? 1)
const SIZE = 9
const STEPS = 12

const counts = { reused: 0, built: 0, released: 0, failed: 0, skipped: 0 }

it(
  'what a run leaves as it is would have been built the same, in random histories of edits, loads, failures and runs',
  () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => new DecisionHistory(seed).replay()),
      { numRuns: 800 * TIMES },
    )
    if (process.env['KERROS_REUSE']) process.stdout.write(`${JSON.stringify(counts)}\n`)
    expect(counts.reused / counts.built).toBeGreaterThan(0.3)
    expect(counts.released).toBeGreaterThan(100)
  },
  TIMES * 300_000,
)

class DecisionHistory {
  readonly #random: Random
  readonly #interned = new Interned()
  readonly #world = new DecisionWorld(this.#interned)
  readonly #records = new Map<string, ReuseRecord>()
  readonly #versions: Signs[]
  readonly #log: string[] = []
  #signs: Signs

  constructor(seed: number) {
    this.#random = new Random(seed)
    this.#signs = randomSigns(this.#random, SIZE)
    this.#versions = [this.#signs]
    this.#world.declared = this.#signs
    for (const { id, kind } of this.#signs)
      if (kind === 'source') this.#world.sources.set(id, { version: 1, isStamped: true })
  }

  replay(): void {
    this.#run(new Set(this.#signs.map(({ id }) => id)))
    for (let i = 0; i < STEPS; i++) {
      for (let more = this.#random.below(3); more > 0; more--) this.#change()
      this.#world.declared = this.#signs
      const some = this.#random.below(3) === 0
      this.#run(new Set(this.#signs.map(({ id }) => id).filter(() => !some || this.#random.below(2) === 0)))
    }
  }

  #change(): void {
    const random = this.#random
    const kind = random.below(12)
    if (kind < 7) {
      const [what, signs] = editedSigns(this.#signs, random)
      this.#log.push(what)
      this.#signs = signs
      this.#versions.push(signs)
    } else if (kind < 8) {
      this.#log.push('an earlier version')
      this.#signs = random.one(this.#versions)
    } else if (kind < 10) {
      const [id, source] = random.one([...this.#world.sources])
      if (random.isRare()) source.isStamped = !source.isStamped
      source.version++
      this.#log.push(`load ${id}`)
    } else if (kind < 11) this.#meddle()
    else {
      this.#log.push('a run without reuse')
      for (const sign of this.#signs)
        if (isRun(sign) && sign.kind !== 'test' && random.below(2)) this.#build(sign, !this.#world.has(sign))
    }
  }

  /** Someone else changes, replaces or drops a relation. */
  #meddle(): void {
    const { stored } = this.#world
    if (stored.size === 0) return
    const [id, found] = this.#random.one([...stored])
    this.#log.push(`meddle ${id}`)
    const stamp = `meddled ${this.#world.next()}`
    if (this.#random.below(2) || found.type === 'view') stored.delete(id)
    else {
      const kept = found.kept && { ...found.kept, history: stamp, steps: 1 }
      stored.set(id, { ...found, stamp, content: { ...found.content, rows: stamp }, ...(kept && { kept }) })
    }
  }

  /** `undefined` for what cannot be built. */
  #build(sign: Sign, isWhole: boolean): boolean | undefined {
    try {
      return this.#world.build(this.#signs, sign, isWhole)
    } catch (error) {
      if (error instanceof Missing) return undefined
      throw error
    }
  }

  #run(selected: ReadonlySet<string>): void {
    const isForced = this.#random.isRare()
    const isRefresh = isForced && this.#random.below(2) === 0
    const kill = this.#random.isRare() ? this.#random.below(SIZE) : SIZE
    this.#log.push(`run ${[...selected]} ${isForced ? 'forced' : ''} ${kill < SIZE ? `killed at ${kill}` : ''}`)
    const byId = new Map(this.#signs.map((sign) => [sign.id, sign]))
    const wasThere = new Set(this.#signs.filter((sign) => this.#world.has(sign)).map(({ id }) => id))
    const isWhole = (id: string): boolean => isRefresh || !wasThere.has(id)
    const reuse = new Reuse({
      ...formsOf(this.#signs, this.#interned),
      facts: (id) => {
        const { hasHook, sameRows } = byId.get(id)!
        return { always: hasHook ? 'hooks' : undefined, sameRows, isBuiltWhole: isWhole(id) }
      },
      selected,
      exists: (id) => wasThere.has(id),
      records: new Map(this.#records),
      stamps: this.#world.stamps(),
      isForced,
      kerrosVersion: '1.0.0',
      runId: `run ${this.#world.next()}`,
      digest: (text) => this.#interned.of(text),
    })
    for (const [id, { kind }] of reuse.decisions) if (kind !== 'reuse') this.#records.delete(id)
    const ends = new Map<string, NodeEnd>()
    for (const [i, sign] of this.#signs.entries()) {
      if (i === kill) return
      if (selected.has(sign.id) && isRun(sign)) ends.set(sign.id, this.#end(sign, reuse, ends, isWhole(sign.id)))
    }
    const stamps = this.#world.stamps()
    const built = new Map([...ends].map(([id, end]) => [id, { ...end, stamp: stamps.get(id) }]))
    for (const [id, record] of reuse.recordsAfter(built)) this.#records.set(id, readRecord(writeRecord(record))!)
  }

  #end(sign: Sign, reuse: Reuse, ends: ReadonlyMap<string, NodeEnd>, isWhole: boolean): NodeEnd {
    const decision = reuse.decisions.get(sign.id)!
    const ended = (kind: NodeEnd['kind'], hasChangedRows = false): NodeEnd => ({
      kind,
      hasChangedRows,
      stamp: undefined,
    })
    const isStopped = this.#failedBefore(sign, ends)
    if (isStopped && decision.kind !== 'reuse') {
      counts.skipped++
      return ended('untouched')
    }
    if (isLeft(decision, ends)) {
      counts.reused++
      if (decision.kind === 'unlessChanged') counts.released++
      if (!isStopped) this.#expectSame(sign)
      return ended('reused')
    }
    counts.built++
    if (this.#random.isRare()) {
      counts.failed++
      // It may have got far.
      if (sign.kind !== 'test' && this.#random.below(2)) this.#build(sign, isWhole)
      return ended('failed')
    }
    if (sign.kind === 'test') return ended(this.#isPassed(sign) ? 'built' : 'failed')
    const hasChangedRows = this.#build(sign, isWhole)
    return hasChangedRows === undefined ? ended('failed') : ended('built', hasChangedRows)
  }

  /** Whether something that it reads, through others too, was not built although it should have been. */
  #failedBefore(sign: Sign, ends: ReadonlyMap<string, NodeEnd>): boolean {
    return inputsOf(sign).some((id) => {
      const kind = ends.get(id)?.kind
      return (
        kind === 'failed' || kind === 'untouched' || this.#failedBefore(this.#signs.find((s) => s.id === id)!, ends)
      )
    })
  }

  #isPassed(sign: Sign): boolean {
    try {
      return this.#world.passes(this.#signs, sign)
    } catch (error) {
      if (error instanceof Missing) return false
      throw error
    }
  }

  #expectSame(sign: Sign): void {
    const isSame = sign.kind === 'test' ? this.#isPassed(sign) : this.#isSame(sign)
    if (!isSame) throw new Error(`${sign.kind} ${sign.id} was left as it is: ${this.#log.join(' · ')}`)
  }

  #isSame(sign: Sign): boolean {
    try {
      return this.#world.isSame(this.#signs, sign)
    } catch (error) {
      if (error instanceof Missing) return false
      throw error
    }
  }
}

/** Whether it is built or tested. */
function isRun({ kind }: Sign): boolean {
  return kind !== 'source' && kind !== 'ephemeral'
}

function isLeft(decision: Decision, ends: ReadonlyMap<string, NodeEnd>): boolean {
  if (decision.kind === 'unlessChanged') return decision.nodes.every((id) => ends.get(id)?.hasChangedRows === false)
  return decision.kind === 'reuse'
}
