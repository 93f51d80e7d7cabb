import { Codes, type Interned, inputsOf } from './decision-forms.js'
import type { Sign, SignPart, Signs } from './decision-spec.js'

/** What a relation has: a sign for its rows, and one for each column. */
interface Content {
  readonly rows: string
  /** In order. */
  readonly columns: readonly (readonly [name: string, shape: string, value: string])[]
}

/** What is stored of what keeps its rows. */
interface Kept {
  readonly history: string
  readonly last: string
  /** How often a run over the same rows has changed some. */
  readonly steps: number
}

type Stored = { readonly stamp: string; readonly kept?: Kept } & (
  | { readonly type: 'table'; readonly content: Content; readonly option: number }
  | { readonly type: 'view'; readonly signs: Signs; readonly sign: Sign }
)

/** How often what keeps rows may change some over the same rows. */
const AGAIN = 2

/** A query that reads what is not there. */
export class Missing extends Error {}

/** Relations, and what building one leaves: worked out from the definitions and what is there, never from records. */
export class DecisionWorld {
  readonly sources = new Map<string, { version: number; isStamped: boolean }>()
  readonly stored = new Map<string, Stored>()
  /** The sources as they are declared now. A view that is older gets what they are. */
  declared: Signs = []
  readonly #interned: Interned
  #count = 0

  constructor(interned: Interned) {
    this.#interned = interned
  }

  next(): number {
    return ++this.#count
  }

  /** Stamps of sources and of what is stored. */
  stamps(): ReadonlyMap<string, string> {
    const sources = [...this.sources].filter(([, { isStamped }]) => isStamped)
    return new Map([
      ...sources.map(([id, { version }]) => [id, `source ${version}`] as const),
      ...[...this.stored].map(([id, { stamp }]) => [id, stamp] as const),
    ])
  }

  has({ id, kind }: Sign): boolean {
    return this.stored.get(id)?.type === (kind === 'view' ? 'view' : 'table')
  }

  /** Builds a node, and says whether a run changed rows that it keeps. */
  build(signs: Signs, sign: Sign, isWhole: boolean): boolean {
    const { id, kind, option, hasHook } = sign
    const stamp = `built ${this.next()}`
    if (kind === 'view') {
      this.contentOf(signs, sign)
      this.stored.set(id, { type: 'view', stamp, signs, sign })
      return true
    }
    const content = this.contentOf(signs, sign)
    if (kind !== 'keeping') {
      const hooked = hasHook ? { ...content, rows: `hooked ${this.next()}` } : content
      this.stored.set(id, { type: 'table', stamp, content: hooked, option })
      return true
    }
    const { kept, isChanged } = this.#later(sign, content, isWhole)
    const { history } = kept
    const columns = content.columns.map(
      ([name, shape]) => [name, shape, this.#interned.of(history, name, shape)] as const,
    )
    this.stored.set(id, { type: 'table', stamp, content: { rows: history, columns }, option, kept })
    return isChanged
  }

  #later(sign: Sign, content: Content, isWhole: boolean): { readonly kept: Kept; readonly isChanged: boolean } {
    const { id, sameRows, later } = sign
    const now = this.#interned.of(content, later)
    const before = this.stored.get(id)?.kept
    if (isWhole || !before) {
      const kept = { history: this.#interned.of('whole', now), last: now, steps: sameRows === undefined ? 0 : AGAIN }
      // What a build from all rows reports says nothing about what was there before.
      return { kept, isChanged: Number(now.slice(1)) % 2 === 0 }
    }
    const { history, last, steps } = before
    if (now === last && steps >= AGAIN) return { kept: before, isChanged: false }
    if (now === last)
      return { kept: { history: this.#interned.of(history, 'again'), last, steps: steps + 1 }, isChanged: true }
    // One in three is about rows that are stored already.
    if (Number(now.slice(1)) % 3 === 0) return { kept: { history, last: now, steps: AGAIN }, isChanged: false }
    const next = { history: this.#interned.of(history, now), last: now, steps: sameRows === 'kept' ? AGAIN : 0 }
    return { kept: next, isChanged: true }
  }

  /** Whether building a node would leave what is there. */
  isSame(signs: Signs, sign: Sign): boolean {
    const { id, kind, option } = sign
    const found = this.stored.get(id)
    if (!found || !this.has(sign)) return false
    if (found.type === 'view')
      return new Codes(found.signs, this.#interned).all(found.sign) === new Codes(signs, this.#interned).all(sign)
    const content = this.contentOf(signs, sign)
    if (found.option !== option) return false
    const shapes = ({ columns }: Content) => JSON.stringify(columns.map(([name, shape]) => [name, shape]))
    if (kind !== 'keeping') return JSON.stringify(content) === JSON.stringify(found.content)
    return shapes(content) === shapes(found.content) && !this.#later(sign, content, false).isChanged
  }

  /** Whether a test passes. */
  passes(signs: Signs, sign: Sign): boolean {
    return Number(this.contentOf(signs, sign).rows.slice(1)) % 4 > 0
  }

  contentOf(signs: Signs, sign: Sign): Content {
    const { rows, columns, from, isOpaque, doubt, kind, option } = sign
    const inputs = new Map(inputsOf(sign).map((id) => [id, this.#read(signs, id)]))
    const part = ({ code, reads }: SignPart): unknown => [
      code,
      reads.map(([id, name]) => signOf(inputs.get(id)!, name)),
    ]
    const own = this.#interned.of(
      part(rows),
      from.map((id) => inputs.get(id)!.rows),
      isOpaque && [...inputs],
      doubt,
      doubt && this.next(),
      kind !== 'ephemeral' && option,
    )
    return {
      rows: own,
      columns: columns.map((column) => {
        const { name, type, isNullable, counts } = column
        // Of an ephemeral model there are no columns but those of its readers.
        const shape = kind === 'ephemeral' ? '' : `${type} ${isNullable}`
        const counted = counts.map((id) => inputs.get(id)!.rows)
        return [name, shape, this.#interned.of(own, shape, part(column), counted)]
      }),
    }
  }

  #read(signs: Signs, id: string): Content {
    const sign = signs.find((each) => each.id === id)!
    if (sign.kind === 'ephemeral') return this.contentOf(signs, sign)
    if (sign.kind === 'source') {
      const { version, isStamped } = this.sources.get(id)!
      const rows = `${id}@${isStamped ? version : this.next()}`
      const declared = this.declared.find((each) => each.id === id)!
      const columns = declared.columns.map(({ name, type, isNullable }) => {
        const shape = `${type} ${isNullable}`
        return [name, shape, `${rows}.${name} ${shape}`] as const
      })
      return { rows, columns }
    }
    const found = this.stored.get(id)
    if (!found) throw new Missing(id)
    return found.type === 'view' ? this.contentOf(found.signs, found.sign) : found.content
  }
}

function signOf({ columns }: Content, name: string): string {
  const column = columns.find(([own]) => own === name)
  if (!column) throw new Missing(name)
  return column[2]
}
