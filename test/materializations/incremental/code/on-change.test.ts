import { incremental, integer, source, varchar } from 'kerros'
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
function planned(m: unknown, written: unknown) {
  const [first] = plannedSteps('duckdb', { m: written }) as any
  const columns = ['id', 'kind'].map((name) => ({ name, type: 'VARCHAR' }))
  const { steps, diagnostics } = plannedNode(
    'duckdb',
    { m },
    { existing: { m: { type: 'table', columns, mark: first.settings.mark } } },
  )
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
  ['fail', { onSchemaChange: 'ignore' }, wide, 1, { errors: [`E_CHANGED_CODE ${column}`] }],
  ['fail', add, wide, 2, { errors: [`E_CHANGED_CODE ${column}; what it reads, joins, filters or groups`] }],
  ['fullRefresh', add, wide, 1, { isRebuilt: true }],
])('onChange %s with %j: %j over %i', (onChange, options, columns, least, does) => {
  const written = model(1, narrow, { onChange: 'note' })
  expect(planned(model(least, columns, { onChange, ...options }), written)).toEqual({ ...nothing, ...does })
})

it('a table without digests gets them, without a word', () => {
  for (const onChange of ['note', 'fail', 'fullRefresh', 'forwardOnly'])
    expect(planned(model(2, narrow, { onChange }), model(1, narrow, {}))).toEqual({ ...nothing, isMarked: true })
})

it('a model that does not say it is compared with nothing', () => {
  expect(planned(model(2, narrow, {}), model(1, narrow, {}))).toEqual(nothing)
})
