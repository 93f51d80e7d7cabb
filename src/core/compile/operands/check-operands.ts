import {
  AndNode,
  type BinaryOperationNode,
  type OperationNode,
  OperatorNode,
  PrimitiveValueListNode,
  ValueListNode,
} from 'kysely'
import { describeSqlType, type SqlType, typeFamily } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { canonicalName } from '../../functions/call/canonical-function.js'
import type { TreeFacts } from '../../nodes/tree-facts.js'

type TypeOf = (node: OperationNode) => SqlType | undefined

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])
const ORDERING: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', 'between', 'between symmetric'])
const EQUALITY: ReadonlySet<string> = new Set([
  ...['=', '==', '!=', '<>', 'in', 'not in', 'is distinct from', 'is not distinct from'],
  ...['like', 'not like', 'ilike', 'not ilike'],
])

/**
 * Operators on values of types for which engines have different meanings, or only one of them has any. What raw SQL makes
 * is of no known type, and is its writer's.
 */
export function checkOperands(node: BinaryOperationNode, typeOf: TypeOf): readonly Diagnostic[] {
  const operator = OperatorNode.is(node.operator) ? node.operator.operator : undefined
  if (operator === undefined) return []
  if (ARITHMETIC.has(operator) || operator === '||') return computed(operator, node, typeOf)
  if (!ORDERING.has(operator) && !EQUALITY.has(operator)) return []
  return compared(operator, node, typeOf)
}

/** Functions that make JSON or arrays. */
const NESTED_RESULTS: readonly string[] = (
  ['array_agg', 'array_construct', 'flatten', 'json_path', 'object_construct', 'parse_json', 'split'] as const
).map(canonicalName)

/**
 * Whether a query can have {@link checkOperands}. Comparisons, which nearly every query has, depend on their types
 * only where there is JSON or an array.
 */
export function dependsOnOperands({ operators, functions }: TreeFacts, hasNestedInputs: () => boolean): boolean {
  const has = (some: ReadonlySet<string>): boolean => [...operators].some((operator) => some.has(operator))
  if (has(ARITHMETIC) || operators.has('||')) return true
  if (!has(ORDERING) && !has(EQUALITY)) return false
  return makesNested({ functions }) || hasNestedInputs()
}

/** Whether a query itself makes JSON or arrays. */
export function makesNested({ functions }: Pick<TreeFacts, 'functions'>): boolean {
  return NESTED_RESULTS.some((name) => functions.has(name))
}

function computed(operator: string, node: BinaryOperationNode, typeOf: TypeOf): readonly Diagnostic[] {
  const [left, right] = [typeOf(node.leftOperand), typeOf(node.rightOperand)]
  if (!left || !right) return []
  const hint = operator === '||' ? joinHint(left, right) : arithmeticHint(operator, left, right)
  if (hint === undefined) return []
  const of = `${describeSqlType(left)} ${operator} ${describeSqlType(right)}`
  return [{ code: 'E_TYPE_MISMATCH', message: `${of} does not have one meaning on all engines`, hint }]
}

/** How to write an operation on values that are no numbers; `undefined` where it is right as it is. */
function arithmeticHint(operator: string, left: SqlType, right: SqlType): string | undefined {
  const families = [typeFamily(left), typeFamily(right)]
  if (families.every((family) => family === 'number')) return undefined
  const isShift = operator === '-' || operator === '+'
  if (isShift && left.name === 'date' && right.name === 'integer') return undefined
  if (operator === '-' && left.name === 'date' && right.name === 'date') return undefined
  const days = families.filter((family) => family === 'date' || family === 'timestamp')
  if (days.length === 2) return "For the time between two dates, use dateDiff('day', from, to)."
  if (days.length === 1 && families.includes('number')) return "To move a date, use dateAdd('day', n, date)."
  if (days.length === 1) return 'Make a date of the other value first: castTo(x, date()).'
  return 'Use it with numbers; castTo(x, integer()) makes one of a value.'
}

/** Types that become strings in the same way on all engines when they are joined. */
const JOINED: ReadonlySet<string> = new Set(['varchar', 'integer', 'bigint', 'decimal', 'boolean'])

function joinHint(left: SqlType, right: SqlType): string | undefined {
  const names = [left.name, right.name]
  if (names.every((name) => JOINED.has(name)) || names.every((name) => name === 'binary')) return undefined
  if (names.includes('array'))
    return "No operator joins arrays on all engines: use Kysely's sql template with the engine's own function."
  if (names.includes('json')) return 'Extract the string first: jsonPath(x, path, varchar()).'
  return 'It joins strings: dateText(x) makes one of a date, castTo(x, varchar()) of another value.'
}

function compared(operator: string, node: BinaryOperationNode, typeOf: TypeOf): readonly Diagnostic[] {
  const types = [node.leftOperand, ...operandsIn(node.rightOperand)].map(typeOf)
  if (types.some((type) => type?.name === 'json'))
    return [
      {
        code: 'E_TYPE_MISMATCH',
        message: `${operator} cannot compare JSON, because one engine compares its text and another its values`,
        hint: 'Compare a value in it: jsonPath(x, path, varchar()).',
      },
    ]
  if (!ORDERING.has(operator) || !types.some((type) => type?.name === 'array')) return []
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `${operator} cannot compare arrays, because not every engine orders them`,
      hint: 'Compare their sizes with arraySize(x), or ask with = whether they are equal.',
    },
  ]
}

/** The values on the right of an operator: of a list each. */
function operandsIn(node: OperationNode): readonly OperationNode[] {
  if (AndNode.is(node)) return [node.left, node.right]
  if (ValueListNode.is(node)) return node.values
  return PrimitiveValueListNode.is(node) ? [] : [node]
}
