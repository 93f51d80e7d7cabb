import { describeSqlType, type SqlType } from '../columns/sql-type.js'

/** The type that values of several types have together; `undefined` when one is unknown or the engines choose it. */
export function commonType(types: readonly (SqlType | undefined)[]): SqlType | undefined {
  const [first, ...rest] = types
  if (!first || rest.includes(undefined)) return undefined
  return rest.reduce((left, right) => left && commonOfTwo(left, right!), first as SqlType | undefined)
}

function commonOfTwo(left: SqlType, right: SqlType): SqlType | undefined {
  if (describeSqlType(left) === describeSqlType(right)) return left
  const names = [left.name, right.name]
  if (!names.every((name) => name === 'integer' || name === 'bigint' || name === 'double' || name === 'decimal'))
    return undefined
  if (names.includes('double')) return { name: 'double' }
  return names.includes('decimal') ? undefined : { name: 'bigint' }
}
