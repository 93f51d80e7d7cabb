import type { RelationDefinition } from '../definitions/definition.js'
import { type Diagnostic, DiagnosticsError } from '../errors/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { suggestName } from '../graph/suggest-name.js'
import type { TreeFacts } from '../nodes/tree-facts.js'
import type { WrongRowCount } from '../nodes/wrong-row-counts.js'

/** What is wrong with a limit that Kysely moves to another place. */
export const LIMITS_FIRST_HALF: Diagnostic = {
  code: 'E_INVALID_DEFINITION',
  message: 'limit, offset or fetch is called before a set operation, and Kysely applies it to the whole result',
  hint: "For the first half, use a subquery: db.selectFrom(first.as('f')).selectAll('f').unionAll(…). For the whole, call it last.",
}

const NOW = canonicalName('now')

/** What is wrong with the time of a run in a table that the engine refreshes: each run would define it again, and compute all of it. */
export function frozenTime(
  definition: RelationDefinition | undefined,
  { functions }: Pick<TreeFacts, 'functions'>,
): readonly Diagnostic[] {
  if (definition?.kind !== 'model' || definition.materialization.relationType !== 'dynamic table') return []
  if (!functions.has(NOW)) return []
  return [
    {
      code: 'E_INVALID_DEFINITION',
      message: 'now() is the time of the run, and the engine refreshes a dynamic table between runs',
      hint: 'Leave it out, and compare with the time in a view that reads the table.',
    },
  ]
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

/**
 * Refuses a query with everything that is wrong with it. The columns of a table that does not exist are hidden too, but that is
 * not the cause.
 *
 * @throws DiagnosticsError
 */
export function refuseWrong(
  found: readonly Diagnostic[],
  { name, file }: { readonly name: string; readonly file?: string | undefined },
): void {
  const isUndeclared = found.some(({ code }) => code === 'E_UNDECLARED_TABLE')
  const diagnostics = found.filter(({ code }) => !isUndeclared || code !== 'E_COLUMNS_UNKNOWN')
  if (diagnostics.length === 0) return
  throw new DiagnosticsError(
    diagnostics.map((each) => ({ ...each, subject: each.subject ?? name, at: each.at ?? file })),
  )
}
