import type { OperationNode, Operator } from 'kysely'
import { JSONOperatorChainNode, JSONPathNode } from 'kysely'
import { type Refusal, refusal } from './node-rule.js'

const bits = (name: string): Refusal => refusal('operators on bits', `Use the function ${name}(a, b), with eb.fn.`)
const regexp = refusal(
  'operators ~ and ~*',
  'Use regexpLike(x, pattern) or the operator regexp. Both match all of x: write .*pattern.* to look anywhere in it.',
)
const arrays = refusal('operators on arrays and ranges', 'Use arrayContains(…), or array_contains and arrays_overlap.')
const isNotDistinct = "Use 'is not distinct from'."

/** Which operators Snowflake has; for the others, what to use instead. */
const OPERATORS: { readonly [O in Operator]: true | Refusal } = {
  '=': true,
  '==': refusal('operator ==', "Use '='."),
  '!=': true,
  '<>': true,
  '>': true,
  '>=': true,
  '<': true,
  '<=': true,
  in: true,
  'not in': true,
  is: true,
  'is not': true,
  like: true,
  'not like': true,
  match: refusal('operator MATCH', 'Use regexpLike(x, pattern) or the function search(…).'),
  ilike: true,
  'not ilike': true,
  '@>': arrays,
  '<@': arrays,
  '^@': refusal('operator ^@', 'Use startsWith(x, prefix).'),
  '&&': arrays,
  '?': arrays,
  '?&': arrays,
  '?|': arrays,
  '!<': refusal('operator !<', "Use '>='."),
  '!>': refusal('operator !>', "Use '<='."),
  '<=>': refusal('operator <=>', isNotDistinct),
  '!~': regexp,
  '~': regexp,
  '~*': regexp,
  '!~*': regexp,
  '@@': refusal('text search operators', 'Use the function search(…).'),
  '@@@': refusal('text search operators', 'Use the function search(…).'),
  '!!': refusal('operator !!', 'Use eb.not(…).'),
  '<->': refusal('operator <->', 'Use vector_l2_distance(a, b) or st_distance(a, b).'),
  regexp: true,
  'is distinct from': true,
  'is not distinct from': true,
  '+': true,
  '-': true,
  '*': true,
  '/': true,
  '%': true,
  '^': bits('bitxor'),
  '&': bits('bitand'),
  '|': bits('bitor'),
  '#': bits('bitxor'),
  '<<': bits('bitshiftleft'),
  '>>': bits('bitshiftright'),
  '||': true,
  '->': refusal('operator ->', "Use path(x, 'key'), or eb.ref(column, '->').key(…)."),
  '->>': refusal('operator ->>', "Use path(x, 'key').cast('varchar'), or eb.ref(column, '->>').key(…)."),
  not: true,
  exists: true,
  'not exists': true,
  between: true,
  'between symmetric': refusal('BETWEEN SYMMETRIC', 'Use between with least(a, b) and greatest(a, b).'),
}

/** Whether an operator may be used in a node. In Kysely's references into JSON the arrow becomes a path. */
export function checkOperator(operator: Operator, parent: OperationNode | undefined): Refusal | undefined {
  if (parent && (JSONOperatorChainNode.is(parent) || JSONPathNode.is(parent))) return undefined
  const rule = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : refusal(`operator ${operator}`, 'Use sql.')
  return rule === true ? undefined : rule
}
