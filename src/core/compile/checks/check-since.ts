import { describeSqlType, type SqlType, typeFamily } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import type { OutputColumn } from '../../infer/output-column.js'
import type { NewerThan } from '../rows/newer-than.js'

/** What is known of the two columns that `since` compares. */
export interface SinceColumns {
  readonly timestamp: Pick<OutputColumn, 'type' | 'isNullable'>
  readonly watermark: Pick<OutputColumn, 'type' | 'isNullable' | 'mayBeNull'> | undefined
}

/** What is wrong with a `since(…)`: tsc says most of it, but a project can be built without it. */
export function checkSince({ watermark: name, rule }: NewerThan, columns: SinceColumns): readonly Diagnostic[] {
  const stored = columns.watermark
  const { type } = columns.timestamp
  if (type && stored?.type && typeFamily(type) !== typeFamily(stored.type))
    return [
      {
        code: 'E_TYPE_MISMATCH',
        message: `since(…) compares ${describeSqlType(type)} with the watermark "${name}", which is ${describeSqlType(stored.type)}`,
        hint: 'Name as watermark the output column that holds the greatest value of the column in since(…).',
      },
    ]
  const known = type ?? stored?.type
  return [
    ...(known ? checkType(known, rule.lookback?.unit) : []),
    ...(rule.nulls === undefined ? checkNulls(name, columns) : []),
  ]
}

const ORDERED: ReadonlySet<string> = new Set(['number', 'date', 'timestamp'])

function checkType(type: SqlType, unit: string | undefined): readonly Diagnostic[] {
  if (!ORDERED.has(typeFamily(type)))
    return [
      {
        code: 'E_TYPE_MISMATCH',
        message: `since(…) compares ${describeSqlType(type)}, which does not say what is newer`,
        hint: "Compare a timestamp, a date or a number: of strings '9' comes after '10'.",
      },
    ]
  if (unit === undefined || type.name === 'timestamp') return []
  if (type.name !== 'date')
    return [
      {
        code: 'E_TYPE_MISMATCH',
        message: `since(…) cannot look back one ${unit} from ${describeSqlType(type)}`,
        hint: 'Leave `lookback` out, or compare a timestamp or a date.',
      },
    ]
  if (unit === 'day' || unit === 'month') return []
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `since(…) looks back by the ${unit} over a date, which has none`,
      hint: "Give the `lookback` in days or months: { unit: 'day', amount: 1 }.",
    },
  ]
}

function checkNulls(watermark: string, columns: SinceColumns): readonly Diagnostic[] {
  const nullable = columns.timestamp.isNullable
    ? 'a column that can be NULL'
    : columns.watermark?.isNullable || columns.watermark?.mayBeNull
      ? `with the watermark "${watermark}", which can be NULL`
      : undefined
  if (nullable === undefined) return []
  return [
    {
      code: 'E_INVALID_OPTION',
      message: `since(…) compares ${nullable}, and does not say what becomes of NULLs`,
      hint: "Say { nulls: 'skip' } to leave those rows out of every run, or { nulls: 'always' } to take them again in every run and merge them by a `uniqueKey`.",
    },
  ]
}
