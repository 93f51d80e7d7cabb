import { type ModelShape, type Selection, type Shape, sources } from './model-shape.js'

/** The rows of the sources, as a user of plain Kysely writes them. */
export function kyselySources(): string {
  return sources.map(rowInterface).join('\n')
}

/** The same query as `kerrosModel`'s in plain Kysely: rows written by hand, and the result checked against them. */
export function kyselyQuery(model: ModelShape): string {
  const { name, inputs, isGrouped, selections } = model
  const joined = inputs.slice(1).map(({ alias, join }) => `    .${join}Join('${alias}', '${alias}.id', 'a.id')`)
  const grouped = selections.flatMap((s) => (s.kind === 'column' ? [`'${s.from}'`] : []))
  const since = ".where((eb) => eb('a.seen_at', '>', sql<Date>`(select max(seen_at) from self)`))"
  const lines = [
    `import { type Kysely${isGrouped ? ', sql' : ''} } from 'kysely'`,
    ...importsOf(model),
    '',
    rowInterface(model),
    `interface Tables { ${inputs.map(({ alias, shape }) => `${alias}: ${shape.name}_row`).join('; ')} }`,
    '',
    `export function ${name}(db: Kysely<Tables>): Promise<${name}_row[]> {`,
    "  return db.selectFrom('a')",
    ...joined,
    `    ${isGrouped ? since : ".where('a.id', '>', 0)"}`,
    ...(isGrouped ? [`    .groupBy([${[...new Set(grouped)].join(', ')}])`] : []),
    `    .select((eb) => [${selections.map(item).join(', ')}])`,
    '    .execute()',
    '}',
    '',
  ]
  return lines.join('\n')
}

function item(selection: Selection): string {
  const { kind, name } = selection
  switch (kind) {
    case 'column':
      return selection.from.endsWith(`.${name}`) ? `'${selection.from}'` : `'${selection.from} as ${name}'`
    case 'count':
      return `eb.fn.countAll<number>().as('${name}')`
    case 'max':
      return `eb.fn.max('${selection.from}').as('${name}')`
    case 'coalesce':
      return `eb.fn.coalesce('${selection.from}', eb.lit(0)).as('${name}')`
    case 'rowNumber':
      return `eb.fn.agg<number>('row_number').over((w) => w.partitionBy('a.id').orderBy('a.seen_at', 'desc')).as('${name}')`
  }
}

function rowInterface({ name, columns }: Shape): string {
  return `export interface ${name}_row {\n${columns.map((column) => `  ${column.name}: ${column.type}`).join('\n')}\n}\n`
}

function importsOf({ inputs }: ModelShape): string[] {
  const lines = inputs.map(({ shape }) => {
    const file = shape.folder === 'sources' ? 'raw' : shape.name
    return `import type { ${shape.name}_row } from '../${shape.folder}/${file}.js'`
  })
  return [...new Set(lines)]
}
