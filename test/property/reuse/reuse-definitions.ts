import {
  bigint,
  castTo,
  count,
  dataTest,
  ephemeral,
  incremental,
  integer,
  max,
  notNull,
  now,
  positive,
  relationships,
  scdType1,
  seed,
  snapshot,
  source,
  sum,
  table,
  testRelation,
  text,
  timestamp,
  unique,
  varchar,
  variable,
  view,
} from 'kerros'
import {
  columnsOf,
  type ModelSpec,
  meant,
  type Place,
  type ProjectSpec,
  type SpecColumn,
  type SpecTest,
} from './reuse-spec.js'

const TYPES = { int: integer(), bigint: bigint(), text: varchar() } as const

const columns = {
  id: integer(),
  k: integer().nullable(),
  a: integer().nullable(),
  b: integer().nullable(),
  t: varchar().nullable(),
  seen_at: timestamp(),
}

/** Definitions that a spec describes, by file. */
export function definitionsOf(
  project: ProjectSpec,
  raw = rawSource(),
): readonly { readonly [name: string]: unknown }[] {
  const made = new Map<string, any>([
    ['one', raw.one],
    ['two', raw.two],
    ['codes', codes(project)],
  ])
  const files = new Map<string, { [name: string]: unknown }>([['', { raw, codes: made.get('codes'), least, more }]])
  for (const spec of ordered(project)) {
    const file = files.get(spec.words.file) ?? {}
    files.set(spec.words.file, file)
    made.set(spec.name, modelOf(project, spec, made))
    file[spec.name] = made.get(spec.name)
    for (const [i, test] of spec.tests.entries()) {
      const model = made.get(spec.name)
      const seen = { ...test, column: testedColumn(project, spec, test) }
      if (test.kind === 'data') file[`test_${spec.name}_${i}`] = dataTestOf(model, seen)
      if (test.kind === 'rows' && spec.kind !== 'ephemeral')
        file[`tests_${spec.name}_${i}`] = testRelation(model, [rowsTest(seen)])
    }
  }
  return [...files.values()]
}

const least = variable('least', 1)
const more = variable('more', 10)

function rawSource(): any {
  return source('raw', { one: columns, two: columns }, { load: { one: { files: ['one.csv'] } } })
}

function codes({ seedIsBig }: ProjectSpec): unknown {
  const own = seedIsBig ? { ...columns, a: bigint().nullable() } : columns
  return seed('codes.csv', own as never)
}

/** Each model after those that it reads. */
export function ordered({ models }: ProjectSpec): readonly ModelSpec[] {
  const left = new Map(models.map((model) => [model.name, model]))
  const found: ModelSpec[] = []
  while (left.size > 0)
    for (const model of [...left.values()]) {
      if (left.has(model.x) || (model.join && left.has(model.join.y))) continue
      left.delete(model.name)
      found.push(model)
    }
  return found
}

function modelOf(project: ProjectSpec, spec: ModelSpec, made: ReadonlyMap<string, any>): unknown {
  const { kind, alias, words, onSchemaChange, onChange, deletes, audit, hook } = spec
  const given: any = {
    alias,
    description: words.description,
    ...(audit && kind !== 'view' && kind !== 'ephemeral' && { audit }),
    ...(hook &&
      kind !== 'ephemeral' && { postHook: (db: any) => db.updateTable('this').set({ id: 1 }).where('id', '=', 1) }),
    ...testsOf(project, spec, made),
  }
  const x = made.get(spec.x)
  if (kind === 'check')
    return snapshot(x, {
      ...given,
      uniqueKey: 'id',
      strategy: 'check',
      checkColumns: 'all',
      ...(deletes && { hardDeletes: 'invalidate' }),
    })
  if (kind === 'timestamp')
    return snapshot(x, {
      ...given,
      uniqueKey: 'id',
      strategy: 'timestamp',
      updatedAt: 'seen_at',
      ...(deletes && { hardDeletes: 'invalidate' }),
    })
  if (kind === 'scd1') return scdType1(x, { ...given, uniqueKey: 'id', ...(deletes && { hardDeletes: 'delete' }) })
  const inputs: any = { x, ...(spec.join && { y: made.get(spec.join.y) }) }
  const query = (db: any, helpers: any): any => queryOf(project, spec, db, helpers)
  if (kind === 'ephemeral') return ephemeral(inputs, query as never, { description: words.description })
  if (kind === 'view') return view(inputs, query as never, given as never)
  if (kind === 'table') return table(inputs, query as never, given as never)
  return incremental(
    inputs,
    query as never,
    {
      ...given,
      ...(onChange && { onChange }),
      ...(onSchemaChange && { onSchemaChange }),
      ...(kind !== 'append' && { uniqueKey: 'id' }),
      ...(kind === 'delete+insert' && { strategy: 'delete+insert' }),
      ...(kind !== 'merge all' && kind !== 'self' && { watermark: 'seen_at' }),
      ...(kind === 'merge clauses' && {
        whenMatched: [{ and: (eb: any) => eb('source.id', '>', 3), action: 'update' }],
      }),
      ...(kind === 'merge excluded' && spec.columns[0] && { mergeExcludeColumns: [spec.columns[0].name] }),
      ...(kind === 'merge predicates' && { incrementalPredicates: (eb: any) => eb('target.id', '>', -100) }),
    } as never,
  )
}

/** The query of a model. Rows keep `id` and `at`; groups have the group as `id`, and its latest `at`. */
function queryOf(project: ProjectSpec, spec: ModelSpec, db: any, { since, touched, self }: any): any {
  const { alias, isReversed, step } = spec.words
  const [l, r] = [alias, `${alias}2`]
  const at = ({ of, column }: Place): string => `${of === 'x' ? l : r}.${column}`
  const ref = (place: Place): string => at(meant(project, spec, place))
  const names = ['id', 'seen_at', ...columnsOf(project, spec.x).map(({ name }) => name)]
  let query: any
  const isPlain = spec.kind !== 'touched'
  if (step === 'with' && isPlain)
    query = db.with('step', (cte: any) => cte.selectFrom('x').selectAll()).selectFrom(`step as ${l}`)
  else if (step === 'subquery' && isPlain)
    query = db.selectFrom((eb: any) =>
      eb
        .selectFrom('x as i')
        .select(names.map((name) => `i.${name}`))
        .as(l),
    )
  else query = db.selectFrom(`x as ${l}`)
  if (spec.join) query = query[spec.join.type](`y as ${r}`, `${r}.id`, ref({ of: 'x', column: spec.join.on }))
  const conditions = isReversed ? [...spec.where].reverse() : spec.where
  for (const { a, operator, n } of conditions)
    query = query.where((eb: any) => eb(eb.ref(ref(a)), operator, n === 'variable' ? least : n))
  if (spec.kind === 'self')
    query = query
      .leftJoin(self({ id: integer() }).as('old'), 'old.id', `${l}.id`)
      .where((eb: any) => eb.or([eb('old.id', 'is', null), eb(`${l}.id`, '>', 4)]))
  const rule = spec.ties && spec.kind !== 'append' ? { ties: 'again' } : undefined
  if (['append', 'merge', 'delete+insert', 'merge clauses', 'merge excluded', 'merge predicates'].includes(spec.kind))
    query = query.$call(since(`${l}.seen_at`, rule))
  const group = ref({ of: 'x', column: 'k' })
  if (spec.kind === 'touched')
    query = query.$call(
      touched(
        group,
        db
          .selectFrom(`x as ${l}`)
          .select(group)
          .$call(since(`${l}.seen_at`)),
        { gone: 'delete' },
      ),
    )
  const isGrouped = spec.shape === 'groups' || spec.kind === 'touched'
  if (isGrouped) query = query.groupBy(group)
  const selected = (eb: any): any => [
    ...(isGrouped
      ? [eb.fn.coalesce(eb.ref(group), eb.lit(-1)).as('id'), max(eb.ref(`${l}.seen_at`)).as('seen_at')]
      : [eb.ref(`${l}.id`).as('id'), eb.ref(`${l}.seen_at`).as('seen_at')]),
    ...(spec.kind === 'touched' ? [eb.ref(group).as('grp')] : []),
    ...spec.columns.map((column) => valueIn(eb, column, ref, isGrouped).as(column.name)),
  ]
  query = query.select(selected)
  return spec.shape === 'distinct' && !isGrouped ? query.distinct() : query
}

function valueIn(eb: any, { value, type }: SpecColumn, ref: (place: Place) => string, isGrouped: boolean): any {
  const { kind } = value
  if (kind === 'now') return castTo(castTo(now(), timestamp()), varchar())
  if (kind === 'fails') return castTo(text('x'), TYPES[type === 'text' ? 'int' : type] as never)
  const wanted = (found: any): any => castTo(found, TYPES[type] as never)
  const raw = (): any => {
    switch (kind) {
      case 'literal':
        return eb.lit(value.n)
      case 'ref':
        return eb.ref(ref(value.a))
      case 'plus':
        return eb(castTo(eb.ref(ref(value.a)), integer() as never), '+', value.n)
      case 'or':
        return eb.fn.coalesce(
          castTo(eb.ref(ref(value.a)), varchar() as never),
          castTo(eb.ref(ref(value.b)), varchar() as never),
        )
      case 'case':
        return eb
          .case()
          .when(eb(castTo(eb.ref(ref(value.a)), integer() as never), '>', value.n))
          .then(castTo(eb.ref(ref(value.b)), varchar() as never))
          .else(text('no'))
          .end()
      case 'variable':
        return eb(castTo(eb.ref(ref(value.a)), integer() as never), '+', more)
    }
  }
  if (!isGrouped) return wanted(raw())
  return type === 'text'
    ? wanted(max(raw()))
    : kind === 'literal'
      ? wanted(count())
      : wanted(sum(castTo(raw(), integer() as never) as never))
}

/** The column that a test looks at: `id` where there is no such number. */
function testedColumn(project: ProjectSpec, spec: ModelSpec, { column }: SpecTest): string {
  const found = columnsOf(project, spec.name).find(({ name }) => name === column)
  return found && found.type !== 'text' ? column : 'id'
}

function testsOf(project: ProjectSpec, spec: ModelSpec, made: ReadonlyMap<string, any>): object {
  if (spec.kind === 'ephemeral') return {}
  const columns: { [column: string]: { tests: unknown[] } } = {}
  for (const test of spec.tests) {
    if (test.kind === 'data' || test.kind === 'rows') continue
    const options = { severity: test.severity, errorIf: `> ${test.most}`, warnIf: `> ${test.most}` } as const
    const entry = {
      notNull,
      unique,
      positive,
      relationships: (given: never) => relationships(made.get('codes'), 'id' as never, given),
    }[test.kind]
    const column = testedColumn(project, spec, test)
    columns[column] ??= { tests: [] }
    columns[column]!.tests.push(entry(options as never))
  }
  return { columns }
}

function rowsTest({ column, most, severity }: SpecTest): any {
  return { expression: (eb: any) => eb(column, '>', -most), severity }
}

function dataTestOf(model: any, { column, most, severity }: SpecTest): unknown {
  return dataTest(
    { m: model },
    ((db: any) =>
      db
        .selectFrom('m')
        .select('m.id')
        .where(`m.${column}`, '>', 90 + most)) as never,
    { severity },
  )
}
