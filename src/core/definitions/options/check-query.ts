import { KerrosError } from '../../errors/index.js'
import { isBranded } from './brand.js'

/**
 * Refuses invalid inputs and queries: tsc would have, but a project can be built without it.
 *
 * @param definer The function that was called.
 */
export function checkQuery(definer: string, inputs: unknown, query: unknown): void {
  if (typeof inputs !== 'object' || inputs === null || isBranded(inputs))
    throw new KerrosError('E_INVALID_DEFINITION', `${definer}(…) was not given its inputs by name`, {
      hint: `Give an object of relations first: ${definer}({ o: orders }, (db) => db.selectFrom('o')…).`,
    })
  if (typeof query !== 'function')
    throw new KerrosError('E_INVALID_DEFINITION', `${definer}(…) was given no query`, {
      hint: `Give a function after the inputs: ${definer}({ o: orders }, (db) => db.selectFrom('o')…).`,
    })
}
