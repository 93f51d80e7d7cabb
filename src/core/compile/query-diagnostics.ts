import type { Diagnostic } from '../errors/index.js'
import { suggestName } from '../graph/suggest-name.js'
import type { WrongRowCount } from '../nodes/wrong-row-counts.js'

/** What is wrong with a limit that Kysely moves to another place. */
export const LIMITS_FIRST_HALF: Diagnostic = {
  code: 'E_INVALID_DEFINITION',
  message: 'limit, offset or fetch is called before a set operation, and Kysely applies it to the whole result',
  hint: "For the first half, use a subquery: db.selectFrom(first.as('f')).selectAll('f').unionAll(…). For the whole, call it last.",
}

/** What is wrong with a number of rows. */
export function notACount({ clause, value }: WrongRowCount): Diagnostic {
  return {
    code: 'E_INVALID_DEFINITION',
    message: `${clause} is ${value}, and a number of rows is 0 or a positive whole number`,
    hint: clause === 'limit' ? 'Correct it. For all rows, leave the limit out.' : 'Correct it.',
    names: [clause],
  }
}

/** What is wrong with a table that a query reads. */
export function undeclaredTable(name: string, inputs: readonly string[]): Diagnostic {
  const nearest = suggestName(name, inputs)
  return {
    code: 'E_UNDECLARED_TABLE',
    message: `the query selects from "${name}", which is not one of its inputs (${inputs.join(', ') || 'it has none'})`,
    names: [name],
    hint: nearest
      ? `Did you mean "${nearest}"?`
      : `Declare it: the first argument names every relation that the query reads.`,
  }
}

/** What is wrong with a query, in a message that begins with its name. */
export function about({ name }: { readonly name: string }, found: Diagnostic): Diagnostic {
  return { ...found, message: `"${name}": ${found.message}`, subject: name }
}
