import {
  AndNode,
  BinaryOperationNode,
  type OperationNode,
  OperatorNode,
  OrNode,
  ParensNode,
  RawNode,
  UnaryOperationNode,
} from 'kysely'
import { type Binding, bindingOfText } from './binding-of-text.js'

const MULTIPLICATION: ReadonlySet<string> = new Set(['*', '/', '%'])
const ADDITION: ReadonlySet<string> = new Set(['+', '-'])
const COMPARISON: ReadonlySet<string> = new Set([
  ...['=', '==', '!=', '<>', '>', '>=', '<', '<=', '<=>', '!<', '!>', 'in', 'not in', 'is', 'is not'],
  ...['like', 'not like', 'ilike', 'not ilike', 'regexp', 'match', 'between', 'between symmetric'],
  ...['is distinct from', 'is not distinct from', '~', '!~', '~*', '!~*', 'exists', 'not exists'],
])

/** What an operator asks of its two operands: each binds at least that tightly, or gets parentheses. */
interface Operands {
  readonly left: Binding
  readonly right: Binding
}

/** How tightly the outermost operator of an expression binds. */
function bindingOf(node: OperationNode): Binding {
  if (OrNode.is(node)) return 'or'
  if (AndNode.is(node)) return 'and'
  if (BinaryOperationNode.is(node)) return bindingOfOperator(operatorOf(node))
  if (UnaryOperationNode.is(node)) return bindingOfUnary(operatorOf(node))
  if (RawNode.is(node)) return bindingOfRaw(node)
  return 'operand'
}

/** What the operator of a node asks of its operands. */
export function operandsOf(node: BinaryOperationNode): Operands {
  const operator = operatorOf(node)
  switch (bindingOfOperator(operator)) {
    case 'comparison':
      return { left: 'other', right: 'other' }
    case 'addition':
      return { left: 'addition', right: 'multiplication' }
    case 'multiplication':
      return { left: 'multiplication', right: 'minus' }
    default:
      // Engines place these differently among the others.
      return { left: 'minus', right: 'minus' }
  }
}

/** The expression, in parentheses if it binds less tightly than it must. */
export function bound(node: OperationNode, atLeast: Binding): OperationNode {
  return BINDINGS.indexOf(bindingOf(node)) < BINDINGS.indexOf(atLeast) ? ParensNode.create(node) : node
}

/** The name of an operation's operator; `undefined` of one that is written with `sql`. */
export function operatorOf({ operator }: BinaryOperationNode | UnaryOperationNode): string | undefined {
  return OperatorNode.is(operator) ? operator.operator : undefined
}

/** From the loosest to the tightest. */
const BINDINGS: readonly Binding[] = [
  'or',
  'and',
  'not',
  'comparison',
  'other',
  'addition',
  'multiplication',
  'minus',
  'operand',
]

function bindingOfOperator(operator: string | undefined): Binding {
  if (operator === undefined || COMPARISON.has(operator)) return 'comparison'
  if (ADDITION.has(operator)) return 'addition'
  return MULTIPLICATION.has(operator) ? 'multiplication' : 'other'
}

function bindingOfUnary(operator: string | undefined): Binding {
  if (operator === 'exists') return 'operand'
  return operator === '-' ? 'minus' : 'not'
}

function bindingOfRaw(node: RawNode): Binding {
  const [only] = node.parameters
  const isTransparent = node.parameters.length === 1 && node.sqlFragments.every((text) => text.trim() === '')
  return isTransparent ? bindingOf(only!) : bindingOfText(textOf(node))
}

/** The text of raw SQL; what is put into it counts as one operand, unless it is raw SQL itself. */
function textOf({ sqlFragments, parameters }: RawNode): string {
  return sqlFragments
    .map((text, i) => {
      const parameter = parameters[i]
      if (!parameter) return text
      return `${text}${RawNode.is(parameter) ? textOf(parameter) : ' x '}`
    })
    .join('')
}
