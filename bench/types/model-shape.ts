/** A column of a generated relation, with its type as TypeScript writes it. */
export interface ShapeColumn {
  readonly name: string
  readonly type: string
}

export interface Shape {
  readonly name: string
  readonly folder: string
  readonly columns: readonly ShapeColumn[]
}

/** How a column comes about: `alias.column`, or something that is computed. */
export type Selection = ShapeColumn &
  (
    | { readonly kind: 'column'; readonly from: string }
    | { readonly kind: 'rowNumber' | 'count' }
    | { readonly kind: 'max' | 'coalesce'; readonly from: string }
  )

/** A model, before it is written in the form of kerros or of plain Kysely. */
export interface ModelShape extends Shape {
  readonly materialization: 'view' | 'table' | 'incremental'
  readonly inputs: readonly {
    readonly alias: string
    readonly shape: Shape
    readonly join: 'from' | 'inner' | 'left'
  }[]
  readonly isGrouped: boolean
  readonly selections: readonly Selection[]
}

const LAYERS = 20
const ALIASES = ['a', 'b', 'c'] as const
const WORDS = (
  'amount label score country channel title origin weight height rating genre price state city owner kind level rank ' +
  'share total margin cost tax bonus batch vendor brand color size shape region zone stage phase grade unit stock rate ' +
  'quota delta index'
).split(' ')

const FIXED: readonly ShapeColumn[] = [
  { name: 'id', type: 'number' },
  { name: 'seen_at', type: 'Date' },
]

export const sources: readonly Shape[] = Array.from({ length: 10 }, (_, s) => ({
  name: `raw_${s}`,
  folder: 'sources',
  columns: [
    ...FIXED,
    ...Array.from({ length: 8 }, (_, j) => ({
      name: word(s, j),
      type: ['number', 'string', 'number | null', 'string | null'][j % 4]!,
    })),
  ],
}))

/** So many models in 20 layers: 1 to 3 inputs of the layer below, joins, a window or a grouping, 8 to 12 columns. */
export function modelShapes(count: number): ModelShape[] {
  const perLayer = Math.ceil(count / LAYERS)
  const shapes: ModelShape[] = []
  for (let i = 0; i < count; i++) {
    const layer = Math.floor(i / perLayer)
    const below = layer === 0 ? sources : shapes.slice((layer - 1) * perLayer, layer * perLayer)
    const inputs = ALIASES.slice(0, 1 + (i % 3)).map((alias, k) => ({
      alias,
      shape: below[(i * 3 + k * 7) % below.length]!,
      join: (['from', 'inner', 'left'] as const)[k]!,
    }))
    const isGrouped = i % 4 === 3
    const selections = selectionsOf(i, inputs, isGrouped)
    shapes.push({
      name: `m_${String(i).padStart(4, '0')}`,
      folder: `layer_${String(layer + 1).padStart(2, '0')}`,
      materialization: isGrouped ? 'incremental' : i % 2 === 0 ? 'view' : 'table',
      inputs,
      isGrouped,
      selections,
      columns: selections.map(({ name, type }) => ({ name, type })),
    })
  }
  return shapes
}

function selectionsOf(i: number, inputs: ModelShape['inputs'], isGrouped: boolean): Selection[] {
  const wanted = 8 + (i % 5)
  const seen: Selection = isGrouped
    ? { kind: 'max', from: 'a.seen_at', name: 'seen_at', type: 'Date' }
    : { kind: 'column', from: 'a.seen_at', name: 'seen_at', type: 'Date' }
  const selections: Selection[] = [{ kind: 'column', from: 'a.id', name: 'id', type: 'number' }, seen]
  for (let j = 0; selections.length < wanted - 2; j++) selections.push(taken(i, j, inputs))
  const nullable = inputs[0]!.shape.columns.find(({ type }) => type === 'number | null')
  selections.push(
    isGrouped
      ? { kind: 'count', name: 'row_count', type: 'number' }
      : { kind: 'rowNumber', name: 'position', type: 'number' },
    nullable && !isGrouped
      ? { kind: 'coalesce', from: `a.${nullable.name}`, name: 'filled', type: 'number' }
      : { kind: 'column', from: 'a.id', name: 'other_id', type: 'number' },
  )
  return selections
}

function taken(i: number, j: number, inputs: ModelShape['inputs']): Selection {
  const { alias, shape, join } = inputs[j % inputs.length]!
  const { name, type } = shape.columns[2 + (Math.floor(j / inputs.length) % (shape.columns.length - 2))]!
  const isNullable = join === 'left' && !type.endsWith('| null')
  return { kind: 'column', from: `${alias}.${name}`, name: word(i, j), type: isNullable ? `${type} | null` : type }
}

/** Words of a relation's columns: as many as are asked for, all different (41 is prime). */
function word(relation: number, j: number): string {
  return WORDS[(relation * 5 + j * 3) % WORDS.length]!
}
