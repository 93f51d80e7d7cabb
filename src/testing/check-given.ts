import type { RelationDefinition } from '../core/definitions/definition.js'
import { type Diagnostic, DiagnosticsError } from '../core/errors/index.js'
import type { Ref } from '../core/query/ref.js'
import type { NamedDefinitions } from './definitions-within.js'

/**
 * Refuses a test whose rows are not what its query reads.
 *
 * @param definitions Everything that is read.
 * @param given What rows are given for.
 * @param subject The definition that is run, if it has a relation itself.
 * @throws DiagnosticsError `E_INVALID_OPTION` for each source without rows, and for rows that nothing reads.
 */
export function checkGiven(
  definitions: NamedDefinitions,
  given: ReadonlySet<Ref<any>>,
  subject: RelationDefinition | undefined,
): void {
  if (subject && given.has(subject)) throw new DiagnosticsError([ownRows(definitions.get(subject)!)])
  const missing = [...definitions].filter(([definition]) => definition.kind === 'source' && !given.has(definition))
  const unread = [...given].flatMap((ref, i) => {
    const definition = ref as RelationDefinition
    return definitions.has(definition) ? [] : [unreadRows(definition, i)]
  })
  const diagnostics = [...missing.map(([, name]) => missingRows(name)), ...unread]
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
}

function ownRows(name: string): Diagnostic {
  return {
    code: 'E_INVALID_OPTION',
    message: `rows are given for "${name}", which is what the test runs`,
    hint: 'Give rows for what it reads.',
  }
}

function missingRows(name: string): Diagnostic {
  return {
    code: 'E_INVALID_OPTION',
    message: `the source "${name}" is read, but no rows are given for it`,
    hint: `Add given(${name}, […]) with its rows, [] for none, or give rows for a model between the two.`,
  }
}

function unreadRows(definition: RelationDefinition, index: number): Diagnostic {
  const what = definition.kind === 'source' ? `the source "${definition.name}"` : `a ${definition.kind}`
  return {
    code: 'E_INVALID_OPTION',
    message: `given(…) number ${index + 1} has rows for ${what} that nothing here reads`,
    hint: 'Leave it out. Nothing behind a relation with given rows is read.',
  }
}
