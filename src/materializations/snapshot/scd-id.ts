import type { Expression } from 'kysely'
import type { SqlType } from '../../core/columns/index.js'
import { columnOf } from '../../core/query/column-of.js'
import { canonical } from '../statement/canonical-call.js'
import { statementBuilder } from '../statement/statement.js'
import type { SnapshotStatement } from './snapshot-statement.js'
import { asTimestamp } from './version-timestamps.js'

/**
 * The id of a version, over `source as s`: md5 of the key's parts and of `valid_from`, in microseconds since 1970 and what
 * an engine has beyond them, the same text on every engine. Text comes with its length, so that the keys `('a-b', 'c')` and
 * `('a', 'b-c')` have different ids.
 *
 * @param from When the version begins.
 */
export function scdId(
  { uniqueKey, columns }: SnapshotStatement,
  from: Expression<unknown>,
): ReturnType<typeof canonical> {
  const parts = uniqueKey.map((key) => {
    const type = columns.find(({ name }) => name === key)?.type?.name
    return keyPart(canonical(type === 'date' ? 'date_text' : 'key_text', [columnOf('s', key)]), type)
  })
  const texts = [...parts, canonical('instant_text', [asTimestamp(from)])]
  const joined = texts.flatMap((text, i) => (i === 0 ? [text] : [statementBuilder.val('-'), text]))
  return canonical('md5', [canonical('concat', joined)])
}

function keyPart(text: Expression<unknown>, type: SqlType['name'] | undefined): Expression<unknown> {
  if (type !== undefined && type !== 'varchar' && type !== 'json' && type !== 'binary') return text
  const length = canonical('cast', [canonical('length', [text])], { name: 'varchar' })
  return canonical('concat', [length, statementBuilder.val(':'), text])
}
