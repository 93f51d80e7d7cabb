import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { duckdb } from '../../../src/dialects/duckdb/index.js'
import { snowflake } from '../../../src/dialects/snowflake/index.js'
import {
  build,
  count,
  type DiffOptions,
  defineProject,
  diff,
  double,
  ephemeral,
  incremental,
  integer,
  isKerrosError,
  type NodeDiff,
  type ProjectOptions,
  seed,
  snapshot,
  source,
  table,
  unique,
  uniqueCombination,
  varchar,
  view,
} from '../../../src/index.js'
import { writeManifest } from '../../../src/runtime/artifacts/write-manifest.js'
import { openProject } from '../../../src/runtime/open/open-project.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-diff-'))
  return () => rm(folder, { recursive: true })
})

const targets = {
  dev: duckdb({ path: 'dev.duckdb' }),
  prod: duckdb({ path: 'prod.duckdb', schema: 'marts' }),
  next: duckdb({ path: 'dev.duckdb', schema: 'next' }),
  again: duckdb({ path: 'dev.duckdb' }),
  twin: duckdb({ path: 'other/dev.duckdb' }),
  cloud: snowflake({ account: 'a-b', database: 'SHOP', schema: 'DEV' }),
}

const ids = seed(
  'ids.csv',
  { id: integer(), kind: varchar(), price: double() },
  { columns: { id: { tests: [unique()] } } },
)
const items = table({ ids }, (db) => db.selectFrom('ids').selectAll(), {
  schema: 'core',
  columns: { id: { tests: [unique()] } },
})
const kinds = view({ items }, (db) =>
  db
    .selectFrom('items')
    .groupBy('items.kind')
    .select(['items.kind', count().as('n')]),
)
const cheap = ephemeral({ items }, (db) => db.selectFrom('items').where('items.price', '<', 2).select('items.id'))

function project(definitions: object = { ids, items, kinds, cheap }, more: Partial<ProjectOptions> = {}) {
  return defineProject({ name: 'shop', models: [{ ...definitions }], targets, ...more })
}

const FIRST = 'id,kind,price\n1,a,1.5\n2,a,2.5\n3,b,3.5\n'

async function built(target: keyof typeof targets, csv = FIRST, definitions?: object): Promise<void> {
  await writeFile(path.join(folder, 'ids.csv'), csv)
  const result = await build({ project: project(definitions), cwd: folder, target })
  expect(result.nodes.filter(({ status }) => status === 'error').map(({ error }) => error)).toEqual([])
}

const compare = (options: DiffOptions): Promise<readonly NodeDiff[]> =>
  diff({ project: project(), cwd: folder, target: 'dev', ...options })

async function refused(options: DiffOptions): Promise<string> {
  try {
    await compare(options)
  } catch (error) {
    if (isKerrosError(error)) return `${error.code} ${error.message} → ${error.hint}`
    throw error
  }
  throw new Error('nothing was refused')
}

/** How a relation differs, on one line. */
function line(node: NodeDiff): string {
  if (node.status === 'error') return `${node.name} ${node.error.code} ${node.error.message}`
  const { rows, key } = node
  return `${node.name} ${node.status} by ${key?.columns.join(',') ?? 'rows'}: +${rows.added} -${rows.removed} ~${rows.changed} =${rows.same}`
}

describe('what is compared with', () => {
  beforeEach(async () => {
    await built('prod')
    await built('dev', 'id,kind,price\n1,a,1.5\n2,c,2.5\n4,a,9\n')
  })

  it('is the file of another target, where each relation is in a schema of its own', async () => {
    const found = await compare({ against: 'prod' })
    expect(found.map(line)).toEqual([
      'ids different by id: +1 -1 ~1 =1',
      'items different by id: +1 -1 ~1 =1',
      'kinds different by kind: +1 -1 ~0 =1',
    ])
    expect(found.map(({ there }) => there)).toEqual([
      { database: 'prod', schema: 'marts', name: 'ids' },
      { database: 'prod', schema: 'marts_core', name: 'items' },
      { database: 'prod', schema: 'marts', name: 'kinds' },
    ])
  })

  it('is only read: both files are free afterwards, and have what they had', async () => {
    await compare({ against: 'prod' })
    expect((await compare({ against: 'dev', target: 'prod', select: ['ids'] })).map(line)).toEqual([
      'ids different by id: +1 -1 ~1 =1',
    ])
  })

  it('is another schema of the same file, as a target and by its name', async () => {
    await built('next')
    const expected = ['items different by id: +1 -1 ~1 =1']
    expect((await compare({ against: 'next', select: ['items'] })).map(line)).toEqual(expected)
    const [found] = await compare({ against: 'schema:next', select: ['items'] })
    expect([line(found!), found!.there]).toEqual([expected[0], { database: 'dev', schema: 'next_core', name: 'items' }])
    expect((await compare({ against: 'schema:prod.marts', select: ['items'] })).map(line)).toEqual(expected)
  })

  it('is where a manifest has it, of a folder that may have the name of a target', async () => {
    await writeManifest(
      await openProject({ project: project(), cwd: folder, target: 'prod' }),
      path.join(folder, 'next'),
    )
    const expected = ['ids different by id: +1 -1 ~1 =1']
    expect((await compare({ against: 'state:next', select: ['ids'] })).map(line)).toEqual(expected)
    expect((await compare({ against: './next', select: ['ids'] })).map(line)).toEqual(expected)
    expect((await compare({ against: 'target:next', select: ['ids'] })).map(line)).toEqual([
      'ids E_QUERY "ids" is not built: there is no "dev.next.ids"',
    ])
  })

  it('says of a relation that the manifest does not have that nothing is known of it', async () => {
    await writeManifest(
      await openProject({ project: project({ ids }), cwd: folder, target: 'prod' }),
      path.join(folder, 'old'),
    )
    expect((await compare({ against: 'old', select: ['items'] })).map(line)).toEqual([
      'items E_NO_MATCH "items" is not known in old: there is nothing to compare it with',
    ])
  })

  it('is refused where it is the same relation, of another engine, or a file of the same name', async () => {
    expect((await compare({ against: 'again', select: ['ids'] })).map(line)).toEqual([
      'ids E_INVALID_OPTION "ids" would be compared with itself: it is dev.main.ids here and in again',
    ])
    expect(await refused({ against: 'twin' })).toMatch(
      /^E_INVALID_OPTION the targets "dev" and "twin" are two files of one name/,
    )
    expect(await refused({ against: 'cloud' })).toMatch(/target "dev" is DuckDB and target "cloud" is Snowflake/)
    expect(await refused({ against: 'prdo' })).toMatch(
      /^E_INVALID_OPTION there is nothing to compare with: .* → Did you mean "prod"/,
    )
    expect(await refused({ against: 'target:prdo' })).toMatch(/^E_UNKNOWN_TARGET/)
    expect(await refused({ against: 'state:gone' })).toMatch(/^E_FILE_NOT_FOUND --against needs a manifest/)
    expect(await refused({ against: 'schema:a.b.c' })).toMatch(
      /^E_INVALID_OPTION "schema:a.b.c" does not name a schema/,
    )
  })

  it('has to be built, and here too', async () => {
    expect(await refused({ against: 'prod', target: 'twin' })).toMatch(/^E_QUERY target "twin" is still empty/)
    await built('next', FIRST, { ids })
    expect((await compare({ target: 'next', against: 'prod', select: ['items'] })).map(line)).toEqual([
      'items E_QUERY "items" is not built: there is no "dev.next_core.items"',
    ])
  })
})

describe('options', () => {
  beforeEach(async () => {
    await built('prod')
    await built('dev', 'id,kind,price\n1,a,1.5000001\n2,c,2.5\n')
  })

  it('choose columns, rows and how near numbers have to be', async () => {
    const one = async (options: Partial<DiffOptions>) =>
      line((await compare({ against: 'prod', select: ['items'], ...options }))[0]!)
    expect(await one({})).toBe('items different by id: +0 -1 ~2 =0')
    expect(await one({ columns: ['PRICE'] })).toBe('items different by id: +0 -1 ~1 =1')
    expect(await one({ excludeColumns: ['kind', 'price'] })).toBe('items different by id: +0 -1 ~0 =2')
    expect(await one({ tolerance: 0.001 })).toBe('items different by id: +0 -1 ~1 =1')
    expect(await one({ where: 'id < 2', tolerance: 0.001 })).toBe('items same by id: +0 -0 ~0 =1')
    expect(await one({ key: ['kind'] })).toBe('items different by kind: +1 -1 ~0 =0')
    expect(await one({ key: ['kind', 'id'] })).toBe('items different by kind,id: +1 -2 ~1 =0')
  })

  it('show values for nothing unless they are asked for', async () => {
    const [hidden] = await compare({ against: 'prod', select: ['items'] })
    expect(hidden).toMatchObject({ samples: [] })
    const [shown] = await compare({ against: 'prod', select: ['items'], samples: 1 })
    expect(shown).toMatchObject({
      samples: [
        { kind: 'changed', key: { id: 1 }, here: { price: 1.5000001 }, there: { price: 1.5 } },
        { kind: 'removed', key: { id: 3 }, here: undefined, there: { kind: 'b', price: 3.5 } },
      ],
    })
  })

  it('are refused where they cannot be meant', async () => {
    const options = { against: 'prod', select: ['items'] }
    expect(await refused({ against: 'prod', key: ['id'] })).toMatch(
      /^E_INVALID_OPTION --key is about one relation, and 3 are/,
    )
    expect(await refused({ ...options, key: ['id', 'ID'] })).toMatch(/--key names a column twice/)
    expect(await refused({ ...options, columns: [] })).toMatch(/--columns names no column/)
    expect(await refused({ ...options, tolerance: -1 })).toMatch(/the tolerance is not a number of at least 0/)
    expect(await refused({ ...options, where: ' ' })).toMatch(/--where has no condition/)
    expect(await refused({ ...options, samples: 0.5 })).toMatch(/the number of samples/)
    expect(await refused({ ...options, colums: ['id'] } as DiffOptions)).toMatch(/there is no option "colums"/)
    expect(await refused({} as DiffOptions)).toMatch(/does not say what is compared with/)
    expect(await refused({ against: 'prod', select: ['cheap'] })).toMatch(
      /^E_NO_MATCH the selection has no relation to compare/,
    )
    expect(await refused({ against: 'prod', select: ['itmes'] })).toMatch(/^E_NO_MATCH/)
  })

  it('name columns that there are, and SQL that the engine understands', async () => {
    const failed = async (options: Partial<DiffOptions>) => {
      const [node] = await compare({ against: 'prod', select: ['items'], ...options })
      return node!.status === 'error' ? `${node!.error.code} ${node!.error.message} → ${node!.error.hint}` : 'compared'
    }
    expect(await failed({ key: ['ids'] })).toBe(
      'E_UNKNOWN_COLUMN "items" has no column "ids", neither here nor there → Did you mean "id"?',
    )
    expect(await failed({ columns: ['x'] })).toMatch(/^E_UNKNOWN_COLUMN .*Its columns are "id", "kind", "price"/)
    expect(await failed({ excludeColumns: ['y'] })).toMatch(/^E_UNKNOWN_COLUMN/)
    expect(await failed({ where: 'nothing = 1' })).toMatch(/^E_QUERY .*Look at the condition of --where/s)
  })
})

describe('the key of a relation', () => {
  const raw = source('raw', { events: { id: integer(), day: varchar(), n: integer() } })
  const by = (options: object) => table({ e: raw.events }, (db) => db.selectFrom('e').selectAll(), options)
  const definitions = {
    raw,
    named: incremental({ e: raw.events }, (db) => db.selectFrom('e').selectAll(), { uniqueKey: ['day', 'id'] }),
    constrained: by({ constraints: { primaryKey: ['id'], unique: ['n'] }, columns: { n: { tests: [unique()] } } }),
    single: by({ constraints: { unique: [['id', 'day']] } }),
    tested: by({ columns: { n: { tests: [unique()] } }, tests: [uniqueCombination(['id', 'day'])] }),
    combined: by({ tests: [uniqueCombination(['id', 'day'])] }),
    partly: by({ columns: { n: { tests: [unique()], where: (eb: any) => eb('n', '>', 1) } } }),
    unknown: by({}),
  }
  const tested = definitions.tested
  const all = {
    ...definitions,
    history: snapshot(tested, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' }),
    filtered: view({ t: tested }, (db) => db.selectFrom('t').where('t.id', '>', 0).select(['t.day', 't.n'])),
    grouped: view({ t: tested }, (db) =>
      db
        .selectFrom('t')
        .groupBy(['t.day', 't.id'])
        .select(['t.id', count().as('all'), 't.day']),
    ),
    distinct: view({ t: definitions.unknown }, (db) => db.selectFrom('t').distinct().select(['t.day'])),
    counted: view({ t: tested }, (db) => db.selectFrom('t').select(count().as('rows'))),
  }

  it('is what is written down first, and else what follows from its query', async () => {
    const { keyOf } = await import('../../../src/runtime/compare/key-of.js')
    const opened = await openProject({ project: project(all), cwd: folder, target: 'dev' })
    const keys = Object.fromEntries(
      opened.project.nodes.flatMap((node) => {
        if (node.resourceType !== 'model' && node.resourceType !== 'snapshot') return []
        const key = keyOf(node, opened)
        return [[node.name, key && `${key.columns.join(',')}: ${key.from}`]]
      }),
    )
    expect(keys).toEqual({
      named: 'day,id: its uniqueKey',
      constrained: 'id: its primary key',
      single: 'id,day: its constraint unique',
      tested: 'n: its test unique',
      combined: 'id,day: its test uniqueCombination',
      partly: undefined,
      unknown: undefined,
      history: 'id,valid_from: its uniqueKey, and when a version begins',
      filtered: 'n: follows from its query',
      grouped: 'id,day: follows from its query',
      distinct: undefined,
      counted: undefined,
    })
  })
})
