import type { Form } from './write-project.js'

/** Models of which each reads all columns of the one before, and adds some. */
export interface DeepChain {
  readonly layers: number
  /** How many columns the source has. */
  readonly width: number
  /** What each model adds, by name: one of {@link ADDED}. */
  readonly adds: readonly (keyof typeof ADDED)[]
  readonly isJoined: boolean
}

/** An element of `select` in the form of kerros and of plain Kysely, and the helper that it needs. */
interface Added {
  readonly helper: string
  readonly kerros: string
  readonly kysely: string
}

const call = (name: string, args: string): string => `eb.fn<any>('${name}', [${args}])`

/** A selection for each helper, next to what one writes for it in plain Kysely. */
export const ADDED = {
  iff: {
    helper: 'iff',
    kerros: "iff(eb('a.n', '>', 1), eb.ref('a.id'), eb.ref('a.n'))",
    kysely: "eb.case().when('a.n', '>', 1).then(eb.ref('a.id')).else(eb.ref('a.n')).end()",
  },
  sumOver: {
    helper: 'sum',
    kerros: "sum(eb.ref('a.n')).over((w) => w.partitionBy(eb.ref('a.id')))",
    kysely: "eb.fn.sum<number>('a.n').over((w) => w.partitionBy('a.id'))",
  },
  named: {
    helper: 'sum',
    kerros: "sum(eb.ref('a.n')).over((w) => w.partitionBy('a.id'))",
    kysely: "eb.fn.sum<number>('a.n').over((w) => w.partitionBy('a.id'))",
  },
  avg: { helper: 'avg', kerros: "avg(eb.ref('a.n'))", kysely: "eb.fn.avg<number>(eb.ref('a.n'))" },
  max: { helper: 'max', kerros: "max(eb.ref('a.n'))", kysely: "eb.fn.max(eb.ref('a.n'))" },
  countIf: {
    helper: 'countIf',
    kerros: "countIf(eb('a.n', '>', 1))",
    kysely: "eb.fn.count<number>(eb.case().when('a.n', '>', 1).then(1).end())",
  },
  castTo: { helper: 'castTo', kerros: "castTo(eb.ref('a.n'), varchar())", kysely: "eb.cast<string>('a.n', 'varchar')" },
  concat: {
    helper: 'concat',
    kerros: "concat(eb.ref('a.c1'), '-', eb.ref('a.c1'))",
    kysely: "eb.fn<string>('concat', [eb.ref('a.c1'), eb.val('-'), eb.ref('a.c1')])",
  },
  upper: { helper: 'upper', kerros: "upper(eb.ref('a.c1'))", kysely: call('upper', "eb.ref('a.c1')") },
  round: { helper: 'round', kerros: "round(eb.ref('a.n'), 2)", kysely: call('round', "eb.ref('a.n'), eb.val(2)") },
  divide: {
    helper: 'divide',
    kerros: "divide(eb.ref('a.n'), eb.ref('a.id'))",
    kysely: call('divide', "eb.ref('a.n'), eb.ref('a.id')"),
  },
  greatest: {
    helper: 'greatest',
    kerros: "greatest(eb.ref('a.n'), eb.ref('a.id'))",
    kysely: call('greatest', "eb.ref('a.n'), eb.ref('a.id')"),
  },
  nullIf: {
    helper: 'nullIf',
    kerros: "nullIf(eb.ref('a.n'), 0)",
    kysely: call('nullif', "eb.ref('a.n'), eb.val(0)"),
  },
  lag: {
    helper: 'lag',
    kerros: "lag(eb.ref('a.n')).over((w) => w.orderBy(eb.ref('a.id')))",
    kysely: "eb.fn.agg<number>('lag', [eb.ref('a.n')]).over((w) => w.orderBy('a.id'))",
  },
  surrogateKey: {
    helper: 'surrogateKey',
    kerros: "surrogateKey([eb.ref('a.id'), eb.ref('a.n')])",
    kysely: call('md5', "eb.ref('a.id'), eb.ref('a.n')"),
  },
  weightedAvg: {
    helper: 'weightedAvg',
    kerros: "weightedAvg(eb.ref('a.n'), eb.ref('a.id'))",
    kysely: call('avg', "eb.ref('a.n'), eb.ref('a.id')"),
  },
} as const satisfies { readonly [name: string]: Added }

const MACROS: readonly string[] = ['surrogateKey', 'weightedAvg']
const TYPES = ['number', 'string', 'number | null', 'string | null'] as const
const COLUMN = ['integer()', 'varchar()', 'integer().nullable()', 'varchar().nullable()'] as const

/** The files of a chain, by name. */
export function deepChainFiles(chain: DeepChain, form: Form): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  files.set('raw.ts', form === 'kerros' ? kerrosSource(chain.width) : kyselySource(chain.width))
  const model = form === 'kerros' ? kerrosModel : kyselyModel
  for (let i = 0; i < chain.layers; i++) files.set(`m${i}.ts`, model(chain, i))
  return files
}

function kerrosSource(width: number): string {
  const columns = Array.from({ length: width - 2 }, (_, i) => `c${i}: ${COLUMN[i % 4]}`)
  return `import { integer, source, varchar } from 'kerros'
export const raw = source('raw', {
  base: { id: integer(), n: integer(), ${columns.join(', ')} },
  side: { id: integer(), label: varchar(), weight: integer().nullable() },
})
`
}

function kyselySource(width: number): string {
  const columns = Array.from({ length: width - 2 }, (_, i) => `c${i}: ${TYPES[i % 4]}`)
  return `export interface Base { id: number; n: number; ${columns.join('; ')} }
export interface Side { id: number; label: string; weight: number | null }
`
}

function query({ adds, isJoined }: DeepChain, i: number, form: Form): string {
  const added = adds.map((name) => `${ADDED[name][form]}.as('${name}_${i}')`)
  if (isJoined) added.push(`'b.label as label_${i}'`)
  const join = isJoined ? ".leftJoin('b', 'b.id', 'a.id')" : ''
  return `db.selectFrom('a')${join}.selectAll('a')${added.length > 0 ? `.select((eb) => [${added.join(', ')}])` : ''}`
}

function kerrosModel(chain: DeepChain, i: number): string {
  const helpers: readonly string[] = [...new Set(chain.adds.map((name) => ADDED[name].helper))]
  const core = ['varchar', 'view', ...helpers.filter((name) => !MACROS.includes(name))]
  const macros = helpers.filter((name) => MACROS.includes(name))
  return `import { ${core.join(', ')} } from 'kerros'
${macros.length > 0 ? `import { ${macros.join(', ')} } from 'kerros/macros'\n` : ''}import { raw } from './raw.js'
${i > 0 ? `import { m${i - 1} } from './m${i - 1}.js'\n` : ''}
export const m${i} = view({ a: ${i > 0 ? `m${i - 1}` : 'raw.base'}, b: raw.side }, (db) =>
  ${query(chain, i, 'kerros')},
)
`
}

function kyselyModel(chain: DeepChain, i: number): string {
  return `import type { InferResult, Kysely } from 'kysely'
import type { Base, Side } from './raw.js'
${i > 0 ? `import type { Row${i - 1} } from './m${i - 1}.js'\n` : ''}
interface Tables { a: ${i > 0 ? `Row${i - 1}` : 'Base'}; b: Side }
export const m${i} = (db: Kysely<Tables>) =>
  ${query(chain, i, 'kysely')}
export type Row${i} = InferResult<ReturnType<typeof m${i}>>[number]
`
}
