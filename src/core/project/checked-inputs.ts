import { isRelationDefinition, type RelationDefinition } from '../definitions/definition.js'
import type { Diagnostic } from '../errors/index.js'
import type { NamedDefinition } from './collect-definitions.js'

/** The unique ids of what a definition reads, and what is wrong with its inputs. */
export function checkedInputs(
  found: NamedDefinition,
  idOf: (definition: RelationDefinition) => string | undefined,
): { readonly ids: readonly string[]; readonly problems: readonly Diagnostic[] } {
  const ids = new Set<string>()
  const problems: Diagnostic[] = []
  for (const [key, input] of inputsOf(found)) {
    if (!isRelationDefinition(input) && !isAnalysis(input)) {
      problems.push(notARelation(found, key, input))
      continue
    }
    const id = idOf(input as RelationDefinition)
    if (id === undefined) problems.push(notExported(found, key))
    else ids.add(id)
  }
  return { ids: [...ids], problems }
}

/** What a definition reads, by the name under which it does. */
function inputsOf({ definition }: NamedDefinition): readonly (readonly [string, unknown])[] {
  switch (definition.kind) {
    case 'model':
    case 'snapshot':
    case 'dataTest':
    case 'analysis':
      return Object.entries(definition.inputs)
    case 'exposure':
      return definition.dependsOn.map((input, i) => [`dependsOn[${i}]`, input])
    case 'chart':
      return [['of', definition.of]]
    case 'columnTests':
      return [['of', definition.of], ...testsInputs(definition.columns)]
    default:
      return []
  }
}

function testsInputs(columns: {
  readonly [column: string]: readonly { readonly inputs: object }[]
}): [string, unknown][] {
  return Object.values(columns).flatMap((tests) => tests.flatMap((test) => Object.entries(test.inputs)))
}

function isAnalysis(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'kind' in input && input.kind === 'analysis'
}

function notARelation({ name, file }: NamedDefinition, key: string, input: unknown): Diagnostic {
  const what = input === undefined ? 'undefined (is it imported from a file that imports this one?)' : typeof input
  return {
    code: 'E_INVALID_DEFINITION',
    message: `input "${key}" of "${name}" is not a source, seed, model or snapshot but ${what}`,
    hint: 'Give the definition itself, as its file exports it.',
    at: file,
  }
}

function notExported({ name, file }: NamedDefinition, key: string): Diagnostic {
  return {
    code: 'E_NOT_EXPORTED',
    message: `input "${key}" of "${name}" is not exported by any file of the project`,
    hint: "Export it, so that it has a name, and let the project's `models` globs reach its file.",
    at: file,
  }
}
