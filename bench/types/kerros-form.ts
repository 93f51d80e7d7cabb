import { type ModelShape, type Selection, sources } from './model-shape.js'

const COLUMN_TYPES: { readonly [type: string]: string } = {
  number: 'integer()',
  string: 'varchar()',
  Date: 'timestamp()',
  'number | null': 'integer().nullable()',
  'string | null': 'varchar().nullable()',
}

/** The file with the sources, as a user of kerros writes it. */
export function kerrosSources(): string {
  const tables = sources.map(({ name, columns }) => {
    const list = columns.map((column) => `${column.name}: ${COLUMN_TYPES[column.type]}`)
    return `  ${name}: { ${list.join(', ')} },`
  })
  return `import { integer, source, timestamp, varchar } from 'kerros'\n\nexport const raw = source('raw', {\n${tables.join('\n')}\n})\n`
}

/** The file of a model, as a user of kerros writes it. */
export function kerrosModel(model: ModelShape): string {
  const { name, materialization, inputs, isGrouped, selections } = model
  const used = new Set<string>([materialization, 'notNull', 'unique'])
  const items = selections.map((selection) => item(selection, used))
  const isIncremental = materialization === 'incremental'
  const joined = inputs.slice(1).map(({ alias, join }) => `    .${join}Join('${alias}', '${alias}.id', 'a.id')`)
  const grouped = selections.flatMap((s) => (s.kind === 'column' ? [`'${s.from}'`] : []))
  const incremental = isIncremental ? ["uniqueKey: 'id'", "watermark: 'seen_at'", "strategy: 'merge'"] : []
  const options = [
    `description: 'Model ${name}.'`,
    ...incremental,
    `columns: { id: { description: 'Key.', tests: [notNull(), unique()] }, ${selections[2]!.name}: { description: 'Of input a.' } }`,
  ]
  const lines = [
    `import { ${[...used].sort().join(', ')} } from 'kerros'`,
    ...importsOf(model),
    '',
    `export const ${name} = ${materialization}({ ${inputs.map(inputOf).join(', ')} }, (db${isIncremental ? ', { since }' : ''}) =>`,
    "  db.selectFrom('a')",
    ...joined,
    isIncremental ? "    .$call(since('a.seen_at'))" : "    .where('a.id', '>', 0)",
    ...(isGrouped ? [`    .groupBy([${[...new Set(grouped)].join(', ')}])`] : []),
    `    .select((eb) => [${items.join(', ')}]),`,
    `  { ${options.join(', ')} },`,
    ')',
    '',
  ]
  return lines.join('\n')
}

function item(selection: Selection, used: Set<string>): string {
  const { kind, name } = selection
  switch (kind) {
    case 'column':
      return selection.from.endsWith(`.${name}`) ? `'${selection.from}'` : `'${selection.from} as ${name}'`
    case 'count':
      used.add('count')
      return `count().as('${name}')`
    case 'max':
      used.add('max')
      return `max(eb.ref('${selection.from}')).as('${name}')`
    case 'coalesce':
      return `eb.fn.coalesce('${selection.from}', eb.lit(0)).as('${name}')`
    case 'rowNumber':
      used.add('rowNumber')
      return `rowNumber().over((w) => w.partitionBy(eb.ref('a.id')).orderBy(eb.ref('a.seen_at'), 'desc')).as('${name}')`
  }
}

function inputOf({ alias, shape }: ModelShape['inputs'][number]): string {
  return `${alias}: ${shape.folder === 'sources' ? `raw.${shape.name}` : shape.name}`
}

function importsOf({ inputs }: ModelShape): string[] {
  const lines = inputs.map(({ shape }) =>
    shape.folder === 'sources'
      ? "import { raw } from '../sources/raw.js'"
      : `import { ${shape.name} } from '../${shape.folder}/${shape.name}.js'`,
  )
  return [...new Set(lines)]
}
