import { quotedNames } from '../errors/wording.js'
import { describeConstraint } from '../relations/constraint.js'
import type { SqlDialect } from '../steps/sql-dialect.js'
import type { Step } from '../steps/step.js'

/** A step of a plan for readers. */
export interface DescribedStep {
  readonly kind: Step['kind']
  /** What the step does that its statements do not say: what it reads first, checks, notes or leaves unchanged. */
  readonly description?: string | undefined
  /** The statements that it sends, in order. */
  readonly statements: readonly string[]
}

type Descriptions = {
  readonly [K in Step['kind']]:
    | ((step: Extract<Step, { kind: K }>, dialect: SqlDialect) => string | undefined)
    | undefined
}

/** Complete by its type: a new kind of step says here whether its statements say everything. */
const DESCRIPTIONS: Descriptions = {
  createSchema: undefined,
  createView: undefined,
  createTableAs: undefined,
  createDynamicTable: undefined,
  alterDynamicTable: undefined,
  applySettings: undefined,
  keepRelation: ({ relation }, { quoteRelation }) => `leaves ${quoteRelation(relation)} unchanged: it is up to date`,
  reuse: () => 'sends nothing: its code and all that it reads are the same',
  note: ({ message, hint }) => `note: ${message}\n${hint}`,
  publishTable: ({ constraints = [] }, { capabilities, title }) => {
    const stored = constraints.filter(({ kind }) => capabilities.constraints[kind] === 'stored')
    return stored.length === 0
      ? undefined
      : `${title} stores without enforcing: ${stored.map(describeConstraint).join('; ')}`
  },
  cloneTable: undefined,
  swapTable: ({ tests }) => `when ${quotedNames(tests)} ${tests.length === 1 ? 'has' : 'have'} passed:`,
  alterConstraints: undefined,
  attempt: ({ undo }, dialect) => {
    const statements = undo.flatMap((step) => dialect.render(step))
    return `if one of the next steps fails: ${statements.join('; ')}`
  },
  insert: undefined,
  update: undefined,
  delete: undefined,
  merge: undefined,
  dropRelation: undefined,
  alterColumns: ({ like }, { quoteRelation }) => `reads the column types of ${quoteRelation(like)} first`,
  widenColumns: undefined,
  assertUniqueKey: ({ key, isStored }) =>
    `refuses ${isStored ? 'the stored rows' : 'the rows'} where ${quotedNames(key)} repeats or is NULL`,
  refuseRows: ({ which }) => `refuses new rows ${which}`,
  assertContract: ({ relation, columns }, { quoteRelation }) =>
    `reads the column types of ${quoteRelation(relation)}, and refuses others than the contract's: ${quotedNames(Object.keys(columns))}`,
  assertConstraints: ({ rules }) => `refuses rows that break ${rules.map(({ says }) => says).join('; ')}`,
  assertColumnTypes: ({ batch, onChange, widens }, { quoteRelation }) => {
    const types = batch ? `reads the column types of ${quoteRelation(batch)}, and ` : ''
    const first = widens ? 'makes stored columns wider where no value is lost, and ' : ''
    return `${types}${first}${onChange === 'fail' ? 'refuses' : 'notes'} types that are not those of the stored columns`
  },
  assertEventTimes: ({ of, column, rows, batch, refusesNulls }) => {
    const outside =
      rows === 'batch'
        ? [`refuses rows outside of the batch ${batch}`]
        : rows === 'input' && batch !== ''
          ? [`notes rows before ${batch}`]
          : []
    const nulls = refusesNulls ? [`refuses rows where "${column}" of "${of}" is NULL`] : []
    return [...nulls, ...outside].join(', and ')
  },
  remember: undefined,
  batches: ({ batches, isConcurrent }) =>
    `computes ${batches.length === 1 ? 'one batch' : `${batches.length} batches${isConcurrent ? ' at the same time' : ''}`}; one that fails leaves the others`,
  test: undefined,
  hook: ({ hook }) => `the ${hook}`,
  resultsHook: ({ hook }) => `the ${hook}, whose statements are made of the results of the run`,
  unitTest: () => 'runs in memory, without the target',
  transaction: undefined,
}

/** What a step does, in words and statements: of a transaction or an attempt, each step in it. */
export function describeStep(step: Step, dialect: SqlDialect): readonly DescribedStep[] {
  const describe = DESCRIPTIONS[step.kind] as ((step: Step, dialect: SqlDialect) => string | undefined) | undefined
  const said = { kind: step.kind, ...(describe && { description: describe(step, dialect) }) }
  if (step.kind === 'attempt')
    return [{ ...said, statements: [] }, ...step.steps.flatMap((inner) => describeStep(inner, dialect))]
  if (step.kind === 'batches')
    return [
      { ...said, statements: [] },
      ...step.batches.flatMap((batch) => [
        { kind: step.kind, description: `batch ${batch.name}`, statements: [] },
        ...batch.steps.flatMap((inner) => describeStep(inner, dialect)),
      ]),
    ]
  if (step.kind !== 'transaction') return [{ ...said, statements: dialect.render(step) }]
  // A transaction of nothing is its first and its last statement.
  const ends = dialect.render({ kind: 'transaction', steps: [] })
  return [
    { ...said, statements: ends.slice(0, 1) },
    ...step.steps.flatMap((inner) => describeStep(inner, dialect)),
    { ...said, statements: ends.slice(1) },
  ]
}
