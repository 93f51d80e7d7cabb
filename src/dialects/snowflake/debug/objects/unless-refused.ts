import { isKerrosError } from '../../../../core/errors/index.js'

/** What was asked for; `undefined` when Snowflake refuses the question. A lost connection is no answer. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (!isKerrosError(error) || error.code === 'E_CANCELLED' || error.code === 'E_CONNECTION') throw error
    return undefined
  }
}
