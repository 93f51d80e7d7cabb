/** The files of the starter project, by path. */
export function starterFiles(name: string): { readonly [file: string]: string } {
  return {
    'package.json': `${JSON.stringify(
      {
        name: name.replaceAll('_', '-'),
        private: true,
        type: 'module',
        scripts: { build: 'kerros build', check: 'tsc --noEmit' },
        dependencies: { kerros: '*', kysely: '^0.29.0', '@duckdb/node-api': '^1.5.6-r.1' },
        devDependencies: { typescript: '>=5.9' },
      },
      null,
      2,
    )}\n`,
    'tsconfig.json': `${JSON.stringify(
      {
        compilerOptions: {
          target: 'es2023',
          module: 'nodenext',
          moduleResolution: 'nodenext',
          strict: true,
          noEmit: true,
          skipLibCheck: true,
        },
        include: ['src', 'kerros.config.ts'],
      },
      null,
      2,
    )}\n`,
    '.gitignore': 'node_modules/\ntarget/\n',
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: '${name}',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/${name}.duckdb' }) },
})
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
import { orders } from '../seeds/orders.js'

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
