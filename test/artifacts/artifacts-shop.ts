import { CliProject } from '../cli/cli-project.js'

/** A project with every kind of node, built once with a test that fails. */
export const SHOP_FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({
  name: 'shop', models: ['src/**/*.ts'], defaultTarget: 'dev', targets: { dev: duckdb({ path: 'target/shop.duckdb' }) },
})
`,
  'src/codes.csv': 'code,label\n1,one\n2,two\n',
  'src/shop.ts': `import {
  acceptedValues, analysis, chart, count, dataTest, ephemeral, exposure, incremental, integer, notNull, relationships, seed, snapshot,
  source, table, unique, varchar, view,
} from 'kerros'

export const raw = source('raw', { orders: { id: integer().describe('Key.'), code: integer().nullable() } }, { description: 'Shop.' })

/** Codes by number. */
export const codes = seed('src/codes.csv', { code: integer(), label: varchar() }, {
  description: 'Codes.', meta: { owner: 'Ann' }, tags: ['small'],
  columns: { code: { tests: [unique(), notNull()] } },
})

export const stg_codes = view({ c: codes }, (db) => db.selectFrom('c').select(['c.code', 'c.label']), {
  columns: {
    code: {
      description: 'The number.',
      tests: [relationships(codes, 'code', { warnIf: '> 0', errorIf: '> 1', limit: 10 })],
      where: (eb) => eb('label', '!=', 'three'),
    },
  },
})

export const numbers = ephemeral({ c: stg_codes }, (db) => db.selectFrom('c').select('c.code'))

export const totals = table({ n: numbers }, (db) => db.selectFrom('n').groupBy('n.code').select(['n.code', count().as('n')]), {
  postHook: (db, { run }) => db.deleteFrom('this').where('n', '<', 0).where((eb) => eb.val(run.runId), '!=', ''),
})

export const seen = incremental({ c: stg_codes }, (db) => db.selectFrom('c').select(['c.code', 'c.label']), {
  uniqueKey: 'code', strategy: 'merge', columns: { label: { tests: [acceptedValues(['one'])] } },
  whenMatched: [{ and: (eb) => eb('source.label', '!=', ''), action: 'update' }],
  incrementalPredicates: (eb) => eb('target.code', '>', 0),
  mergeExcludeColumns: ['label'], onChange: 'fail', fullRefresh: false,
})

export const old_codes = table({ c: stg_codes }, (db) => db.selectFrom('c').select('c.code'), {
  enabled: false, description: 'Left out.', columns: { code: { tests: [unique()] } },
})

export const after_seen = view({ s: seen }, (db) => db.selectFrom('s').select('s.code'))

export const codes_history = snapshot(stg_codes, { uniqueKey: 'code', strategy: 'check', checkColumns: 'all' })

export const no_zero = dataTest({ t: totals }, (db) => db.selectFrom('t').selectAll().where('t.code', '=', 0))

export const most = analysis({ t: totals }, (db) => db.selectFrom('t').selectAll().orderBy('t.n', 'desc'))

export const bars = chart(totals, { mark: 'bar', category: 'code', value: 'n', title: 'Codes' })

export const board = exposure({ type: 'dashboard', dependsOn: [totals], owner: { name: 'Ann' }, url: 'https://example.com', maturity: 'high' })
`,
}

export function artifactsShop(): Promise<CliProject> {
  return CliProject.create(SHOP_FILES)
}
