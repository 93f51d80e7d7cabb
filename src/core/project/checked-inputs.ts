import { isRelationDefinition, type RelationDefinition } from '../definitions/definition.js'
import type { Given } from '../definitions/given.js'
import { hookList } from '../definitions/hooks/hook-list.js'
import type { UnitTest } from '../definitions/unit-test.js'
import type { Diagnostic } from '../errors/index.js'
import type { NamedDefinition } from './collect-definitions.js'
import type { NodeOptions } from './folder-defaults.js'
import { relationTests } from './relation-tests.js'
import { testsByColumn } from './tests-by-column.js'

/** What is known of the definitions of a project. */
interface KnownDefinitions {
  idOf(definition: RelationDefinition): string | undefined
  isDisabled(definition: RelationDefinition): boolean
  /** The options of what is built, with those of its folders. */
  optionsOf(definition: unknown): NodeOptions | undefined
}

/** The unique ids of what a definition reads, and what is wrong with its inputs and those of its tests. */
export function checkedInputs(
  found: NamedDefinition,
  { idOf, isDisabled, optionsOf }: KnownDefinitions,
): { readonly ids: readonly string[]; readonly diagnostics: readonly Diagnostic[] } {
  const ids = new Set<string>()
  const diagnostics: Diagnostic[] = []
  const idOfInput = ([key, input]: readonly [string, unknown], acceptsAnalysis: boolean): string | undefined => {
    if (!isRelationDefinition(input) && !(acceptsAnalysis && isAnalysis(input))) {
      diagnostics.push(notARelation(found, key, input))
      return undefined
    }
    const id = idOf(input as RelationDefinition)
    if (id === undefined)
      diagnostics.push(isDisabled(input as RelationDefinition) ? disabled(found, key) : notExported(found, key))
    return id
  }
  const { kind } = found.definition
  for (const entry of inputsOf(found)) {
    const id = idOfInput(entry, kind === 'exposure' || kind === 'chart')
    if (id !== undefined) ids.add(id)
  }
  // What a hook reads is built before. A relation does not wait for itself.
  const own = isRelationDefinition(found.definition) ? idOf(found.definition) : undefined
  for (const entry of hooksInputs(optionsOf(found.definition))) {
    const id = idOfInput(entry, false)
    if (id !== undefined && id !== own) ids.add(id)
  }
  // What only tests read is no input of the definition: two relations may be tested against each other.
  for (const entry of testsInputs(found)) idOfInput(entry, false)
  return { ids: [...ids], diagnostics }
}

/** What a definition reads, by the name under which it does. */
function inputsOf({ definition }: NamedDefinition): readonly (readonly [string, unknown])[] {
  switch (definition.kind) {
    case 'model':
      return [...Object.entries(definition.inputs), ...foreignKeys(definition.options.constraints?.foreignKey)]
    case 'snapshot':
    case 'dataTest':
    case 'analysis':
    case 'operation':
      return Object.entries(definition.inputs)
    case 'exposure':
      return definition.dependsOn.map((input, i) => [`dependsOn[${i}]`, input])
    case 'chart':
      return [['of', definition.of]]
    case 'testColumns':
    case 'testRelation':
      return [['of', definition.of]]
    case 'unitTest':
      return givenInputs(definition)
    case 'copyInto':
      return [['into', definition.into]]
    default:
      return []
  }
}

/** What is tested may be a macro's model that only the test has; what rows are given for is of the project. */
function givenInputs({ options: { given, runs } }: UnitTest): readonly (readonly [string, unknown])[] {
  // Other things than lists are reported by the definition itself.
  const listed = (list: unknown): readonly Given[] => (Array.isArray(list) ? list.filter(Boolean) : [])
  const all = [...listed(given), ...(Array.isArray(runs) ? runs.flatMap((run) => listed(run?.given)) : [])]
  return all.map(({ of }, i) => [`given[${i}]`, of])
}

function hooksInputs(options: NodeOptions | undefined): readonly (readonly [string, unknown])[] {
  return (['preHook', 'postHook'] as const).flatMap((option) =>
    hookList(options?.[option]).flatMap(({ inputs }) =>
      Object.entries(inputs).map(([key, input]) => [`${key} (of a ${option})`, input] as const),
    ),
  )
}

/** The relations that foreign keys point to are built first, too. */
function foreignKeys(keys: unknown): readonly (readonly [string, unknown])[] {
  return Array.isArray(keys) ? keys.map((key, i) => [`foreignKey[${i}]`, (key as { to?: unknown } | null)?.to]) : []
}

function testsInputs({ definition }: NamedDefinition): readonly (readonly [string, unknown])[] {
  const ofColumns = Object.entries(testsByColumn(definition)).flatMap(([column, tests]) =>
    tests.map(({ name, inputs }) => ({ name: `${name} on ${column}`, inputs })),
  )
  const ofRelation = relationTests(definition).map(({ test }) => test)
  return [...ofColumns, ...ofRelation].flatMap(({ name, inputs }) =>
    Object.entries(inputs).map(([key, input]) => [`${key} (of the test ${name})`, input] as const),
  )
}

function isAnalysis(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'kind' in input && input.kind === 'analysis'
}

function notARelation({ name, file }: NamedDefinition, key: string, input: unknown): Diagnostic {
  return {
    code: 'E_INVALID_DEFINITION',
    message: `input "${key}" of "${name}" is not a source, seed, model or snapshot but ${whatItIs(input)}`,
    hint:
      input === undefined
        ? 'Its file is probably not loaded yet, because it imports this one: take one of the two imports away.'
        : 'Give the definition itself, as its file exports it.',
    subject: name,
    names: [key],
    at: file,
  }
}

function whatItIs(input: unknown): string {
  if (isAnalysis(input)) return 'an analysis, which leaves no relation'
  if (typeof input !== 'object') return typeof input === 'undefined' ? 'undefined' : `a ${typeof input}`
  if (input === null) return 'null'
  // `raw` in place of `raw.events` is the usual slip.
  const tables = Object.entries(input).filter(([, table]) => isRelationDefinition(table))
  return tables.length > 0 ? `an object of sources (${tables.map(([table]) => table).join(', ')})` : 'an object'
}

function disabled({ name, file }: NamedDefinition, key: string): Diagnostic {
  return {
    code: 'E_INVALID_DEFINITION',
    message: `input "${key}" of "${name}" is disabled: "enabled" is false in its options, or in the defaults of its folder`,
    hint: `Enable it, or disable "${name}" too.`,
    subject: name,
    names: [key],
    at: file,
  }
}

function notExported({ name, file }: NamedDefinition, key: string): Diagnostic {
  return {
    code: 'E_NOT_EXPORTED',
    message: `input "${key}" of "${name}" is not exported by any file of the project`,
    hint: "Export it, so that it has a name, and let the project's `models` globs reach its file.",
    subject: name,
    names: [key],
    at: file,
  }
}
