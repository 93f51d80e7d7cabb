import type { LiteralStyle } from '../../../core/render/literal.js'

/** DuckDB's literals: a backslash in text is a character like any other. */
export const duckDbLiterals: LiteralStyle = {
  escapeText: (text) => text.replaceAll("'", "''"),
  timestamp: (text) => `timestamp '${text}'`,
  binary: (hex) => `from_hex('${hex}')`,
}
