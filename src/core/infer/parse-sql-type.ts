import { DataTypeNode, type OperationNode, RawNode } from 'kysely'
import type { SqlType } from '../columns/index.js'

const NAMES: { readonly [name: string]: SqlType } = {
  int: { name: 'integer' },
  int4: { name: 'integer' },
  integer: { name: 'integer' },
  int8: { name: 'bigint' },
  bigint: { name: 'bigint' },
  double: { name: 'double' },
  'double precision': { name: 'double' },
  float: { name: 'double' },
  float8: { name: 'double' },
  varchar: { name: 'varchar' },
  text: { name: 'varchar' },
  string: { name: 'varchar' },
  boolean: { name: 'boolean' },
  bool: { name: 'boolean' },
  date: { name: 'date' },
  timestamp: { name: 'timestamp' },
  datetime: { name: 'timestamp' },
  timestamp_ntz: { name: 'timestamp' },
  blob: { name: 'binary' },
  binary: { name: 'binary' },
  json: { name: 'json' },
  variant: { name: 'json' },
}

/** The canonical type that a cast names, as written with Kysely's own `cast` or an sql template. */
export function parseSqlType(node: OperationNode): SqlType | undefined {
  if (DataTypeNode.is(node)) return typeOfText(node.dataType)
  if (RawNode.is(node) && node.parameters.length === 0) return typeOfText(node.sqlFragments[0]!)
  return undefined
}

/** The canonical type that a type's name stands for: `decimal(18, 1)`, `varchar(20)`, `timestamp_ntz(9)`. */
function typeOfText(text: string): SqlType | undefined {
  const match = /^\s*([a-z_0-9 ]+?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/i.exec(text)
  if (!match) return undefined
  const name = match[1]!.toLowerCase()
  if (name === 'decimal' || name === 'numeric' || name === 'number')
    return match[2] === undefined
      ? undefined
      : { name: 'decimal', precision: Number(match[2]), scale: Number(match[3] ?? 0) }
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
}
