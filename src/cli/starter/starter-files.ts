import { PEER_VERSIONS } from '../../core/peers/peer-versions.js'

/**
 * The files of the starter project, by path.
 *
 * @param version The version of kerros: the project accepts compatible ones.
 */
export function starterFiles(name: string, version: string): { readonly [file: string]: string } {
  return {
    'package.json': json({
      name: name.replaceAll('_', '-'),
      private: true,
      type: 'module',
      scripts: { build: 'kerros build', check: 'tsc', start: 'node app.ts' },
      dependencies: { kerros: `^${version}`, kysely: PEER_VERSIONS.kysely.range, '@duckdb/node-api': '^1.5.6-r.1' },
      devDependencies: { '@types/node': '>=20.19.0', typescript: '>=5.9.0' },
      // Its install script only speeds up its command; npm would ask about it.
      allowScripts: { esbuild: false },
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'es2023',
        module: 'nodenext',
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        // Required by `node app.ts`: only types are removed, and imports name existing files.
        erasableSyntaxOnly: true,
        verbatimModuleSyntax: true,
        allowImportingTsExtensions: true,
      },
      include: ['src', '*.ts'],
    }),
    '.gitignore': 'node_modules/\ntarget/\n',
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: '${name}',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/${name}.duckdb' }) },
})
`,
    'app.ts': `import { connect } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { customers } from './src/marts/customers.ts'

// What \`npm run build\` made, read with its row types.
const db = connect(duckdb({ path: 'target/${name}.duckdb' }), { customers })
for (const { customer, amount } of await db.selectFrom('customers').selectAll().orderBy('customer').execute())
  console.log(customer, amount)
await db.destroy()
`,
    'src/seeds/orders.csv':
      'order_id,customer,amount,ordered_on\n1,Aino,12.50,2026-01-02\n2,Veikko,80.00,2026-01-02\n3,Aino,7.25,2026-01-05\n',
    'src/seeds/orders.ts': `import { date, decimal, integer, notNull, seed, unique, varchar } from 'kerros'

export const orders = seed(
  'src/seeds/orders.csv',
  { order_id: integer(), customer: varchar(), amount: decimal(10, 2), ordered_on: date() },
  { description: 'Orders, as the shop exports them.', columns: { order_id: { tests: [unique(), notNull()] } } },
)
`,
    'src/marts/customers.ts': `import { count, max, notNull, sum, table, unique } from 'kerros'
import { orders } from '../seeds/orders.ts'

export const customers = table(
  { o: orders },
  (db) =>
    db
      .selectFrom('o')
      .groupBy('o.customer')
      .select((eb) => [
        'o.customer',
        count().as('order_count'),
        sum(eb.ref('o.amount')).as('amount'),
        max(eb.ref('o.ordered_on')).as('last_ordered_on'),
      ]),
  {
    description: 'One row for each customer.',
    columns: { customer: { description: 'The name of the customer.', tests: [unique(), notNull()] } },
  },
)
`,
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
