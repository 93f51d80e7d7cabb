// Writes a kerros project of N small models in TypeScript files: 20 layers, 1 to 3 inputs, 8 to 10 columns, a join, a window.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const LAYERS = 20

/**
 * @param {string} folder
 * @param {number} count
 */
export function generateProject(folder, count) {
  mkdirSync(path.join(folder, 'src'), { recursive: true })
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
  write('package.json', '{ "name": "generated", "private": true, "type": "module" }\n')
  write(
    'kerros.config.ts',
    `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: 'generated',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/generated.duckdb' }) },
})
`,
  )
  write(
    'src/seeds/numbers.ts',
    `import { decimal, integer, seed, varchar } from 'kerros'

export const numbers = seed('src/seeds/numbers.csv', {
  id: integer(), grp: integer(), label: varchar(), a: integer(), b: integer(), c: decimal(10, 2), d: decimal(10, 2), e: varchar(),
})
`,
  )
  write(
    'src/seeds/numbers.csv',
    'id,grp,label,a,b,c,d,e\n1,1,x,1,2,1.50,2.50,u\n2,1,y,3,4,3.50,4.50,v\n3,2,z,5,6,5.50,6.50,w\n',
  )
  const perLayer = Math.ceil(count / LAYERS)
  for (let i = 0; i < count; i++) write(file(i), model(i, perLayer))
}

const name = (i) => `m_${String(i).padStart(5, '0')}`
const file = (i) => `src/layer_${String(i % LAYERS).padStart(2, '0')}/${name(i)}.ts`

/** The inputs of model i: models of the layer before it, or the seed. */
function inputsOf(i, perLayer) {
  const layer = i % LAYERS
  if (layer === 0) return ['numbers']
  const at = Math.floor(i / LAYERS)
  const wanted = 1 + (i % 3)
  return [...new Set(Array.from({ length: wanted }, (_, k) => name(((at + k * 7) % perLayer) * LAYERS + layer - 1)))]
}

function model(i, perLayer) {
  const inputs = inputsOf(i, perLayer).filter((input) => input === 'numbers' || existsBelow(input))
  const imports = inputs.map((input) => {
    const from =
      input === 'numbers' ? '../seeds/numbers.js' : `../layer_${String((i % LAYERS) - 1).padStart(2, '0')}/${input}.js`
    return `import { ${input} } from '${from}'`
  })
  const [first, second] = inputs
  const kind = i % 2 === 0 ? 'view' : 'table'
  const join = second ? `.innerJoin('y', 'y.id', 'x.id')` : ''
  const extra = second ? `eb.ref('y.c').as('c'), eb.ref('y.d').as('d')` : `eb.ref('x.c').as('c'), eb.ref('x.d').as('d')`
  return `import { iff, rowNumber, ${kind}, upper } from 'kerros'
${imports.join('\n')}

export const ${name(i)} = ${kind}({ x: ${first}${second ? `, y: ${second}` : ''} }, (db) =>
  db.selectFrom('x')${join}
    .select((eb) => [
      'x.id', 'x.grp', upper(eb.ref('x.label')).as('label'),
      eb('x.a', '+', 1).as('a'), iff(eb('x.b', '>', 3), eb.ref('x.b'), eb.ref('x.a')).as('b'),
      ${extra}, 'x.e',
      rowNumber().over((w) => w.partitionBy(eb.ref('x.grp')).orderBy(eb.ref('x.id'))).as('rank_in_group'),
    ]),
  { description: 'Model ${i}.' },
)
`
  function existsBelow(input) {
    return Number(input.slice(2)) >= 0
  }
}
