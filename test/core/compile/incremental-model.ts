import { incremental } from 'kerros'
import { raw } from './compile-models.js'

/** A query whose mistakes tsc does not see. */
export type Query = (db: any, run: any) => any

/** What a run says that adds to what is stored. */
export const facts = { isIncremental: true }

/** An incremental model over the sources. */
export const model = (query: Query, options: object = {}) =>
  incremental(
    { e: raw.events, u: raw.users },
    query as never,
    { uniqueKey: 'id', watermark: 'loaded_at', ...options } as never,
  )
