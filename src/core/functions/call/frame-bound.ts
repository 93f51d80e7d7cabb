import { KerrosError } from '../../errors/index.js'

/** Where a frame may begin. */
export type FrameStart<Offset extends string> =
  | 'unbounded preceding'
  | `${Offset} preceding`
  | 'current row'
  | `${Offset} following`

/** Where a frame may end. */
export type FrameEnd<Offset extends string> =
  | `${Offset} preceding`
  | 'current row'
  | `${Offset} following`
  | 'unbounded following'

/** One end of a frame, read. */
export interface FrameBound {
  readonly sql: string
  /** How far from the current row, in rows, units of the order or spans; negative before it. */
  readonly position: number
  /** What the position counts, unless it is the current row or no bound: `''` for rows and numbers, else `day`, … */
  readonly span: string | undefined
}

const OFFSET = /^(\d+(?:\.\d+)?)(?: (second|minute|hour|day|week|month|year)s?)? (preceding|following)$/

/** Reads one end of a frame: only numbers and words that are known reach the SQL. */
export function frameBound(helper: string, unit: 'rows' | 'range', text: string): FrameBound {
  if (text === 'current row') return { sql: text, position: 0, span: undefined }
  if (text === 'unbounded preceding') return { sql: text, position: Number.NEGATIVE_INFINITY, span: undefined }
  if (text === 'unbounded following') return { sql: text, position: Number.POSITIVE_INFINITY, span: undefined }
  const [, amount = '', span = '', side] = OFFSET.exec(text) ?? []
  const isWhole = !amount.includes('.')
  if (side === undefined || (unit === 'rows' && span !== '') || (!isWhole && (unit === 'rows' || span !== '')))
    throw new KerrosError('E_INVALID_OPTION', `${helper} does not know the end '${text}'`, {
      hint:
        unit === 'rows'
          ? "Use 'unbounded preceding', '6 preceding', 'current row', '6 following' or 'unbounded following'."
          : "Use 'unbounded preceding', '10 preceding', '7 days preceding', 'current row', '10 following', …",
    })
  const offset = span === '' ? amount : `interval '${amount} ${span}s'`
  const sign = side === 'preceding' ? -1 : 1
  return { sql: `${offset} ${side}`, position: sign * Number(amount), span }
}
