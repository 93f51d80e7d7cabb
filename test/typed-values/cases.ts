import { aggregateForms, type Calls, functionCalls, kyselyCalls } from './calls.js'
import { COLUMNS, PAIRED } from './columns.js'

/** Pairs of other types are refused nearly everywhere, with NULL as without. */
const NUMERIC: ReadonlySet<string> = new Set(['i', 'big', 'p', 'q', 'w', 'n', 'f'])

/** One call with its columns. */
export interface Case {
  readonly name: string
  /** The expression in TypeScript, which is JavaScript too. */
  readonly code: string
  readonly query: 'row' | 'group' | 'all'
  readonly mayFail: boolean
}

const nullable = (column: string): string => `${column}_n`

/** The columns in the place of `A` and `B`: each alone, or all pairs, with and without NULL. */
function operands(code: string): readonly (readonly [a: string, b: string])[] {
  const [hasA, hasB] = [/\bA\b/.test(code), /\bB\b/.test(code)]
  if (!hasA && !hasB) return [['', '']]
  if (!hasB) return COLUMNS.flatMap((a) => [a, nullable(a)].map((each) => [each, ''] as const))
  return PAIRED.flatMap((a) =>
    PAIRED.flatMap((b) => {
      const isAlike = a === b || (NUMERIC.has(a) && NUMERIC.has(b))
      return isAlike ? [[a, b] as const, [nullable(a), b] as const, [a, nullable(b)] as const] : [[a, b] as const]
    }),
  )
}

const withOperands = (code: string, [a, b]: readonly [string, string]): string =>
  code.replace(/\bA\b/g, `T.${a}`).replace(/\bB\b/g, `T.${b}`)

function casesOf([name, calls]: readonly [string, Calls]): readonly Case[] {
  const mayFail = calls.mayFail ?? false
  const rows = (calls.row ?? []).map((code) => [code, 'row'] as const)
  return [...rows, ...(calls.aggregate ?? []).flatMap(aggregateForms)].flatMap(([code, query]) =>
    operands(code).map((pair) => ({ name, code: withOperands(code, pair), query, mayFail })),
  )
}

/** Every call with every column and pair of columns. */
export const allCases: readonly Case[] = [...Object.entries(functionCalls), ...Object.entries(kyselyCalls)].flatMap(
  casesOf,
)

/** Columns of one TypeScript type, which TypeScript cannot tell apart: the first one stands for all. */
const SAME_TYPE: readonly (readonly string[])[] = [
  ['i', 'p', 'n', 'f'],
  ['big', 'huge'],
  ['q', 'w'],
]

/** Operators of one signature. */
const SAME_OPERATOR: readonly (readonly string[])[] = [
  ['*', '+', '-'],
  ['/', '%'],
  ['=', '!=', '<', '>=', 'is distinct from', 'is not distinct from', 'like'],
  ['in', 'not in'],
]

/** The call by which the compiler is asked for the type of a case: one for all that it cannot tell apart. */
export function typedBy(code: string): string {
  const columns = SAME_TYPE.reduce((text, [first, ...others]) => {
    const name = new RegExp(`\\bT\\.(?:${others.join('|')})(_n)?\\b`, 'g')
    return text.replace(name, `T.${first}$1`)
  }, code)
  return SAME_OPERATOR.reduce(
    (text, [first, ...others]) =>
      others.reduce((each, other) => each.replaceAll(`, '${other}', `, `, '${first}', `), text),
    columns,
  )
}
