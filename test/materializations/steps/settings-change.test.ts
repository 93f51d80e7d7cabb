import { expect, it } from 'vitest'
import { commentWithMark } from '../../../src/core/relations/relation-mark.js'
import type { RelationMark, RelationSettings } from '../../../src/core/relations/relation-settings.js'
import { markedSettings } from '../../../src/materializations/steps/marked-settings.js'
import { settingsChange } from '../../../src/materializations/steps/settings-change.js'
import { compilePlaces } from '../../../src/testing/compile-places.js'

const { dialect } = compilePlaces.snowflake
const relation = { database: 'd', schema: 's', name: 'm' }
const identity: RelationMark = { kind: 'incremental', strategy: 'append' }
const COLUMNS = ['id', 'kind', 'old']

interface Table {
  /** The settings by which it was built last; `undefined` for a table that kerros did not build. */
  readonly before?: RelationSettings | undefined
  readonly now: RelationSettings
  readonly comment?: string
  /** Comments of its columns. */
  readonly comments?: { readonly [column: string]: string }
}

function change({ before, now, comment, comments = {} }: Table) {
  const mark = before && markedSettings(before, identity, dialect).mark
  const stored = COLUMNS.map((name) => ({ name, type: 'VARCHAR', comment: comments[name] }))
  const marked = markedSettings(now, identity, dialect)
  const steps = settingsChange(
    relation,
    { type: 'table', columns: stored, mark, comment },
    { settings: marked, columns: COLUMNS },
    dialect,
  )
  return { steps, mark: marked.mark }
}

const persisted = { persistDocs: { relation: true } } as const
const described = (description?: string): RelationSettings => ({ ...persisted, description })

it.each<readonly [what: string, table: Table, text: string | undefined]>([
  ['kerros did not build the table', { now: {}, comment: 'Mine.' }, 'Mine.'],
  ['kerros did not build the table, and it has no comment', { now: {} }, ''],
  ['nobody asked for comments', { before: {}, now: {}, comment: 'Mine.' }, undefined],
  ['comments are written from now on', { before: {}, now: described('New.'), comment: 'Mine.' }, 'New.'],
  ['the description is the same', { before: persisted, now: described('Same.'), comment: 'Same.' }, undefined],
  ['the description is another', { before: persisted, now: described('New.'), comment: 'Old.' }, 'New.'],
  ['the description is gone', { before: persisted, now: persisted, comment: 'Old.' }, ''],
  ['there was no description and is none', { before: persisted, now: persisted }, undefined],
  ['comments are no longer written', { before: persisted, now: { description: 'New.' }, comment: 'Old.' }, ''],
  [
    'only comments of columns were written',
    { before: { persistDocs: { columns: true } }, now: {}, comment: 'Mine.' },
    'Mine.',
  ],
])('the comment of an incremental table follows its description: %s', (_, table, text) => {
  const { steps, mark } = change(table)
  const comment = text === undefined ? undefined : commentWithMark(text, mark)
  const step = { kind: 'applySettings', relation, comment, columns: [], grant: {}, revoke: {}, protection: undefined }
  expect(steps).toEqual(text === undefined ? [] : [step])
})

const columns = (descriptions: { readonly [column: string]: string | undefined }): RelationSettings['columns'] =>
  Object.entries(descriptions).map(([name, description]) => ({ name, description }))
const inColumns = { persistDocs: { columns: true } } as const

it.each<readonly [what: string, table: Table, changed: { readonly [column: string]: string }]>([
  ['nobody asked for them', { before: {}, now: { columns: columns({ id: 'New.' }) }, comments: { id: 'Mine.' } }, {}],
  [
    'they are written from now on',
    {
      before: {},
      now: { ...inColumns, columns: columns({ ID: 'New.', kind: undefined }) },
      comments: { kind: 'Mine.' },
    },
    { id: 'New.' },
  ],
  [
    'they are the same',
    { before: inColumns, now: { ...inColumns, columns: columns({ id: 'A.' }) }, comments: { id: 'A.' } },
    {},
  ],
  [
    'one is another and one is gone',
    {
      before: inColumns,
      now: { ...inColumns, columns: columns({ id: 'B.', kind: undefined }) },
      comments: { id: 'A.', kind: 'Old.', old: 'Old.' },
    },
    { id: 'B.', kind: '', old: '' },
  ],
  [
    'they are no longer written',
    { before: inColumns, now: { columns: columns({ id: 'A.' }) }, comments: { id: 'A.' } },
    { id: '' },
  ],
  [
    'only the comment of the table was written',
    { before: persisted, now: { ...persisted, columns: columns({ id: 'A.' }) }, comments: { id: 'Mine.' } },
    {},
  ],
])('the comments of its columns follow their descriptions: %s', (_, table, changed) => {
  const { steps } = change(table)
  const found = steps.flatMap((step) => (step.kind === 'applySettings' ? step.columns : []))
  expect(Object.fromEntries(found.map(({ name, comment }) => [name, comment]))).toEqual(changed)
})

it('finds comments of columns in any case of their names', () => {
  const marked = markedSettings({ ...inColumns, columns: columns({ id: 'A.' }) }, identity, dialect)
  const existing = {
    type: 'table',
    columns: [{ name: 'Id', type: 'NUMBER', comment: 'A.' }],
    mark: marked.mark,
  } as const
  expect(settingsChange(relation, existing, { settings: marked, columns: ['ID'] }, dialect)).toEqual([])
})

it('grants what is new and revokes what is gone, in any case of roles', () => {
  const before = { grants: { select: ['A', 'b'], insert: ['C'] } }
  const now = { grants: { select: ['a', 'D'], update: ['E'], delete: [] } }
  const { steps } = change({ before, now })
  expect(steps).toMatchObject([{ grant: { select: ['D'], update: ['E'] }, revoke: { select: ['b'], insert: ['C'] } }])
  expect(Object.keys((steps[0] as any).grant)).toEqual(['select', 'update'])
})

it.each([
  ['transient by default', 1, 2, {}, true],
  ['transient by default, without days before', undefined, 2, {}, true],
  ['one day, which a transient table can have', 0, 1, {}, false],
  ['permanent', 1, 2, { transient: false }, false],
  ['permanent since it was built', 2, 3, {}, false],
] as const)('days of Time Travel wait for a permanent table: %s', (_, before, now, options, waits) => {
  const { steps } = change({
    before: { dataRetentionDays: before, ...options },
    now: { dataRetentionDays: now, ...options },
  })
  const protection = steps.flatMap((step) => (step.kind === 'applySettings' ? [step.protection] : []))
  expect(steps.filter(({ kind }) => kind === 'note')).toHaveLength(waits ? 1 : 0)
  // What waits is no change by itself: nothing is sent.
  expect(protection).toMatchObject(waits ? [] : [{ retention: now }])
})

it('writes the days down that the table has while others wait', () => {
  const tags = { snowflakeTags: { team: 'a' } }
  const { steps } = change({ before: { dataRetentionDays: 1 }, now: { dataRetentionDays: 7, ...tags } })
  const [step] = steps as any
  expect(JSON.parse(step.comment.slice('kerros: '.length)).protection).toEqual({ ...tags, dataRetentionDays: 1 })
  expect(Object.keys(step.protection)).not.toContain('retention')
  const [first] = change({ before: {}, now: { dataRetentionDays: 7, ...tags } }).steps as any
  expect(JSON.parse(first.comment.slice('kerros: '.length)).protection).toEqual(tags)
})

it('marks a table with what is written down and granted with it, and with nothing that is not there', () => {
  const { mark } = markedSettings(
    { persistDocs: { columns: true, relation: true }, grants: { select: ['A'], insert: [] }, clusterBy: ['id'] },
    identity,
    dialect,
  )
  expect(mark).toEqual({
    ...identity,
    persisted: ['relation', 'columns'],
    grants: { select: ['A'] },
    clusterBy: ['id'],
  })
  const bare = markedSettings({ persistDocs: { relation: false }, grants: { select: [] } }, identity, dialect).mark
  expect(JSON.stringify(bare)).toBe(JSON.stringify(identity))
  const secret = { transient: false, snowflakeTags: { team: 'a' } }
  expect(markedSettings(secret, identity, dialect)).toEqual({
    ...secret,
    mark: { ...identity, transient: false, protection: { snowflakeTags: { team: 'a' } } },
  })
})
