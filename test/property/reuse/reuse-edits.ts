import type { Random } from '../../oracles/random.js'
import {
  type Condition,
  columnsOf,
  type Expression,
  INPUTS,
  isHistory,
  isIncremental,
  isUnique,
  type Kind,
  type ModelSpec,
  type Place,
  type ProjectSpec,
  readersOf,
  type SpecColumn,
  type SpecTest,
  specOf,
  type Type,
} from './reuse-spec.js'
import type { Row } from './reuse-world.js'

const KINDS: readonly Kind[] = [
  ...Array<Kind>(9).fill('table'),
  ...Array<Kind>(5).fill('view'),
  ...Array<Kind>(2).fill('ephemeral'),
  'append',
  'merge',
  'merge',
  'delete+insert',
  'merge all',
  'merge clauses',
  'merge excluded',
  'merge predicates',
  'touched',
  'touched',
  'self',
  'check',
  'timestamp',
  'scd1',
]
const SIMPLE: readonly Kind[] = ['table', 'table', 'table', 'table', 'view', 'ephemeral']
const TEXTS = ['a', 'b', 'c', '', null]

/** A random project of some models. */
export function randomSpec(random: Random, size: number, isSimple: boolean): ProjectSpec {
  let project: ProjectSpec = { models: [], seedRows: rowsOf(random, 4), seedIsBig: false }
  for (let i = 0; i < size; i++) project = withModel(project, random, `m${i}`, isSimple)
  return project
}

/** Rows of a source or a seed, with an id each. */
export function rowsOf(random: Random, size: number): readonly Row[] {
  return Array.from({ length: size }, (_, i) => rowOf(random, i + 1))
}

function rowOf(random: Random, id: number): Row {
  const number = (): number | null => random.one([0, 1, 2, 3, 4, 5, null])
  return [id, number(), number(), number(), random.one(TEXTS), moment(random.below(20))]
}

const moment = (at: number): string => `2026-01-01 00:00:${String(at).padStart(2, '0')}`

/** Rows after an insert, an update or a delete; `at` is when the change is made. */
export function changedRows(rows: readonly Row[], random: Random, at: number): readonly Row[] {
  const stamp = `2026-02-01 ${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}:00`
  const known = rows.length > 0 ? random.below(rows.length) : -1
  const kind = random.below(4)
  if (kind === 0 && known >= 0) return rows.filter((_, i) => i !== known)
  if (kind === 1 && known >= 0)
    return rows.map((row, i) =>
      i === known ? [...rowOf(random, row[0] as number).slice(0, 5), random.below(2) ? row[5]! : stamp] : row,
    )
  const last = Math.max(0, ...rows.map((row) => row[0] as number))
  return [...rows, [...rowOf(random, last + 1).slice(0, 5), random.below(5) ? stamp : moment(random.below(20))]]
}

/** The project with one model more. */
function withModel(project: ProjectSpec, random: Random, name: string, isSimple: boolean): ProjectSpec {
  const kind = random.one(isSimple ? SIMPLE : KINDS)
  const spec = fitted(project, random, {
    name,
    kind,
    x: random.one(namesOf(project)),
    join: undefined,
    where: [],
    shape: random.below(4) === 0 ? 'groups' : random.below(8) === 0 ? 'distinct' : 'rows',
    columns: [],
    tests: [],
    alias: undefined,
    onSchemaChange: random.one([undefined, undefined, 'append_new_columns', 'sync_all_columns'] as const),
    onChange: random.below(4) === 0 ? 'fullRefresh' : undefined,
    ties: random.below(2) === 0,
    deletes: random.below(2) === 0,
    audit: random.below(6) === 0,
    hook: false,
    words: { alias: 'l', isReversed: false, step: 'none', description: '', file: '' },
  })
  const read: ProjectSpec = { ...project, models: [...project.models, spec] }
  const joined = random.below(3) === 0 ? withJoin(read, random, spec) : spec
  const size = 1 + random.below(4)
  const full = replaced(read, {
    ...joined,
    where: random.below(2) === 0 ? [conditionOf(read, joined, random)] : [],
    columns: Array.from({ length: size }, (_, i) => columnOf(read, joined, random, `c${i}`)),
  })
  return random.below(3) === 0 ? replaced(full, { ...specOf(full, name)!, tests: [testOf(full, random, name)] }) : full
}

/** The nearer, the likelier, so that chains come about. */
function namesOf(project: ProjectSpec): readonly string[] {
  return [...INPUTS, ...project.models.slice(-4).flatMap(({ name }) => [name, name])]
}

/** Another input where a kind needs rows with a key of their own. */
function fitted(project: ProjectSpec, random: Random, spec: ModelSpec): ModelSpec {
  const needsKey =
    isHistory(spec.kind) || (isIncremental(spec.kind) && spec.kind !== 'append' && spec.kind !== 'touched')
  if (!needsKey || isUnique(project, spec.x)) return spec
  const reads = readersOf(project, spec.name)
  return {
    ...spec,
    x: random.one(namesOf(project).filter((name) => isUnique(project, name) && name !== spec.name && !reads.has(name))),
  }
}

function withJoin(project: ProjectSpec, random: Random, spec: ModelSpec): ModelSpec {
  const reads = readersOf(project, spec.name)
  const known = namesOf(project).filter((name) => name !== spec.name && !reads.has(name) && isUnique(project, name))
  const on = random.one([
    'id',
    ...columnsOf(project, spec.x)
      .filter(({ type }) => type !== 'text')
      .map(({ name }) => name),
  ])
  return { ...spec, join: { y: random.one(known), type: random.one(['innerJoin', 'leftJoin'] as const), on } }
}

function placeOf(project: ProjectSpec, spec: ModelSpec, random: Random, type?: 'number'): Place {
  const of = spec.join && random.below(2) === 0 ? 'y' : 'x'
  const columns = columnsOf(project, of === 'y' ? spec.join!.y : spec.x).filter(
    (column) => !type || column.type !== 'text',
  )
  return { of, column: random.one(['id', ...columns.map(({ name }) => name)]) }
}

function conditionOf(project: ProjectSpec, spec: ModelSpec, random: Random): Condition {
  return {
    a: placeOf(project, spec, random, 'number'),
    operator: random.one(['>', '<=', '!='] as const),
    n: random.below(4) === 0 ? 'variable' : random.below(5),
  }
}

function columnOf(project: ProjectSpec, spec: ModelSpec, random: Random, name: string, wanted?: Type): SpecColumn {
  const type = wanted ?? random.one(['int', 'int', 'text', 'bigint'] as const)
  const number = (): Place => placeOf(project, spec, random, 'number')
  const any = (): Place => placeOf(project, spec, random)
  const numbers: (() => Expression)[] = [
    () => ({ kind: 'ref', a: number() }),
    () => ({ kind: 'ref', a: number() }),
    () => ({ kind: 'plus', a: number(), n: random.below(4) }),
    () => ({ kind: 'variable', a: number() }),
    () => ({ kind: 'literal', n: random.below(3) }),
  ]
  const texts: (() => Expression)[] = [
    () => ({ kind: 'ref', a: any() }),
    () => ({ kind: 'or', a: any(), b: any() }),
    () => ({ kind: 'case', a: number(), b: any(), n: random.below(4) }),
    () => (random.below(6) === 0 ? { kind: 'now' } : { kind: 'ref', a: any() }),
  ]
  return { name, type, value: random.one(type === 'text' ? texts : numbers)() }
}

function testOf(project: ProjectSpec, random: Random, name: string): SpecTest {
  const columns = columnsOf(project, name).map((column) => column.name)
  return {
    kind: random.one(['notNull', 'unique', 'positive', 'rows', 'data', 'relationships'] as const),
    column: random.one(['id', ...columns]),
    severity: random.one(['error', 'warn', 'warn'] as const),
    most: random.one([0, 2, 20, 20]),
  }
}

function replaced(project: ProjectSpec, spec: ModelSpec): ProjectSpec {
  return { ...project, models: project.models.map((model) => (model.name === spec.name ? spec : model)) }
}

/** Edits by the numbers of their cases; those of one value are as frequent as all others of a query. */
const CHANGES_OF_ANY = [0, 0, 0, 0, 2, 2, 4, 5, 6, 7, 8, 8, 8, 8, 8, 9, 10, 11, 12, 13, 14, 15]
const CHANGES_OF_OTHERS = [16, 17, 18, 19, 20, 21, 22, 23]

/** An edit that may change what is built: its name, and the project after it. */
export function edited(project: ProjectSpec, random: Random, isSimple: boolean): readonly [string, ProjectSpec] {
  // An ephemeral model that nothing reads is in no relation.
  const spec = random.one(
    project.models.filter(({ name, kind }) => kind !== 'ephemeral' || readersOf(project, name).size > 0),
  )
  const column = spec.columns.length > 0 ? random.one(spec.columns) : undefined
  const to = (what: string, next: Partial<ModelSpec>): readonly [string, ProjectSpec] => [
    `${spec.name}: ${what}`,
    replaced(project, { ...spec, ...next }),
  ]
  const columns = (change: (found: SpecColumn) => SpecColumn): readonly SpecColumn[] =>
    spec.columns.map((found) => (found === column ? change(found) : found))
  switch (random.one(isSimple ? CHANGES_OF_ANY : [...CHANGES_OF_ANY, ...CHANGES_OF_OTHERS])) {
    case 0:
      return to(`another ${column?.name}`, {
        columns: columns((found) =>
          'n' in found.value && random.below(2)
            ? { ...found, value: { ...found.value, n: found.value.n + 1 } }
            : columnOf(project, spec, random, found.name, found.type),
        ),
      })
    case 2: {
      const free = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'].find((name) =>
        spec.columns.every((found) => found.name !== name),
      )
      if (!free) return to('nothing', {})
      return to(`${free} added`, { columns: [...spec.columns, columnOf(project, spec, random, free)] })
    }
    case 4:
      return to(`${column?.name} dropped`, { columns: spec.columns.filter((found) => found !== column) })
    case 5: {
      const type = column?.type === 'int' ? 'bigint' : 'int'
      return column?.type === 'text'
        ? to('nothing', {})
        : to(`${column?.name} retyped`, { columns: columns((found) => ({ ...found, type })) })
    }
    case 6:
      return to('a condition more', { where: [...spec.where, conditionOf(project, spec, random)].slice(-3) })
    case 7:
      return to('a condition less', { where: spec.where.slice(1) })
    case 8:
      return to('another condition', {
        where: spec.where.map((found, i) => {
          if (i > 0) return found
          // Of the same column more often than not: then only the query itself says that rows are others.
          const { operator, n } = conditionOf(project, spec, random)
          return random.below(4) > 0 ? { ...found, operator, n } : conditionOf(project, spec, random)
        }),
      })
    case 9:
      return to('another join', spec.join && random.below(2) ? { join: undefined } : withJoin(project, random, spec))
    case 10:
      return to('the other kind of join', {
        join: spec.join && { ...spec.join, type: spec.join.type === 'leftJoin' ? 'innerJoin' : 'leftJoin' },
      })
    case 11:
      return to('another shape', { shape: random.one(['rows', 'groups', 'distinct'] as const) })
    case 12: {
      const reads = readersOf(project, spec.name)
      const x = random.one(namesOf(project).filter((name) => name !== spec.name && !reads.has(name)))
      return to(`reads ${x}`, fitted(project, random, { ...spec, x }))
    }
    case 13:
      return to('columns in another order', { columns: [...spec.columns].reverse() })
    case 14:
      return to('another test', {
        tests: spec.tests.length > 0 && random.below(2) ? [] : [testOf(project, random, spec.name)],
      })
    case 15: {
      const kind = random.one(isSimple ? SIMPLE : KINDS)
      return to(`becomes ${kind}`, fitted(project, random, { ...spec, kind }))
    }
    case 16:
      return to('fails', { columns: columns((found) => ({ ...found, value: { kind: 'fails' } })) })
    case 17:
      return to('a hook', { hook: !spec.hook })
    case 18:
      return to('an audit', { audit: !spec.audit })
    case 19:
      return to('ties', { ties: !spec.ties })
    case 20:
      return to('deleted rows', { deletes: !spec.deletes })
    case 21:
      return to('another answer to changed columns', {
        onSchemaChange: random.one([undefined, 'append_new_columns', 'sync_all_columns'] as const),
      })
    case 22:
      return to('another name of the relation', { alias: spec.alias ? undefined : `${spec.name}_other` })
    default:
      return spec.columns.some(({ value }) => value.kind === 'fails')
        ? to('fails no longer', { columns: spec.columns.filter(({ value }) => value.kind !== 'fails') })
        : to('rebuilds when its code changes', { onChange: spec.onChange ? undefined : 'fullRefresh' })
  }
}

/** An edit that means nothing: its name, and the project after it. */
export function reworded(project: ProjectSpec, random: Random): readonly [string, ProjectSpec] {
  const spec = random.one(project.models)
  const { words } = spec
  const to = (what: string, next: Partial<ModelSpec['words']>): readonly [string, ProjectSpec] => [
    `${spec.name}: ${what}`,
    replaced(project, { ...spec, words: { ...words, ...next } }),
  ]
  switch (random.below(6)) {
    case 0:
      return to('another alias', { alias: random.one(['l', 'm', 'from_here']) })
    case 1:
      return to('conditions in another order', { isReversed: !words.isReversed })
    case 2:
      return to('a step', { step: random.one(['none', 'with', 'subquery'] as const) })
    case 3:
      return to('a description', { description: `${words.description}.` })
    case 4:
      return to('another file', { file: words.file === '' ? 'b' : '' })
    default: {
      const models = [...project.models]
      const i = random.below(models.length)
      const [moved] = models.splice(i, 1)
      return ['another order of exports', { ...project, models: [...models, moved!] }]
    }
  }
}
