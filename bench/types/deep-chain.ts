import { type HelperForm, importsOf } from './helper-form.js'
import type { Form } from './write-project.js'

/** Models of which each reads all columns of the one before, and adds some. */
export interface DeepChain {
  readonly layers: number
  /** How many columns the source has, at least seven. */
  readonly width: number
  /** What each model adds, or one whole query. */
  readonly adds: readonly HelperForm[]
}

/** Columns of the source, as kerros declares them and as plain Kysely types them. */
const FIXED: readonly (readonly [name: string, kerros: string, kysely: string])[] = [
  ['id', 'integer()', 'number'],
  ['n', 'integer()', 'number'],
  // As `date()` is typed, so that both forms compare the same values.
  ['day', 'date()', 'DateString'],
  ['at', 'timestamp()', 'Date'],
  ['flag', 'boolean()', 'boolean'],
  ['tags', 'array(varchar())', 'string[]'],
  ['doc', 'json()', 'unknown'],
]
const FILLING: readonly (readonly [kerros: string, kysely: string])[] = [
  ['integer()', 'number'],
  ['varchar()', 'string'],
  ['integer().nullable()', 'number | null'],
  ['varchar().nullable()', 'string | null'],
]

/** The files of a chain, by name. */
export function deepChainFiles(chain: DeepChain, form: Form): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  files.set('raw.ts', form === 'kerros' ? kerrosSource(chain.width) : kyselySource(chain.width))
  const model = form === 'kerros' ? kerrosModel : kyselyModel
  for (let i = 0; i < chain.layers; i++) files.set(`m${i}.ts`, model(chain, i))
  return files
}

function columnsOf(width: number): readonly (readonly [name: string, kerros: string, kysely: string])[] {
  const filling = Array.from({ length: width - FIXED.length }, (_, i) => [`c${i}`, ...FILLING[i % 4]!] as const)
  return [...FIXED, ...filling]
}

function kerrosSource(width: number): string {
  const columns = columnsOf(width).map(([name, type]) => `${name}: ${type}`)
  return `import { array, boolean, date, integer, json, source, timestamp, varchar } from 'kerros'
export const raw = source('raw', {
  base: { ${columns.join(', ')} },
  side: { id: integer(), label: varchar(), weight: integer().nullable() },
})
`
}

function kyselySource(width: number): string {
  const columns = columnsOf(width).map(([name, , type]) => `${name}: ${type}`)
  return `type DateString = \`\${number}-\${number}-\${number}\`
export interface Base { ${columns.join('; ')} }
export interface Side { id: number; label: string; weight: number | null }
`
}

function query({ adds }: DeepChain, i: number, form: Form): string {
  const texts = adds.map((added) => added[form].replaceAll('$i', `${i}`))
  if (texts[0]?.includes('db')) return texts[0]
  const added = [...texts.map((text, k) => `${text}.as('added_${k}_${i}')`), `'b.label as label_${i}'`]
  return `db.selectFrom('a').leftJoin('b', 'b.id', 'a.id').selectAll('a').select((eb) => [${added.join(', ')}])`
}

function kerrosModel(chain: DeepChain, i: number): string {
  const text = query(chain, i, 'kerros')
  return `${importsOf(text)}
import { raw } from './raw.js'
${i > 0 ? `import { m${i - 1} } from './m${i - 1}.js'\n` : ''}
export const m${i} = view({ a: ${i > 0 ? `m${i - 1}` : 'raw.base'}, b: raw.side }, (db) =>
  ${text},
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
