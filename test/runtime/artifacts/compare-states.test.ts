import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { duckdb } from '../../../src/dialects/duckdb/index.js'
import {
  chart,
  dataTest,
  defineProject,
  exposure,
  given,
  incremental,
  integer,
  notNull,
  seed,
  snapshot,
  source,
  table,
  unitTest,
  varchar,
  variable,
  view,
} from '../../../src/index.js'
import { compareStates } from '../../../src/runtime/artifacts/compare-states.js'
import { withState } from '../../../src/runtime/artifacts/with-state.js'
import { writeManifest } from '../../../src/runtime/artifacts/write-manifest.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { listNodes } from '../../../src/runtime/select/list-nodes.js'
import { readStateManifest } from '../../../src/runtime/state/read-state-manifest.js'

/** What a project may say in another way. */
interface Edit {
  readonly least?: number
  readonly modelOptions?: object
  readonly freshness?: object
  readonly sourceType?: 'integer' | 'varchar'
  readonly severity?: 'warn' | 'error'
  readonly owner?: string
  readonly title?: string
  readonly macro?: (word: string) => string
  readonly reads?: 'words' | 'others'
  readonly isView?: boolean
  readonly ties?: boolean
  readonly expected?: number
  readonly alsoNew?: boolean
  readonly byDefault?: number
  readonly vars?: { readonly [name: string]: number }
  readonly naming?: boolean
  readonly hook?: string
  readonly onlyProd?: boolean
  readonly without?: string
  readonly seedType?: 'integer' | 'varchar'
}

function shop(edit: Edit = {}) {
  const macro = edit.macro ?? ((word: string) => word.toUpperCase())
  const raw = source(
    'raw',
    { words: { word: edit.sourceType === 'varchar' ? varchar() : integer() }, others: { word: integer() } },
    { freshness: { warnAfter: '1 day' as const, ...edit.freshness } },
  )
  const codes = seed('codes.csv', { code: edit.seedType === 'varchar' ? varchar() : integer() })
  const stg = view({ w: raw.words }, (db) =>
    db.selectFrom('w').select(['w.word', sql<string>`${sql.lit(macro('a'))}`.as('label')]),
  )
  const least = variable('least', edit.byDefault ?? 3)
  const define = edit.isView ? view : table
  const big = define(
    { w: edit.reads === 'others' ? raw.others : raw.words },
    (db) =>
      db
        .selectFrom('w')
        .select(['w.word', 'w.word as other'])
        .where('w.word', '>', edit.least ?? 1)
        .where('w.word', '<', least as never),
    {
      description: 'Big ones.',
      columns: { word: { description: 'A word.', tests: [notNull({ severity: edit.severity ?? 'error' })] } },
      ...edit.modelOptions,
    } as never,
  )
  const grown = incremental(
    { b: big },
    (db: any, run: any) =>
      db
        .selectFrom('b')
        .select(['b.word'])
        .$call(run.since('b.word', { nulls: 'skip', ...(edit.ties && { ties: 'again' }) })),
    {
      uniqueKey: 'word',
      watermark: 'word',
      ...(edit.hook !== undefined && {
        postHook: (_db: any, { target }: any) => target.name === 'prod' && sql`select ${sql.lit(edit.hook)}`,
      }),
    } as never,
  )
  const kept = snapshot(big as never, { uniqueKey: 'word', strategy: 'check', checkColumns: ['other'] } as never)
  const none_big = dataTest({ b: big }, (db: any) => db.selectFrom('b').select(['b.word']).where('b.word', '>', 9))
  const board = exposure({ type: 'dashboard', dependsOn: [big], owner: { name: edit.owner ?? 'Ann' } })
  const bars = chart(
    big as never,
    { mark: 'bar', category: 'word', value: 'word', title: edit.title ?? 'Bars' } as never,
  )
  const is_big = unitTest(big as never, {
    given: [given(raw.words as never, [{ word: 2 }] as never)],
    expect: [{ word: edit.expected ?? 2 }] as never,
  })
  const all: { [name: string]: unknown } = { raw, codes, stg, big, grown, kept, none_big, board, bars, is_big }
  if (edit.without) delete all[edit.without]
  if (edit.alsoNew) all['added'] = view({ b: big }, (db: any) => db.selectFrom('b').selectAll())
  return defineProject({
    name: 'shop',
    models: [all],
    targets: {
      dev: duckdb({ path: ':memory:' }),
      prod: duckdb({ path: ':memory:', schema: 'prod' }),
      ...(edit.onlyProd && ({ other: duckdb({ path: ':memory:' }) } as {})),
    },
    ...(edit.vars && { vars: edit.vars }),
    ...(edit.naming && { naming: ({ relation, target }) => ({ schema: target === 'prod' ? 'one' : relation.schema }) }),
  })
}

describe('what has changed since an earlier manifest', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-states-'))
    await writeFile(path.join(folder, 'codes.csv'), 'code\n1\n')
    await writeManifest(await openProject({ project: shop(), cwd: folder }), path.join(folder, 'before'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** The nodes that are not `old` and `unmodified`, with their other words. */
  async function changed(
    edit: Edit,
    { against = 'before', target }: { against?: string; target?: string } = {},
    vars?: object,
  ) {
    const opened = await openProject({ project: shop(edit), cwd: folder, target, vars: vars as never })
    const before = await readStateManifest(path.join(folder, against))
    const { opened: compared, notes } = await compareStates(opened, before!)
    const nodes = [...compared.project.nodes, ...(compared.project.unitTests ?? [])]
    expect(notes).toEqual([])
    return Object.fromEntries(
      nodes.flatMap(({ name, states }) => {
        expect(states?.filter((each) => each === 'old' || each === 'new')).toHaveLength(1)
        expect(states?.filter((each) => each === 'modified' || each === 'unmodified')).toHaveLength(1)
        return states!.includes('unmodified')
          ? []
          : [[name, states!.filter((each) => each !== 'old' && each !== 'modified').join(' ')]]
      }),
    )
  }

  it.each<[string, Edit, { target?: string }?, object?]>([
    ['nothing', {}],
    ['another target', {}, { target: 'prod' }],
    ['a value of --vars', {}, {}, { least: 9 }],
    ['a description', { modelOptions: { description: 'Other words.' } }],
    [
      'a description of a column',
      { modelOptions: { columns: { word: { description: 'Other words.', tests: [notNull()] } } } },
    ],
    ['tags, meta and access', { modelOptions: { tags: ['nightly'], meta: { owner: 'Ann' }, access: 'public' } }],
    ['a macro that returns the same', { macro: (word) => word.toLocaleUpperCase() }],
    ['another target in the configuration', { onlyProd: true }],
  ])('is nothing after %s', async (_what, edit, where, vars) => {
    expect(await changed(edit, where, vars)).toEqual({})
  })

  it.each<readonly [string, Edit, { readonly [name: string]: string }]>([
    ['a value in a query', { least: 2 }, { big: 'modified.body modified.macros' }],
    ['what a macro returns', { macro: (word) => word }, { stg: 'modified.body modified.macros' }],
    ['what a query reads', { reads: 'others' }, { big: 'modified.body modified.macros' }],
    ['the query of later runs', { ties: true }, { grown: 'modified.body modified.macros' }],
    ['the default of a variable', { byDefault: 4 }, { big: 'modified.body modified.macros' }],
    ['a variable of the project', { vars: { least: 5 } }, { big: 'modified.body modified.macros' }],
    ['how a model is built', { isView: true }, { big: 'modified.configs' }],
    ['a setting', { modelOptions: { clusterBy: 'word' } }, { big: 'modified.configs' }],
    ['an alias', { modelOptions: { alias: 'huge' } }, { big: 'modified.relation' }],
    ['a schema', { modelOptions: { schema: 'marts' } }, { big: 'modified.relation' }],
    ['a contract', { modelOptions: { contract: { word: integer(), other: integer() } } }, { big: 'modified.contract' }],
    [
      'constraints',
      { modelOptions: { constraints: { check: { small: (eb: any) => eb('word', '<', 8) } } } },
      { big: 'modified.contract' },
    ],
    ['the severity of a test', { severity: 'warn' }, { not_null_big_word: 'modified.configs' }],
    ['the columns of a source', { sourceType: 'varchar' }, { words: 'modified.body' }],
    [
      'the freshness of a source',
      { freshness: { warnAfter: '2 days' } },
      { words: 'modified.configs', others: 'modified.configs' },
    ],
    ['the columns of a seed', { seedType: 'varchar' }, { codes: 'modified.configs' }],
    ['the owner of an exposure', { owner: 'Bea' }, { board: 'modified.body' }],
    ['the title of a chart', { title: 'Columns' }, { bars: 'modified.body' }],
    ['what a unit test expects', { expected: 3 }, { is_big: 'modified.body' }],
    ['a hook that only prod has', { hook: 'a' }, { grown: 'modified.configs' }],
    [
      'the naming function, on one target',
      { naming: true },
      {
        codes: 'modified.relation',
        stg: 'modified.relation',
        big: 'modified.relation',
        grown: 'modified.relation',
        kept: 'modified.relation',
      },
    ],
    [
      'a new model',
      { alsoNew: true },
      {
        added: 'new modified.body modified.configs modified.relation modified.persisted_descriptions modified.contract',
      },
    ],
    ['a model that is gone', { without: 'stg' }, {}],
  ])('is found after a change of %s', async (_what, edit, expected) => {
    expect(await changed(edit)).toEqual(expected)
  })

  it('is a description where it is written down in the warehouse', async () => {
    const persistDocs = { relation: true, columns: true }
    await writeManifest(
      await openProject({ project: shop({ modelOptions: { persistDocs } }), cwd: folder }),
      path.join(folder, 'persisted'),
    )
    const against = { against: 'persisted' }
    expect(await changed({ modelOptions: { persistDocs } }, against)).toEqual({})
    expect(await changed({ modelOptions: { persistDocs, description: 'Other.' } }, against)).toEqual({
      big: 'modified.persisted_descriptions',
    })
  })

  it('is the content of a seed’s file, and not its line ends', async () => {
    const file = path.join(folder, 'codes.csv')
    await writeFile(file, 'code\r\n1\r\n')
    expect(await changed({})).toEqual({})
    await writeFile(file, 'code\n2\n')
    expect(await changed({})).toEqual({ codes: 'modified.body' })
    await writeFile(file, 'code\n1\n')
  })

  it('selects with state:, also through a named selector and with what reads it', async () => {
    const select = async (...items: string[]) => {
      const opened = await openProject({ project: shop({ least: 2 }), cwd: folder })
      const options = { folder: path.join(folder, 'before'), displayPath: 'before', selection: { select: items } }
      const { project } = await withState(opened, options)
      return listNodes(project, { select: items, indirectSelection: 'empty' }).map(({ name }) => name)
    }
    expect(await select('state:modified,resource_type:model')).toEqual(['big'])
    expect(await select('state:modified+,resource_type:model')).toEqual(['big', 'grown'])
    expect(await select('state:new')).toEqual([])
    expect(await select('state:modified.relation')).toEqual([])
    expect(await select('state:old,resource_type:source')).toEqual(['others', 'words'])
    expect(await select('state:unmodified,resource_type:model')).toEqual(['stg', 'grown'])
    await expect(select('state:changed')).rejects.toThrow('there is no state "changed"')
  })

  it('needs a manifest, and says where', async () => {
    const opened = await openProject({ project: shop(), cwd: folder })
    const options = {
      folder: path.join(folder, 'nowhere'),
      displayPath: 'nowhere',
      selection: { select: ['state:new'] },
    }
    await expect(withState(opened, options)).rejects.toThrow(
      'the selector "state:" needs a manifest.json, which is missing in nowhere',
    )
    expect(() => listNodes(opened.project, { select: ['state:new'] })).toThrow(
      '--select "state:new" compares with an earlier manifest, which is missing',
    )
  })

  it('is everything that a manifest of another form or of dbt does not say, with a note', async () => {
    const other = path.join(folder, 'other')
    await cp(path.join(folder, 'before'), other, { recursive: true })
    const manifest = JSON.parse(await readFile(path.join(other, 'manifest.json'), 'utf8'))
    const compare = async () => {
      const opened = await openProject({ project: shop(), cwd: folder })
      const { opened: compared, notes } = await compareStates(opened, manifest)
      const modified = compared.project.nodes.filter(({ states }) => states!.includes('modified'))
      return { modified: modified.map(({ name }) => name), notes: notes.map(({ message }) => message) }
    }
    manifest.nodes['model.shop.big'].meta.kerros.state.form = 0
    expect(await compare()).toEqual({ modified: ['big'], notes: ['1 node cannot be compared'] })
    for (const section of ['nodes', 'sources', 'exposures'])
      for (const node of Object.values<any>(manifest[section])) node.meta = {}
    const { modified, notes } = await compare()
    expect(modified).toEqual(['big', 'grown', 'stg', 'kept', 'none_big', 'not_null_big_word'])
    expect(notes).toEqual(['what 6 nodes compute cannot be compared'])
    manifest.nodes['model.shop.big'].config.schema = 'marts'
    manifest.nodes['seed.shop.codes'].checksum = { name: 'path', checksum: 'codes.csv' }
    manifest.exposures['exposure.shop.board'].owner = { name: 'Bea', email: null }
    const opened = await openProject({ project: shop(), cwd: folder })
    const { opened: compared } = await compareStates(opened, manifest)
    const statesOf = (name: string) => compared.project.nodes.find((node) => node.name === name)!.states
    expect(statesOf('big')).toEqual(['old', 'modified', 'modified.body', 'modified.relation', 'modified.macros'])
    expect(statesOf('codes')).toEqual(['old', 'modified', 'modified.body'])
    expect(statesOf('board')).toEqual(['old', 'modified', 'modified.body'])
    expect(statesOf('words')).toEqual(['old', 'unmodified'])
  })
})
