import { AggregateFunctionNode, FunctionNode, type OperationNode } from 'kysely'
import { canonicalName } from '../functions/call/canonical-function.js'
import { constant, immediate, immediateText } from '../nodes/immediate.js'
import { operand } from '../nodes/operand.js'
import { withFrame } from '../nodes/window-frame.js'
import type { RenderFunction } from './function-table.js'

/** Writes a call of the engine's own function with all arguments: `length(x)`. */
export function call(name: string): RenderFunction {
  return (write, args) => {
    write.sql(`${name}(`)
    write.list(args)
    write.sql(')')
  }
}

/**
 * Writes SQL with arguments in it: `{0}` is the first argument, `{0!}` the same as the operand of an operator, in
 * parentheses where it needs them.
 */
export function pattern(text: string): RenderFunction {
  const parts = text.split(/\{(\d+!?)\}/)
  return (write, args) => {
    for (const [i, part] of parts.entries()) {
      const node = args[Number.parseInt(part, 10)]
      if (i % 2 === 0) write.sql(part)
      else if (!node) throw new TypeError(`"${text}" was made without its argument ${part}`)
      else write.node(part.endsWith('!') ? operand(node) : node)
    }
  }
}

/** Writes one of two patterns: the second where the last argument, the flags, says that case does not count. */
export function byFlags(exact: string, ignoringCase: string): RenderFunction {
  return (write, args, node) => pattern(immediateText(args.at(-1)) === 'i' ? ignoringCase : exact)(write, args, node)
}

/**
 * Writes a substring. Where it would begin before the string, or has a length below 0, engines return different strings:
 * here it is empty, on all of them.
 */
export const substring: RenderFunction = (write, args, node) => {
  const [, start, size] = args
  const from = immediate(start)
  const isPlain = typeof from === 'number' && from > 0
  const isSized = size === undefined || immediate(size) !== undefined
  const length = isSized ? '{2}' : 'greatest({2}, 0)'
  const piece = size === undefined ? 'substring({0}, {1})' : `substring({0}, {1}, ${length})`
  const isBefore = typeof from === 'number' ? `length({0}) < ${-from}` : '{1!} = 0 or -({1}) > length({0})'
  pattern(isPlain ? piece : `case when ${isBefore} then '' else ${piece} end`)(write, args, node)
}

/** Writes a number of characters of a string's end; a length below 0 gives none, where engines count from the other end. */
export function endOfText(name: string): RenderFunction {
  return (write, args, node) => {
    const isConstant = immediate(args[1]) !== undefined
    pattern(isConstant ? `${name}({0}, {1})` : `${name}({0}, greatest({1}, 0))`)(write, args, node)
  }
}

/** Writes arguments joined by an operator, in parentheses: `(a || b || c)`. */
export function chain(operator: string): RenderFunction {
  return (write, args) => {
    write.sql('(')
    args.forEach((arg, i) => {
      if (i > 0) write.sql(` ${operator} `)
      write.node(operand(arg))
    })
    write.sql(')')
  }
}

/** Writes the engine's own aggregate of a name, with DISTINCT, ORDER BY, FILTER and OVER as they are. */
export function aggregate(name: string): RenderFunction {
  return (write, _args, node) => write.node({ ...aggregateNode(node), func: name } as AggregateFunctionNode)
}

/** Writes the engine's own aggregate of a name over doubles: `median(cast(x as double))`. */
export function aggregateOfDouble(name: string): RenderFunction {
  return (write, [value, ...others], node) => {
    const aggregated = [asDouble(value!), ...others]
    write.node({ ...aggregateNode(node), func: name, aggregated } as AggregateFunctionNode)
  }
}

/** A value cast to a double. */
export function asDouble(node: OperationNode): OperationNode {
  return FunctionNode.create(canonicalName('cast'), [node, constant({ name: 'double' })])
}

/** Writes a window function over the whole partition, if no frame is given: the default one would end at the current row. */
export function overWholePartition(name: string): RenderFunction {
  return (write, args, node) => {
    const { over } = aggregateNode(node)
    call(name)(write, args, node)
    if (!over) return
    write.sql(' ')
    write.node(over.orderBy ? withFrame(over, 'rows between unbounded preceding and unbounded following') : over)
  }
}

/** The node of an aggregate's call; helpers never make another one. */
export function aggregateNode(node: OperationNode): AggregateFunctionNode {
  if (!AggregateFunctionNode.is(node)) throw new TypeError('an aggregate was made as a scalar function')
  return node
}
