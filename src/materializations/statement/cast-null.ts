import { type ExpressionWrapper, sql } from 'kysely'
import type { SqlType } from '../../core/columns/index.js'

import { canonical } from './canonical-call.js'

/** NULL of a type: `cast(null as timestamp)`. */
export function castNull(type: SqlType): ExpressionWrapper<any, any, any> {
  return canonical('cast', [sql`null`], type)
}
