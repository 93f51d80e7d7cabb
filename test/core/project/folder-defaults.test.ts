import { type Hook, hook, integer, notNull, snapshot, source, table, testColumns, view } from 'kerros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { FolderDefaults, ProjectDefaults } from '../../../src/core/definitions/options/folder-options.js'
import { buildProject } from '../../../src/core/project/build-project.js'
import { nameRelations } from '../../../src/core/project/name-relations.js'
import type { BuildableNode } from '../../../src/core/project/nodes/node.js'
import { defineProject } from '../../../src/core/project/options/define-project.js'
import type { NamingFunction } from '../../../src/core/project/options/project-config.js'
import fc from '../../seeded-fast-check.js'

const raw = source('raw', { t: { id: integer() } })
const PLACE = { target: 'dev', database: 'db', schema: 'main' }

const tableWith = (options: object) => table({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), options)

function built(file: string, options: object, defaults: ProjectDefaults): BuildableNode {
  const modules = [
    { file: 'src/sources.ts', exports: { raw } },
    { file, exports: { m: tableWith(options) } },
  ]
  const { project, diagnostics } = buildProject('p', modules, { defaults })
  expect(diagnostics).toEqual([])
  return project.nodes.find(({ name }) => name === 'm') as BuildableNode
}

const settings = fc.record(
  {
    schema: fc.constantFrom('a', 'b', 'c'),
    database: fc.constantFrom('x', 'y'),
    transient: fc.boolean(),
    grants: fc.constantFrom({ select: ['r1'] }, { select: ['r2'] }),
    tags: fc.uniqueArray(fc.constantFrom('t1', 't2', 't3'), { maxLength: 2 }),
    meta: fc.dictionary(fc.constantFrom('k1', 'k2'), fc.integer(), { maxKeys: 2 }),
  },
  { requiredKeys: [] },
)

/** docs/configuration.md: which keys match these files. */
const MATCHING: { readonly [path: string]: (file: string) => boolean } = {
  '.': () => true,
  src: () => true,
  'src/a': (file) => file.startsWith('src/a/'),
  'src/*/m.ts': (file) => file === 'src/a/m.ts' || file === 'src/b/m.ts',
  'src/**/m.ts': (file) => file.endsWith('/m.ts'),
  './src/a/deep/': (file) => file.startsWith('src/a/deep/'),
  'src/a/m.ts': (file) => file === 'src/a/m.ts',
}
const FILES = ['src/a/m.ts', 'src/b/m.ts', 'src/a/deep/m.ts', 'src/m.ts']

describe('settings of folders', () => {
  it('are those of the page: the last that says it counts, tags and meta are added', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILES),
        fc.uniqueArray(fc.tuple(fc.constantFrom(...Object.keys(MATCHING)), settings), { selector: ([path]) => path }),
        settings,
        (file, given, own) => {
          const matching = given.filter(([path]) => MATCHING[path]!(file))
          const all: FolderDefaults[] = [...matching.map(([, each]) => each), own]
          const last = (name: keyof FolderDefaults) =>
            all.map((each) => each[name]).findLast((value) => value !== undefined)
          // Keys of no file are refused: only those that match are given.
          const node = built(file, own, Object.fromEntries(matching))

          expect(node.options.transient).toBe(last('transient'))
          expect(node.options.grants).toEqual(last('grants'))
          expect([...node.tags]).toEqual([...new Set(all.flatMap(({ tags = [] }) => tags))])
          expect(node.options.meta ?? {}).toEqual(Object.assign({}, ...all.map(({ meta }) => meta)))
          const { relations } = nameRelations({ name: 'p', nodes: [node], nodeOf: new Map() }, PLACE, undefined)
          const schema = last('schema')
          expect(relations.get(node.uniqueId)).toEqual({
            database: last('database') ?? 'db',
            schema: schema === undefined ? 'main' : `main_${schema}`,
            name: 'm',
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('stay where the definition has an option that is undefined, or another folder has', () => {
    const given = { schema: 'a', database: 'x', grants: { select: ['r1'] }, enabled: true, transient: false }
    const nothing = Object.fromEntries(Object.keys(given).map((name) => [name, undefined]))
    const node = built('src/a/m.ts', nothing, { src: given, 'src/a': nothing })
    expect(node.options).toMatchObject(given)
    const off = buildProject('p', [{ file: 'src/m.ts', exports: { raw, m: tableWith({ enabled: undefined }) } }], {
      defaults: { src: { enabled: false } },
    })
    expect(off.project.nodes.map(({ name }) => name)).not.toContain('m')
  })

  it('leave out what a kind of relation does not have', () => {
    const v = view({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'))
    const { project } = buildProject('p', [{ file: 'src/m.ts', exports: { raw, v } }], {
      defaults: { src: { transient: true, dataRetentionDays: 1, copyGrants: true } },
    })
    expect(project.nodes.find(({ name }) => name === 'v')).toMatchObject({ options: { copyGrants: true } })
    expect(project.nodes.find(({ name }) => name === 'v')).not.toHaveProperty('options.transient')
    expect(project.nodes.find(({ name }) => name === 'v')).not.toHaveProperty('options.dataRetentionDays')
  })

  it('are of snapshots too, and their hooks run before those of the definition', () => {
    const made = (n: number): Hook => hook({}, () => sql`select ${sql.lit(n)}`)
    const [first, second, own] = [made(1), made(2), made(3)]
    const s = snapshot(raw.t, {
      uniqueKey: 'id',
      strategy: 'check',
      checkColumns: 'all',
      tags: ['mine'],
      meta: { owner: 'Bo' },
      preHook: own,
    })
    const { project, diagnostics } = buildProject('p', [{ file: 'src/history/s.ts', exports: { raw, s } }], {
      defaults: {
        src: { schema: 'a', tags: ['all'], meta: { owner: 'Ann', team: 'x' }, preHook: first },
        'src/history': { schema: 'history', preHook: [second], postHook: first },
      },
    })
    expect(diagnostics).toEqual([])
    expect(project.nodes.find(({ name }) => name === 's')).toMatchObject({
      tags: ['all', 'mine'],
      options: {
        schema: 'history',
        uniqueKey: 'id',
        meta: { owner: 'Bo', team: 'x' },
        preHook: [first, second, own],
        postHook: [first],
      },
    })
  })

  it('give an alias, and naming goes before them', () => {
    const node = built('src/m.ts', { alias: 'other', schema: 's' }, {})
    const named = (naming?: NamingFunction) =>
      nameRelations({ name: 'p', nodes: [node], nodeOf: new Map() }, PLACE, naming).relations.get(node.uniqueId)
    expect(named()).toEqual({ database: 'db', schema: 'main_s', name: 'other' })
    expect(named(({ customSchema, relation }) => ({ schema: customSchema!, name: `${relation.name}!` }))).toEqual({
      database: 'db',
      schema: 's',
      name: 'other!',
    })
  })

  it('of no file of the project are refused', () => {
    const { diagnostics } = buildProject('p', [{ file: 'src/staging/m.ts', exports: { raw, m: tableWith({}) } }], {
      defaults: { 'src/stagin/**': { tags: ['x'] } },
    })
    expect(diagnostics).toMatchObject([
      {
        code: 'E_CONFIG',
        message: 'the defaults of "src/stagin/**" are of no file of the project',
        hint: 'Did you mean "src/staging"?',
      },
    ])
  })

  it('disable what is in a folder with its tests, and refuse what reads it', () => {
    const off = tableWith({})
    const on = table({ off }, (db) => db.selectFrom('off').select('off.id'))
    const modules = (exports: object) => [
      { file: 'src/old/off.ts', exports: { off } },
      { file: 'src/on.ts', exports: { raw, off_tests: testColumns(off, { id: [notNull()] }), ...exports } },
    ]
    const disabled = { defaults: { 'src/old': { enabled: false } } }
    const fine = buildProject('p', modules({}), disabled)
    expect(fine.diagnostics).toEqual([])
    expect(fine.project.nodes.map(({ name }) => name)).toEqual(['t'])
    expect(buildProject('p', modules({ on }), disabled).diagnostics).toMatchObject([
      {
        code: 'E_INVALID_DEFINITION',
        message: 'input "off" of "on" is disabled: "enabled" is false in its options, or in the defaults of its folder',
      },
    ])
    expect(buildProject('p', modules({ on }), {}).diagnostics).toEqual([])
  })

  it.each([
    [{ src: { schema: '' } }, 'the defaults of "src": the option "schema" is an empty text, not a name'],
    [{ src: { materialized: 'view' } }, 'there is no option "materialized" of the defaults of "src"'],
    [{ src: 'staging' }, 'the defaults of "src" are a string, not an object'],
    [
      { src: { postHook: 'grant' } },
      'the defaults of "src": the option "postHook" has a string where a hook is expected',
    ],
    [[], 'the option "defaults" is a list, not an object'],
  ])('of another type are refused: %j', (defaults, message) => {
    expect(() =>
      defineProject({
        name: 'p',
        models: ['src/**/*.ts'],
        targets: { dev: { kind: 'target' } as never },
        defaults: defaults as never,
      }),
    ).toThrow(message)
  })
})

describe('options of snapshots for a folder', () => {
  it.each(['hardDeletes', 'snapshotMetaColumnNames', 'validToCurrent', 'checkColumns'])(
    'are refused, with the way to share them: %s',
    (option) => {
      const define = () =>
        defineProject({
          name: 'p',
          models: ['src/**/*.ts'],
          targets: { dev: { kind: 'target' } as never },
          defaults: { src: { [option]: 'x' } } as never,
        })
      expect(define).toThrow(`there is no option "${option}" of the defaults of "src"`)
      expect(define).toThrow(
        expect.objectContaining({
          diagnostics: [
            expect.objectContaining({ hint: expect.stringContaining('snapshot(orders, { ...history, … })') }),
          ],
        }),
      )
    },
  )
})

describe('audit', () => {
  const query = (db: any): any => db.selectFrom('t').select('t.id')
  const models = {
    plain: table({ t: raw.t }, query),
    off: table({ t: raw.t }, query, { audit: false }),
    on: table({ t: raw.t }, query, { audit: true }),
    seen: view({ t: raw.t }, query),
    history: snapshot(raw.t, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' } as never),
  }
  const audits = (options: { readonly audit?: boolean; readonly defaults?: ProjectDefaults }) => {
    const modules = [
      { file: 'src/sources.ts', exports: { raw } },
      { file: 'src/marts/models.ts', exports: models },
    ]
    const { project, diagnostics } = buildProject('p', modules, options)
    expect(diagnostics).toEqual([])
    const nodes = project.nodes.filter(({ name }) => name in models) as BuildableNode[]
    return Object.fromEntries(nodes.map(({ name, options: { audit } }) => [name, audit]))
  }

  it('of a project is that of what can have it and says nothing else', () => {
    expect(audits({ audit: true })).toEqual({ plain: true, off: false, on: true, history: true })
    expect(audits({})).toEqual({ off: false, on: true })
  })

  it('of a folder goes before that of the project', () => {
    expect(audits({ audit: true, defaults: { 'src/marts': { audit: false } } })).toEqual({
      plain: false,
      off: false,
      on: true,
      history: false,
    })
  })

  it('that is no switch is refused in both', () => {
    const project = { name: 'p', models: [{ raw }], targets: {} }
    for (const wrong of [{ audit: 'no' }, { defaults: { src: { audit: 'no' } } }])
      expect(() => defineProject({ ...project, ...wrong } as never)).toThrow(/"audit" is .*, not true or false/)
  })
})
