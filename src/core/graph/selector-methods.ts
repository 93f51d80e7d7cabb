import { pathMatches } from './path-matches.js'
import type { SelectableNode } from './selectable-node.js'
import { hasWildcard, wildcardPattern } from './wildcard.js'

/** One way to select nodes, as in `tag:nightly`. */
export interface SelectorMethod {
  /** Everything that selects a node by this method, as a user would write it without wildcards. */
  values(node: SelectableNode): readonly string[]
  /** All values that it can have, of a method which compares with an earlier run. To match nothing is no error then. */
  readonly ofState?: readonly string[]
  /** The test of one value; without it, a value selects when it is equal to one of `values` or matches it. */
  matcher?(value: string): (node: SelectableNode) => boolean
}

/** What `state:` can ask for, in dbt's words. */
const STATES: readonly string[] = [
  'modified',
  'modified.body',
  'modified.configs',
  'modified.contract',
  'modified.macros',
  'modified.persisted_descriptions',
  'modified.relation',
  'new',
  'old',
  'unmodified',
]

/** The methods by the name before the colon. A new one is a line here. */
const methods: Readonly<Record<string, SelectorMethod>> = {
  'config.materialized': { values: (node) => present(node.materialized) },
  access: { values: (node) => (node.options ? [node.options['access'] ?? 'protected'] : []) },
  exposure: { values: (node) => (node.resourceType === 'exposure' ? withProject(node, node.name) : []) },
  file: { values: (node) => [fileName(node.file), fileName(node.file).replace(/\.[^.]+$/, '')] },
  fqn: { values: qualifiedNames, matcher: qualifiedNameMatcher },
  group: { values: (node) => present(node.options?.['group']) },
  package: { values: (node) => [projectOf(node), 'this'] },
  path: { values: paths, matcher: pathMatcher },
  resource_type: { values: (node) => [node.resourceType] },
  result: {
    values: (node) => present(node.lastStatus),
    ofState: ['error', 'fail', 'pass', 'skipped', 'success', 'warn'],
  },
  selector: { values: () => [] },
  source: { values: sourceNames },
  source_status: { values: (node) => (node.isFresher ? ['fresher'] : []), ofState: ['fresher'] },
  state: { values: (node) => node.states ?? [], ofState: STATES },
  tag: { values: (node) => node.tags },
  test_name: { values: (node) => present(node.testName) },
  test_type: { values: testTypes },
  unit_test: { values: ({ resourceType, name }) => (resourceType === 'unit_test' ? [name] : []) },
}

/** The names of all methods, sorted. */
export const selectorMethodNames: readonly string[] = Object.keys(methods).sort()

/** The method of a name, as in `tag`. */
export function selectorMethod(name: string): SelectorMethod | undefined {
  if (Object.hasOwn(methods, name)) return methods[name]
  return name.startsWith('config.') && name.length > 'config.'.length ? configMethod(name.slice(7)) : undefined
}

/** A setting by dbt's name of it: `config.schema`, `config.meta.owner`. */
function configMethod(path: string): SelectorMethod {
  const [first = '', ...rest] = path.split('.')
  const option = first.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return {
    values: (node) => {
      if (!node.options) return []
      const own: { readonly [name: string]: unknown } = { enabled: true, ...node.options, tags: node.tags }
      let value: unknown = Object.hasOwn(own, option) ? own[option] : undefined
      for (const name of rest) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
      return settingTexts(value)
    },
  }
}

/** As dbt compares settings: one of a list, a name in an object, else the value itself. */
function settingTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(settingTexts)
  if (isObject(value)) return Object.keys(value)
  return value === undefined || value === null || typeof value === 'function' ? [] : [String(value)]
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null
}

/** Whether a selector compares with an earlier run. */
export function selectsByState(method: string): boolean {
  return selectorMethod(method)?.ofState !== undefined
}

/** The method that a value without one goes by: a slash makes it a path, an extension a file, all else is a name. */
export function defaultMethodName(value: string): string {
  if (/[\\/]/.test(value)) return 'path'
  return /\.([cm]?[jt]sx?|csv|sql)$/.test(value) ? 'file' : 'fqn'
}

/** The test of a value by a method. */
export function methodMatcher(method: SelectorMethod, value: string): (node: SelectableNode) => boolean {
  if (method.matcher) return method.matcher(value)
  const matches = textMatcher(value)
  return (node) => method.values(node).some(matches)
}

function textMatcher(value: string): (text: string) => boolean {
  if (!hasWildcard(value)) return (text) => text === value
  const pattern = wildcardPattern(value)
  return (text) => pattern.test(text)
}

/** A plain value may be a folder of names (`staging`); a pattern has to match a node's whole name. */
function qualifiedNameMatcher(value: string): (node: SelectableNode) => boolean {
  const matches = textMatcher(value)
  if (!hasWildcard(value)) return (node) => qualifiedNames(node).some(matches)
  return (node) => matches(node.name) || scopes(node).some((scope) => matches(scope.join('.')))
}

/** The name, the unique id, and each scope with what leads to it: `staging`, `staging.src_movies`. */
function qualifiedNames(node: SelectableNode): readonly string[] {
  return [
    node.name,
    node.uniqueId,
    ...scopes(node).flatMap((scope) => scope.map((_, end) => scope.slice(0, end + 1).join('.'))),
  ]
}

/**
 * The qualified names of a node. dbt leaves out the folder that holds all models; here that is the first folder. With
 * the project's name before it, or with that folder, it is understood too; a source is also known without folders.
 */
function scopes(node: SelectableNode): readonly (readonly string[])[] {
  const name = [...present(node.sourceName), node.name]
  const folders = node.file.split('/').slice(0, -1)
  const short = [...folders.slice(1), ...name]
  return [short, [projectOf(node), ...short], [...folders, ...name], ...(node.sourceName === undefined ? [] : [name])]
}

/** `*` stays within a folder, `**` crosses folders; a folder stands for everything in it. */
function pathMatcher(value: string): (node: SelectableNode) => boolean {
  return (node) => pathMatches(value, node.file)
}

/** The file and each folder above it. */
function paths(node: SelectableNode): readonly string[] {
  const parts = node.file.split('/')
  return [...parts.map((_, end) => parts.slice(0, end + 1).join('/')), '.']
}

function sourceNames(node: SelectableNode): readonly string[] {
  const { sourceName } = node
  if (node.resourceType !== 'source' || sourceName === undefined) return []
  return [sourceName, ...withProject(node, `${sourceName}.${node.name}`)]
}

/** dbt's words: a column test is generic, a test with a query of its own is singular, and both are data tests. */
function testTypes({ resourceType, testName }: SelectableNode): readonly string[] {
  if (resourceType === 'unit_test') return ['unit']
  if (resourceType !== 'test') return []
  return [testName === undefined ? 'singular' : 'generic', 'data']
}

function withProject(node: SelectableNode, name: string): readonly string[] {
  return [name, `${projectOf(node)}.${name}`]
}

function projectOf(node: SelectableNode): string {
  return node.uniqueId.split('.')[1] ?? ''
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1)
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value]
}
