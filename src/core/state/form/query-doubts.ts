import { AggregateFunctionNode, FunctionNode, type OperationNode, RawNode } from 'kysely'
import { VARIABLE } from '../../definitions/variable.js'
import { canonicalFunction } from '../../functions/call/canonical-function.js'
import { unwrapRaw } from '../../nodes/unwrap-raw.js'

/** Why the same query over the same rows may have another result, or read what it does not say. */
export interface QueryDoubt {
  readonly code: 'volatile' | 'unknownFunction' | 'rawSql'
  /** The function's name, where it is about one. */
  readonly name?: string
}

/** Canonical functions whose result hangs on when they are called. */
const OF_TIME: ReadonlySet<string> = new Set(['now'])

/** What Kysely's own helpers call, and other functions of the SQL standard: their result hangs on their arguments alone. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'abs acos asin atan atan2 avg bit_length cardinality ceil ceiling char_length coalesce concat cos count cume_dist degrees dense_rank ' +
    'exp first_value floor greatest lag last_value lead least length ln log log10 lower lpad ltrim max md5 min mod nth_value ntile nullif ' +
    'octet_length percent_rank pi power radians rank repeat replace reverse round row_number rpad rtrim sha256 sign sin sqrt stddev ' +
    'stddev_pop stddev_samp substr substring sum tan trim trunc upper var_pop var_samp variance'
  ).split(' '),
)

/** Words of SQL that are neither functions nor names of what could be read. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'and or not is null true false in between like ilike escape case when then else end as asc desc nulls first last distinct over ' +
    'partition by order rows range groups unbounded preceding following current row within group filter where cast try_cast ' +
    'interval year years quarter quarters month months week weeks day days hour hours minute minutes second seconds ' +
    'integer int bigint smallint tinyint decimal numeric number double precision float real varchar text string char boolean date time ' +
    'timestamp timestamp_ntz zone with without binary varbinary blob json variant'
  ).split(' '),
)

/**
 * What speaks against taking the result of an earlier run for that of this query: the first thing that is found. `undefined` when it is
 * made of nothing but the rows that it reads.
 */
export function queryDoubt(node: OperationNode): QueryDoubt | undefined {
  if (RawNode.is(node) && !unwrapRaw(node) && !isPlainText(node.sqlFragments.join(' ? '))) return { code: 'rawSql' }
  if (FunctionNode.is(node) || AggregateFunctionNode.is(node)) {
    const doubt = functionDoubt(node.func)
    if (doubt) return doubt
  }
  for (const value of Object.values(node)) {
    const doubt = doubtWithin(value)
    if (doubt) return doubt
  }
  return undefined
}

function doubtWithin(value: unknown): QueryDoubt | undefined {
  if (Array.isArray(value)) {
    for (const each of value) {
      const doubt = doubtWithin(each)
      if (doubt) return doubt
    }
    return undefined
  }
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value))
    return undefined
  return queryDoubt(value as OperationNode)
}

function functionDoubt(func: string): QueryDoubt | undefined {
  if (func === VARIABLE) return undefined
  const name = canonicalFunction(func)
  if (name !== undefined) return OF_TIME.has(name) ? { code: 'volatile', name } : undefined
  return KNOWN.has(func.toLowerCase()) ? undefined : { code: 'unknownFunction', name: func }
}

/** Whether raw SQL has only operators, literals and words that read nothing. */
function isPlainText(text: string): boolean {
  const outside = text.replace(/'(?:[^']|'')*'/g, "''")
  // What hides text, or names something: a comment, a quoted name, a parameter of a session.
  if (/--|\/\*|["`$@{}[\]\\]/.test(outside)) return false
  return (outside.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).every((word) => WORDS.has(word.toLowerCase()))
}
