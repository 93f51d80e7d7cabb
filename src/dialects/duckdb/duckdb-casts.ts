import { type OperationNode, ValueNode } from 'kysely'
import type { RenderFunction } from '../../core/compile/function-table.js'
import { immediateText, immediateType } from '../../core/compile/immediate.js'
import { operand } from '../../core/compile/operand.js'
import { pattern } from '../../core/compile/render.js'
import { parseJsonPath } from '../../core/functions/json-path.js'

/** A cast of text to JSON would parse it. */
export const cast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  pattern(type.name === 'json' ? 'to_json({0})' : `cast({0} as ${write.typeName(type)})`)(write, args, node)
}

export const tryCast: RenderFunction = (write, args, node) =>
  pattern(`try_cast({0} as ${write.typeName(immediateType(args[1]))})`)(write, args, node)

/** The text of what is at the path, cast; lists and JSON from JSON itself. */
export const jsonPath: RenderFunction = (write, args, node) => {
  const steps = parseJsonPath(immediateText(args[1]))
  const path = `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`)).join('')}`
  const type = immediateType(args[2])
  const extracted =
    type.name === 'json' || type.name === 'array' ? 'json_extract({0}, {1})' : 'json_extract_string({0}, {1})'
  const isCast = type.name !== 'json' && type.name !== 'varchar'
  const text = isCast ? `cast(${extracted} as ${write.typeName(type)})` : extracted
  pattern(text)(write, [args[0]!, ValueNode.createImmediate(path)], node)
}

/** GREATEST and LEAST leave NULL out. */
export function nullWhenAnyIsNull(name: string): RenderFunction {
  return (write, args) => {
    const isNull = (arg: OperationNode, i: number): void => {
      write.sql(i === 0 ? 'case when ' : ' or ')
      write.node(operand(arg))
      write.sql(' is null')
    }
    args.forEach(isNull)
    write.sql(` then null else ${name}(`)
    write.list(args)
    write.sql(') end')
  }
}
