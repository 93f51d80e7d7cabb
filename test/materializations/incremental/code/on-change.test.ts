import { incremental, integer, now, source, varchar, view } from 'kerros'
import { expect, it } from 'vitest'
import { plannedNode, plannedSteps } from '../../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar(), n: integer() } })

const model = (least: number, columns: readonly string[], options: object) =>
  incremental(
    { e: raw.e },
    (db) =>
      db
        .selectFrom('e')
        .where('e.n', '>', least)
        .select(columns as never),
    { uniqueKey: 'id', ...options } as never,
  )

const narrow = ['e.id', 'e.kind']
const wide = [...narrow, 'e.n']

/** Plans a model over a table that another one has written. */
function planned(m: unknown, written: unknown, hasCode = true) {
  const [first] = plannedSteps('duckdb', { m: written }) as any
  const mark = hasCode ? first.settings.mark : { ...first.settings.mark, code: undefined }
  const columns = ['id', 'kind'].map((name) => ({ name, type: 'VARCHAR' }))
  const { steps, diagnostics } = plannedNode('duckdb', { m }, { existing: { m: { type: 'table', columns, mark } } })
  const flat = (all: readonly any[]): readonly any[] => all.flatMap((step) => (step.steps ? flat(step.steps) : [step]))
  return {
    errors: diagnostics.map(({ code, message }) => `${code} ${message}`),
    notes: flat(steps).flatMap((step) => (step.kind === 'note' ? [step.message] : [])),
    isRebuilt: flat(steps).some((step) => step.kind === 'createTableAs' && !step.temporary),
    isMarked: flat(steps).some((step) => step.kind === 'applySettings' && step.comment?.includes('"code"')),
  }
}

const nothing = { errors: [], notes: [], isRebuilt: false, isMarked: false }
const filter = 'the code of "m" changed since its table was written: what it reads, joins, filters or groups'
const column = 'the code of "m" changed since its table was written: the new column "n"'
const stay = '; stored rows stay as they are'
const add = { onSchemaChange: 'append_new_columns' }

it.each(['note', 'fail', 'fullRefresh', 'forwardOnly'])(
  'onChange %s does nothing where nothing changed',
  (onChange) => {
    expect(planned(model(1, narrow, { onChange }), model(1, narrow, { onChange: 'note' }))).toEqual(nothing)
  },
)

it.each<readonly [onChange: string, options: object, columns: readonly string[], least: number, does: object]>([
  ['note', {}, narrow, 2, { notes: [filter + stay], isMarked: true }],
  ['fail', {}, narrow, 2, { errors: [`E_CHANGED_CODE ${filter}`] }],
  ['fullRefresh', {}, narrow, 2, { isRebuilt: true }],
  ['forwardOnly', {}, narrow, 2, { isMarked: true }],
  ['note', add, wide, 1, { notes: [column + stay], isMarked: true }],
  ['fail', add, wide, 1, { notes: [column + stay], isMarked: true }],
  ['fail', { onSchemaChange: 'sync_all_columns' }, wide, 1, { notes: [column + stay], isMarked: true }],
  // What the table does not get is made of no code.
  ['note', { onSchemaChange: 'ignore' }, wide, 1, {}],
  ['fail', { onSchemaChange: 'ignore' }, wide, 1, {}],
  ['fullRefresh', { onSchemaChange: 'ignore' }, wide, 1, { isRebuilt: true }],
  ['fail', add, wide, 2, { errors: [`E_CHANGED_CODE ${column}; what it reads, joins, filters or groups`] }],
  ['fullRefresh', add, wide, 1, { isRebuilt: true }],
])('onChange %s with %j: %j over %i', (onChange, options, columns, least, does) => {
  const written = model(1, narrow, { onChange: 'note' })
  expect(planned(model(least, columns, { onChange, ...options }), written)).toEqual({ ...nothing, ...does })
})

it('a table without digests gets them, without a word', () => {
  for (const onChange of ['note', 'fail', 'fullRefresh', 'forwardOnly'])
    expect(planned(model(2, narrow, { onChange }), model(1, narrow, {}), false)).toEqual({ ...nothing, isMarked: true })
})

it('a model that says nothing notes what changed', () => {
  expect(planned(model(2, narrow, {}), model(1, narrow, {}))).toEqual({
    ...nothing,
    notes: [filter + stay],
    isMarked: true,
  })
  expect(planned(model(1, narrow, {}), model(1, narrow, {}))).toEqual(nothing)
})

it.each(['duckdb', 'snowflake'] as const)(
  'on %s the digests are written after the rows: a run that ends before has the next one say it again',
  (engine) => {
    const [first] = plannedSteps(engine, { m: model(1, narrow, {}) }) as any
    const columns = ['id', 'kind'].map((name) => ({ name, type: 'VARCHAR' }))
    const mark = { ...first.settings.mark, clusterBy: ['kind'] }
    const steps = plannedSteps(
      engine,
      { m: model(2, narrow, { clusterBy: 'id' }) },
      { existing: { m: { type: 'table', columns, mark } } },
    ) as any[]
    const merge = steps.findIndex(({ kind }) => kind === 'merge')
    const marks = steps.flatMap((step, i) =>
      step.kind === 'applySettings'
        ? [[i < merge, JSON.parse(step.comment.slice('kerros: '.length)).code.rows === mark.code.rows]]
        : [],
    )
    // What else the mark says is written before the rows.
    expect(marks).toEqual([
      [true, true],
      [false, false],
    ])
  },
)

it('the time of a run, and the place of what is read in a target, are no part of the code', () => {
  const timed = (db: any) => db.selectFrom('v').select(['v.id', 'v.kind', now().as('at')])
  const v = view({ e: raw.e }, (db) => db.selectFrom('e').selectAll())
  const m = incremental({ v }, timed, {
    uniqueKey: 'id',
    incrementalPredicates: (eb: any) => eb('target.at', '<', now()),
  } as never)
  const at = (day: number, options = {}) => {
    const definitions = { m, v: view({ e: raw.e }, (db) => db.selectFrom('e').selectAll(), options) }
    const own = incremental({ v: definitions.v }, timed, {
      uniqueKey: 'id',
      incrementalPredicates: (eb: any) => eb('target.at', '<', now()),
    } as never)
    const [first] = plannedSteps('duckdb', { ...definitions, m: own }, { now: new Date(Date.UTC(2026, 0, day)) }) as any
    return first.settings.mark.code
  }
  expect(at(2)).toEqual(at(1))
  expect(at(1, { schema: 'elsewhere', alias: 'other' })).toEqual(at(1))
})
