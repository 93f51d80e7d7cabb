// Shows: a job of an application that builds its models and reads a mart, without the command line and without
// configuration files. The models are given as a module; results and rows are typed; the process ends by itself.
//
// Run it from the root of the repository, after `npm run build`:
//   npx esbuild examples/build-from-an-app.ts --bundle --platform=node --format=esm --packages=external | node --input-type=module -
import { build, connect, defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import * as shop from './shop/shop.js'

const target = duckdb({ path: 'target/shop.duckdb' })
const project = defineProject({ name: 'shop', models: [shop], targets: { dev: target } })

// A node that fails is a value, not a throw: the application decides what it means.
const result = await build({ project })
for (const { name, status, error } of result.nodes) console.log(`${status} ${name}${error ? `: ${error.message}` : ''}`)

if (result.ok) {
  const db = connect(target, { customers: shop.customers })
  try {
    const best = await db
      .selectFrom('customers')
      .select(['customer', 'revenue'])
      .orderBy('revenue', 'desc')
      .limit(2)
      .execute()
    for (const { customer, revenue } of best) console.log(`${customer} ${revenue}`)
  } finally {
    await db.destroy()
  }
} else {
  process.exitCode = 1
}
