import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({
  name: 'loud',
  models: ['models/**/*.ts'],
  targets: { dev: duckdb({ path: 'dev.duckdb', schema: 'main' }) },
  defaultTarget: 'dev',
})
`

const FEATURES = `import {
  count, dataTest, dateTrunc, ephemeral, exposure, incremental, integer, listagg, notNull, nullOf, positive, relationships,
  rowNumber, rowsBetween, seed, snapshot, source, sum, table, timestamp, unique, varchar, variable, view,
} from 'kerros'
import { deduplicate, selectExcept, surrogateKey, topN, unionRelations, weightedAvg } from 'kerros/macros'

export const raw = source(
  'raw',
  { events: { id: integer(), user_id: integer(), kind: varchar().nullable(), at: timestamp(), _loaded_at: timestamp() } },
  { load: { events: { files: ['events.csv'] } } },
)
export const users = seed('models/users.csv', { user_id: integer(), name: varchar() }, {
  columns: { user_id: { tests: [notNull(), unique()] } },
})
const least = variable('least', 0)
export const events = view({ e: raw.events }, (db) => db.selectFrom('e').selectAll().where('e.id', '>', least))
export const known = ephemeral({ e: events, u: users }, (db) =>
  db.selectFrom('e').innerJoin('u', 'u.user_id', 'e.user_id').selectAll('e').select('u.name'),
)
export const windows = table({ k: known }, (db) =>
  db
    .selectFrom('k')
    .select((eb) => [
      surrogateKey([eb.ref('k.user_id'), eb.ref('k.id')]).as('key'),
      'k.user_id',
      'k.id',
      rowNumber().over((w) => w.partitionBy(['k.user_id']).orderBy(['k.at', 'k.id'], 'desc')).as('position'),
      count()
        .over((w) => w.orderBy([eb.ref('k.at'), eb.ref('k.id')]).$call(rowsBetween('2 preceding', 'current row')))
        .as('running'),
    ])
    .orderBy('k.user_id')
    .orderBy('k.id', 'desc'),
  { columns: { id: { tests: [positive(), relationships(users, 'user_id', { severity: 'warn' })] } } },
)
export const by_user = table({ k: known }, (db) =>
  db
    .selectFrom('k')
    .groupBy('k.user_id')
    .select((eb) => [
      'k.user_id',
      listagg(eb.ref('k.kind'), ', ').withinGroupOrderBy([eb.ref('k.kind'), eb.ref('k.id')]).as('kinds'),
      weightedAvg(eb.ref('k.id'), eb.ref('k.id')).as('mean'),
    ]),
)
export const newest = incremental(
  { e: events },
  (db, { since }) =>
    db
      .selectFrom('e')
      .select(['e.id', 'e.user_id', 'e._loaded_at'])
      .$call(since('e._loaded_at'))
      .$call(deduplicate({ by: ['e.id'], orderBy: [['e._loaded_at', 'desc']] })),
  { uniqueKey: 'id', watermark: '_loaded_at' },
)
export const top = table({ e: events }, (db) =>
  db
    .selectFrom('e')
    .$call(selectExcept('e', ['_loaded_at']))
    .$call(topN({ n: 1, partitionBy: ['e.user_id'], orderBy: [['e.at', 'desc']], as: 'position' })),
)
export const united = view({ by_user, users }, (db) => unionRelations(db, ['by_user', 'users'], { sourceColumn: 'relation' }))
export const by_month = view({ e: events }, (db) =>
  db
    .selectFrom('e')
    .select((eb) => [dateTrunc('month', eb.ref('e.at')).as('month'), 'e.id', nullOf(varchar()).as('note')])
    .unionAll(db.selectFrom('e').select((eb) => [eb.ref('e.at').as('month'), 'e.id', 'e.kind as note'])),
)
export const user_history = snapshot(users, { uniqueKey: 'user_id', strategy: 'check', checkColumns: ['name'] })
export const no_negative = dataTest({ e: events }, (db) =>
  db.selectFrom('e').groupBy('e.id').having((eb) => eb(sum(eb.ref('e.id')), '<', 0)).select('e.id'),
)
export const board = exposure({ type: 'dashboard', dependsOn: [by_user], owner: { name: 'Aino' } })
`

/** More models than threads that all run at the same moment, each with tests. */
const MANY = `import { notNull, table, unique } from 'kerros'
import { users } from './features.js'
const one = () =>
  table({ u: users }, (db) => db.selectFrom('u').select('u.user_id'), {
    columns: { user_id: { tests: [notNull(), unique()] } },
  })
${Array.from({ length: 40 }, (_, i) => `export const many_${i} = one()`).join('\n')}
`

const csv = (from: number) =>
  `id,user_id,kind,at\n${Array.from({ length: 3 }, (_, i) => `${from + i},${(i % 2) + 1},${i === 0 ? '' : 'a'},2026-01-0${i + 1} 00:00:00`).join('\n')}\n`

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create({
    'package.json': '{ "type": "module" }\n',
    'kerros.config.ts': CONFIG,
    'models/features.ts': FEATURES,
    'models/many.ts': MANY,
    'models/users.csv': 'user_id,name\n1,Aino\n2,Veikko\n',
    ...Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [`data/events${i === 0 ? '' : `.${i + 1}`}.csv`, csv(i * 3 + 1)]),
    ),
  })
})
afterAll(() => project.remove())

it('nothing that Node or Kysely warns of is printed by a load, two builds with every feature and 16 threads, and a show', async () => {
  const lines = [
    'load --data data',
    'build --threads 16',
    'build --threads 16',
    'build --full-refresh --threads 16',
    'show united',
  ]
  for (const line of lines) {
    const { code, stdout, stderr } = await project.run(line, {
      nodeOptions: ['--trace-warnings', '--trace-deprecation'],
    })
    expect({ line, code, stderr, stdout: code === 0 ? '' : stdout }).toEqual({ line, code: 0, stderr: '', stdout: '' })
    expect(stdout).not.toMatch(/deprecated|Warning:/i)
  }
}, 120_000)
