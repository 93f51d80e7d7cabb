import { type OperationNode, ValueNode } from 'kysely'
import { parseJsonPath } from '../../../core/functions/call/json-path.js'
import { textForm } from '../../../core/functions/call/text-form.js'
import { constant, immediateText, immediateType } from '../../../core/nodes/immediate.js'
import { operand } from '../../../core/nodes/operand.js'
import { BOOLEAN, STRICT_BOOLEAN } from '../../../core/render/cast-boolean.js'
import type { RenderFunction } from '../../../core/render/function-table.js'
import { isReadAsText, textAtPath } from '../../../core/render/json-text.js'
import { pattern } from '../../../core/render/render.js'

/** A cast of text to JSON would parse it. */
export const cast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  pattern(type.name === 'json' ? 'to_json({0})' : `cast({0} as ${write.typeName(type)})`)(write, args, node)
}

/** EXTRACT of text in another form is the empty string, which no cast accepts. */
const EXTRACTED = 'regexp_extract({0}, {1})'

export const castText: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  const form = textForm(type)
  if (type.name === 'boolean') return pattern(STRICT_BOOLEAN)(write, args, node)
  const text = `cast(${form ? EXTRACTED : '{0}'} as ${write.typeName(type)})`
  pattern(text)(write, [args[0]!, constant(form)], node)
}

export const tryCast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  const form = textForm(type)
  if (type.name === 'boolean') return pattern(BOOLEAN)(write, args, node)
  const text = `try_cast(${form ? EXTRACTED : '{0}'} as ${write.typeName(type)})`
  pattern(text)(write, [args[0]!, constant(form)], node)
}

/** The text of what is at the path, cast; lists and JSON from JSON itself. */
export const jsonPath: RenderFunction = (write, args, node) => {
  const steps = parseJsonPath(immediateText(args[1]))
  const path = `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`)).join('')}`
  const type = immediateType(args[2])
  if (isReadAsText(type)) return castText(write, [textAtPath(args), args[2]!], node)
  const found =
    type.name === 'json' || type.name === 'array' ? 'json_extract({0}, {1})' : 'json_extract_string({0}, {1})'
  const isCast = type.name !== 'json' && type.name !== 'varchar'
  const text = isCast ? `cast(${found} as ${write.typeName(type)})` : found
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
