import type { Random } from '../../oracles/random.js'

/** A node in signs: what it computes is a number for each column, and one for its rows. */
export interface Sign {
  readonly id: string
  readonly kind: 'source' | 'table' | 'view' | 'ephemeral' | 'keeping' | 'test'
  /** The inputs of which its rows are made. */
  readonly from: readonly string[]
  readonly rows: SignPart
  readonly columns: readonly SignColumn[]
  readonly option: number
  readonly doubt: 'volatile' | 'rawSql' | undefined
  readonly isOpaque: boolean
  readonly hasHook: boolean
  /** Of what keeps its rows: what is known of another run over the same rows, and its query of later runs. */
  readonly sameRows: 'kept' | 'keptAfterWhole' | undefined
  readonly later: number
}

/** What is computed, and the columns of inputs that it is made of. */
export interface SignPart {
  readonly code: number
  readonly reads: readonly (readonly [id: string, column: string])[]
}

interface SignColumn extends SignPart {
  readonly name: string
  /** Follows from a declaration elsewhere as often as from its own code, so that it is no part of it. */
  readonly type: 'int' | 'text'
  readonly isNullable: boolean
  /** What a scalar subquery counts. */
  readonly counts: readonly string[]
}

/** Nodes, each after those that it reads. */
export type Signs = readonly Sign[]

const KINDS = ['table', 'table', 'table', 'view', 'view', 'ephemeral', 'keeping', 'keeping', 'test'] as const
const NAMES = ['a', 'b', 'c', 'd']

export function randomSigns(random: Random, size: number): Signs {
  const signs: Sign[] = []
  for (let i = 0; i < size; i++) signs.push(randomSign(random, signs, `n${i}`, i < 2 ? 'source' : random.one(KINDS)))
  return signs
}

function randomSign(random: Random, before: Signs, id: string, kind: Sign['kind']): Sign {
  const known = before.filter((sign) => sign.kind !== 'test').map((sign) => sign.id)
  const from =
    kind === 'source'
      ? []
      : [...new Set(Array.from({ length: 1 + random.below(2) }, () => random.one(known.slice(-4))))]
  const empty: Sign = {
    id,
    kind,
    from,
    rows: { code: random.below(100), reads: [] },
    columns: [],
    option: 0,
    doubt: kind !== 'source' && random.isRare() ? random.one(['volatile', 'rawSql'] as const) : undefined,
    isOpaque: kind !== 'source' && random.below(8) === 0,
    hasHook: (kind === 'table' || kind === 'view') && random.isRare(),
    sameRows: random.one(['kept', 'keptAfterWhole', undefined] as const),
    later: 0,
  }
  const columns = kind === 'test' ? [] : NAMES.slice(0, 1 + random.below(4))
  return {
    ...empty,
    rows: partOf(random, before, empty, random.below(2)),
    columns: columns.map((name) => columnOf(random, before, empty, name)),
  }
}

function partOf(random: Random, signs: Signs, { from }: Sign, size: number): SignPart {
  const known = from.flatMap((id) =>
    signs.find((sign) => sign.id === id)!.columns.map(({ name }) => [id, name] as const),
  )
  const reads = known.length > 0 ? Array.from({ length: size }, () => random.one(known)) : []
  return { code: random.below(100), reads }
}

function columnOf(random: Random, signs: Signs, sign: Sign, name: string): SignColumn {
  const at = signs.findIndex(({ id }) => id === sign.id)
  const known = (at < 0 ? signs : signs.slice(0, at)).filter(({ kind }) => kind !== 'test')
  return {
    ...partOf(random, signs, sign, 1 + random.below(2)),
    name,
    type: random.one(['int', 'text'] as const),
    isNullable: random.below(2) === 0,
    counts: sign.kind !== 'source' && random.below(8) === 0 ? [random.one(known).id] : [],
  }
}

/** A project after an edit of one node. */
export function editedSigns(signs: Signs, random: Random): readonly [string, Signs] {
  const sign = random.one(signs)
  const { id, columns, kind } = sign
  const column = columns.length > 0 ? random.one(columns) : undefined
  const become = (what: string, next: Partial<Sign>): readonly [string, Signs] => [
    `${id} ${what}`,
    signs.map((each) => (each.id === id ? { ...each, ...next } : each)),
  ]
  const ofColumn = (what: string, next: Partial<SignColumn>): readonly [string, Signs] =>
    become(`${column?.name} ${what}`, {
      columns: columns.map((each) => (each === column ? { ...each, ...next } : each)),
    })
  if (kind === 'source')
    return random.below(2)
      ? ofColumn('type', { type: column!.type === 'int' ? 'text' : 'int' })
      : ofColumn('nullable', { isNullable: !column!.isNullable })
  switch (random.below(15)) {
    case 0:
    case 1:
      return ofColumn('code', { code: random.below(100) })
    case 2:
      return ofColumn('made', partOf(random, signs, sign, 1 + random.below(2)))
    case 3:
      return become('rows', { rows: { ...sign.rows, code: random.below(100) } })
    case 4:
      return become('rows made', { rows: partOf(random, signs, sign, random.below(3)) })
    case 5:
      return ofColumn('type', { type: column?.type === 'int' ? 'text' : 'int' })
    case 6:
      return ofColumn('nullable', { isNullable: !column?.isNullable })
    case 7:
      return become('order', { columns: [...columns].reverse() })
    case 8: {
      const free = NAMES.find((name) => columns.every((each) => each.name !== name))
      return kind === 'test' || free === undefined
        ? become('nothing', {})
        : become(`${free} added`, { columns: [...columns, columnOf(random, signs, sign, free)] })
    }
    case 9: {
      const isRead = signs.some((each) =>
        [each.rows, ...each.columns].some(({ reads }) =>
          reads.some(([of, name]) => of === id && name === column?.name),
        ),
      )
      return isRead ? become('nothing', {}) : become('dropped', { columns: columns.filter((each) => each !== column) })
    }
    case 10:
      return become('option', { option: 1 - sign.option })
    case 11:
      return become('later', { later: random.below(10) })
    case 12:
      return become('hook', { hasHook: (kind === 'table' || kind === 'view') && !sign.hasHook })
    case 13:
      return become('doubt', { doubt: sign.doubt ? undefined : random.one(['volatile', 'rawSql'] as const) })
    default:
      return kind === 'table' || kind === 'view' || kind === 'ephemeral'
        ? become('kind', { kind: random.one(['table', 'view', 'ephemeral'] as const) })
        : become('opaque', { isOpaque: !sign.isOpaque })
  }
}
