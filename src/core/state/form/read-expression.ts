import {
  AggregateFunctionNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  OrNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
  ValueNode,
} from 'kysely'
import { VARIABLE } from '../../definitions/variable.js'
import { immediate, immediateText } from '../../nodes/immediate.js'
import { isNode } from '../../nodes/is-node.js'
import { unwrapRaw } from '../../nodes/unwrap-raw.js'
import { isBranch, type Part, tree } from './algebra.js'
import { NotCanonical } from './not-canonical.js'
import { plainValue } from './plain-value.js'
import { columnOf, type ExpressionReader, namesWithin, type QueryScope } from './scope.js'

/** Functions whose results differ from call to call: two queries that are the same up to where they call them are not the same. */
const VOLATILE =
  /^(?:rand|random|setseed|randn|randstr|uniform|normal|zipf|uuid|uuidv4|uuidv7|gen_random_uuid|uuid_string|nextval|currval|seq[1248]|clock_timestamp|systimestamp)$/i

/** An expression, with its names resolved. */
export function readExpression(node: OperationNode, scope: QueryScope, reader: ExpressionReader): Part {
  const read = (inner: OperationNode): Part => readExpression(inner, scope, reader)
  if (ReferenceNode.is(node)) {
    if (!ColumnNode.is(node.column)) throw new NotCanonical('all columns as a value')
    return columnOf(node.table?.table.identifier.name, node.column.column.name, scope)
  }
  if (ColumnNode.is(node)) return columnOf(undefined, node.column.name, scope)
  if (SelectQueryNode.is(node)) return { kind: 'select', select: reader.query(node, scope) }
  if (ParensNode.is(node)) return parens(read(node.node))
  if (ValueNode.is(node)) return valueTree(node.value)
  if (PrimitiveValueListNode.is(node)) return tree('ValueListNode', { values: node.values.map(valueTree) })
  if (BinaryOperationNode.is(node) && AndNode.is(node.rightOperand)) return between(node, node.rightOperand, read)
  if (AndNode.is(node)) return tree('and', { parts: conjuncts(node, read) })
  if (OrNode.is(node)) return tree('or', { parts: disjuncts(node, read) })
  if (RawNode.is(node)) return raw(node, scope, read)
  if (TableNode.is(node)) throw new NotCanonical('a table as a value')
  if (FunctionNode.is(node) || AggregateFunctionNode.is(node)) {
    if (VOLATILE.test(node.func)) throw new NotCanonical('a volatile function')
    if (node.func === VARIABLE) return variable(node as FunctionNode, reader)
  }
  return tree(node.kind, parts(node, read))
}

/** `between 1 and 3`: the two bounds are no conditions, and have an order. */
function between(node: BinaryOperationNode, { left, right }: AndNode, read: (node: OperationNode) => Part): Part {
  return tree('between', {
    of: read(node.leftOperand),
    operator: read(node.operator),
    bounds: [read(left), read(right)],
  })
}

/** The conditions that all have to hold. */
export function conjuncts(node: OperationNode, read: (node: OperationNode) => Part): Part[] {
  if (ParensNode.is(node)) return conjuncts(node.node, read)
  if (!AndNode.is(node)) return [read(node)]
  // Without parentheses, the text of such a tree means something else.
  if (OrNode.is(node.left) || OrNode.is(node.right)) throw new NotCanonical('"or" within "and"')
  return [...conjuncts(node.left, read), ...conjuncts(node.right, read)]
}

function disjuncts(node: OperationNode, read: (node: OperationNode) => Part): Part[] {
  if (!OrNode.is(node)) return [read(node)]
  return [...disjuncts(node.left, read), ...disjuncts(node.right, read)]
}

/** Parts of an expression for which parentheses mean nothing. */
const CLOSED: ReadonlySet<string> = new Set([
  'value',
  'parens',
  'FunctionNode',
  'AggregateFunctionNode',
  'CaseNode',
  'CastNode',
  'either',
])

/** An expression in parentheses, where they say something. */
export function parens(part: Part): Part {
  if (!isBranch(part) || part.kind !== 'tree' || CLOSED.has(part.of)) return part
  return tree('parens', { part })
}

function valueTree(value: unknown): Part {
  return tree('value', { value: plainValue(value) })
}

function variable({ arguments: [name, byDefault] }: FunctionNode, { context }: ExpressionReader): Part {
  return valueTree(context.variable(immediateText(name), immediate(byDefault)))
}

function parts(node: OperationNode, read: (node: OperationNode) => Part): { readonly [name: string]: Part } {
  const found: { [name: string]: Part } = {}
  for (const [name, value] of Object.entries(node)) {
    if (name === 'kind' || value === undefined || (Array.isArray(value) && value.length === 0)) continue
    found[name] = partOf(value, read)
  }
  return found
}

function partOf(value: unknown, read: (node: OperationNode) => Part): Part {
  if (isNode(value)) return read(value)
  if (Array.isArray(value)) return value.map((each) => partOf(each, read))
  return plainValue(value)
}

/** Names in the text of raw SQL, other than those that are called. */
const NAME = /"(?:[^"]|"")*"|`[^`]*`|[\p{L}_][\p{L}\p{N}_$]*(?!\s*\(|[\p{L}\p{N}_$])/gu

/** Raw SQL whose text names nothing of the query: then it is a function of its parts. */
function raw(node: RawNode, scope: QueryScope, read: (node: OperationNode) => Part): Part {
  const wrapped = unwrapRaw(node)
  if (wrapped) return parens(read(wrapped))
  const text = node.sqlFragments.join(' ? ')
  if (/--|\/\*|\$[$\d]|\bselect\b/i.test(text)) throw new NotCanonical('raw SQL with a query or a comment')
  const outside = text.replace(/'(?:[^']|'')*'/g, "''")
  if ((outside.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []).some((word) => VOLATILE.test(word)))
    throw new NotCanonical('a volatile function')
  const names = namesWithin(scope)
  const words = (outside.match(NAME) ?? []).map((word) => word.replace(/^["`]|["`]$/g, '').toLowerCase())
  if (words.length > 0 && (!names || words.some((word) => names.has(word))))
    throw new NotCanonical('raw SQL that may name columns')
  return tree('raw', { text: node.sqlFragments, parts: node.parameters.map(read) })
}
