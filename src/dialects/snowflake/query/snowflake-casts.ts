import type { SqlType } from '../../../core/columns/index.js'
import { KerrosError } from '../../../core/errors/index.js'
import { textForm } from '../../../core/functions/call/text-form.js'
import { constant, immediateType } from '../../../core/nodes/immediate.js'
import { BOOLEAN, STRICT_BOOLEAN } from '../../../core/render/cast-boolean.js'
import type { RenderFunction } from '../../../core/render/function-table.js'
import { isReadAsText, textAtPath } from '../../../core/render/json-text.js'
import { pattern } from '../../../core/render/render.js'
import { castOperand } from './snowflake-aggregates.js'

export const cast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  const text = type.name === 'json' ? 'to_variant({0})' : `cast({0} as ${write.typeName(type)})`
  pattern(text)(write, args.map(castOperand), node)
}

export const divide: RenderFunction = (write, args, node) =>
  pattern('(cast({0} as double) / nullif(cast({1} as double), 0))')(write, args.map(castOperand), node)

/** Text in another form becomes NULL. */
const MATCHED = 'iff(regexp_like({0}, {1}), {0}, null)'

/**
 * Text in another form becomes the empty string, which no conversion accepts; NULL stays NULL. The string is chosen before
 * it is converted, so that it does not matter which branches an engine computes.
 */
const STRICT = 'iff(regexp_like({0}, {1}), {0}, left({0}, 0))'

export const castText: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  const form = textForm(type)
  if (type.name === 'boolean') return pattern(STRICT_BOOLEAN)(write, args, node)
  if (!form) return cast(write, args, node)
  const operands = [args[0]!, constant(form)]
  if (type.name === 'date') return pattern(`to_date(${STRICT}, 'YYYY-MM-DD')`)(write, operands, node)
  if (type.name === 'timestamp') return pattern(`to_timestamp_ntz(${timestampText(STRICT)})`)(write, operands, node)
  const target = write.typeName(type)
  pattern(`cast(trim(${wholeNumber(type, target, 'left({0}, 0)') ?? STRICT}) as ${target})`)(write, operands, node)
}

/**
 * Strings as another type. TRY_CAST knows no semi-structured types, and detects the format of dates itself:
 * `2015` would be a second of 1970.
 *
 * @see https://docs.snowflake.com/en/sql-reference/functions/try_to_date
 */
export const tryCast: RenderFunction = (write, args, node) => {
  const type = immediateType(args[1])
  if (type.name === 'array')
    throw new KerrosError('E_UNSUPPORTED', 'Snowflake cannot try_cast text to an array', {
      hint: 'Use split(x, separator), or tryCast(x, json()) for JSON text.',
    })
  if (type.name === 'json') return pattern('try_parse_json({0})')(write, args, node)
  if (type.name === 'boolean') return pattern(BOOLEAN)(write, args, node)
  const form = textForm(type)
  if (!form) return pattern(`try_cast({0} as ${write.typeName(type)})`)(write, args, node)
  const operands = [args[0]!, constant(form)]
  if (type.name === 'date') return pattern(`try_to_date(${MATCHED}, 'YYYY-MM-DD')`)(write, operands, node)
  if (type.name === 'timestamp')
    return pattern(`try_to_timestamp_ntz(${timestampText(MATCHED)})`)(write, operands, node)
  const target = write.typeName(type)
  pattern(`try_cast(trim(${wholeNumber(type, target, 'null') ?? MATCHED}) as ${target})`)(write, operands, node)
}

const MOST: { readonly [name: string]: bigint | undefined } = { integer: 2n ** 31n - 1n, bigint: 2n ** 63n - 1n }

/** The text of a whole number of 32 or 64 bits, or another text: Snowflake's own whole numbers have 38 digits. */
function wholeNumber(type: SqlType, target: string, otherwise: string): string | undefined {
  const most = MOST[type.name]
  if (most === undefined) return undefined
  const number = `try_cast(trim(${MATCHED}) as ${target})`
  return `iff(${number} between ${-most - 1n} and ${most}, {0}, ${otherwise})`
}

/** A timestamp's text with all its digits and its format: no format of Snowflake takes parts that may be missing. */
function timestampText(text: string): string {
  const plain = `replace(replace(${text}, 'Z', ''), 'T', ' ')`
  return `concat(${plain}, substr('0000-00-00 00:00:00.000000', length(${plain}) + 1)), 'YYYY-MM-DD HH24:MI:SS.FF6'`
}

export const jsonPath: RenderFunction = (write, args, node) => {
  const type = immediateType(args[2])
  if (isReadAsText(type)) return castText(write, [textAtPath(args), args[2]!], node)
  const found = 'get_path({0}, {1})'
  pattern(type.name === 'json' ? found : `cast(${found} as ${write.typeName(type)})`)(write, args, node)
}
