import type { RenderFunction } from '../../../core/compile/function-table.js'
import { immediateType } from '../../../core/compile/immediate.js'
import { pattern } from '../../../core/compile/render.js'
import { KerrosError } from '../../../core/errors/index.js'
import { castOperand } from './snowflake-aggregates.js'

export const cast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  const text = type.name === 'json' ? 'to_variant({0})' : `cast({0} as ${write.typeName(type)})`
  pattern(text)(write, args.map(castOperand), node)
}

export const divide: RenderFunction = (write, args, node) =>
  pattern('(cast({0} as double) / nullif(cast({1} as double), 0))')(write, args.map(castOperand), node)

/** TRY_CAST knows no semi-structured types. */
export const tryCast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  if (type.name === 'array')
    throw new KerrosError('E_UNSUPPORTED', 'Snowflake cannot try_cast text to an array', {
      hint: 'Use split(x, separator), or tryCast(x, json()) for JSON text.',
    })
  pattern(type.name === 'json' ? 'try_parse_json({0})' : `try_cast({0} as ${write.typeName(type)})`)(write, args, node)
}

export const jsonPath: RenderFunction = (write, args, node) => {
  const type = immediateType(args[2])
  const found = 'get_path({0}, {1})'
  pattern(type.name === 'json' ? found : `cast(${found} as ${write.typeName(type)})`)(write, args, node)
}
