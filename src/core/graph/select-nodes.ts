import type { Diagnostic } from '../errors/index.js'
import type { Graph } from './graph.js'
import { noIntersection, noMatch } from './no-match.js'
import { type Criterion, parseSelector, type SelectorOption, type SelectorTerm } from './parse-selector.js'
import type { SelectableNode } from './selectable-node.js'
import { methodMatcher, selectorMethod } from './selector-methods.js'

/** What to select, in dbt's syntax. Several items, and spaces in an item, are a union; commas are an intersection. */
export interface SelectOptions {
  /** Default: everything. */
  readonly select?: string | readonly string[] | undefined
  /** Taken away from what `select` gives. Default: nothing. */
  readonly exclude?: string | readonly string[] | undefined
  /**
   * Whether a criterion also selects the tests of the nodes that it selects (see {@link withTests}). It has
   * to be known here, not added to the result: `my_model,test_name:unique` selects a test, and `--exclude` of a test or
   * of a model removes tests for good. Default: `'eager'`, like dbt.
   */
  readonly indirectSelection?: 'eager' | 'empty' | undefined
}

/** What was selected. */
export interface Selection {
  /** In the graph's order. Empty when nothing is left, also when every selector is invalid. */
  readonly ids: ReadonlySet<string>
  /** `E_INVALID_OPTION` for what cannot be read, `E_NO_MATCH` for what matches nothing, both in `select` and `exclude`. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Selects nodes as dbt does: names (`src_movies`, `staging.src_movies`, `*_movies`), paths (`src/staging`), methods
 * (`tag:nightly`), and around them `+a`, `a+`, `2+a`, `a+3`, `@a`. Never throws for what a user wrote.
 */
export function selectNodes(graph: Graph<SelectableNode>, options: SelectOptions = {}): Selection {
  const { indirectSelection = 'eager' } = options
  // A string is one item, not a list of letters.
  const [select, exclude] = [[options.select ?? []].flat(), [options.exclude ?? []].flat()]
  const diagnostics: Diagnostic[] = []
  const union = (items: readonly string[], option: SelectorOption): ReadonlySet<string> => {
    const context: Context = { graph, option, diagnostics, expand: indirectSelection === 'eager' }
    const named = items.map((item) => nodesNamed(graph, item))
    const parsed = parseSelector(
      items.filter((_, i) => named[i]!.length === 0),
      option,
    )
    diagnostics.push(...parsed.diagnostics)
    const exact = context.expand ? withTests(graph, named.flat()) : named.flat()
    return new Set([...exact, ...parsed.terms.flatMap((term) => [...selectTerm(context, term)])])
  }
  const selected = select.length === 0 ? undefined : union(select, 'select')
  const excluded = union(exclude, 'exclude')
  const ids = graph.order
    .map((node) => node.uniqueId)
    .filter((id) => (selected === undefined || selected.has(id)) && !excluded.has(id))
  return { ids: new Set(ids), diagnostics }
}

/** What has no other meaning in a selector. */
const PLAIN = /^[\w.]*$/

/**
 * The nodes whose whole name an item is, where the name has what means something else in a selector: a test is named
 * after its column, which can have blanks, commas, slashes and `+`.
 */
function nodesNamed(graph: Graph<SelectableNode>, item: string): readonly string[] {
  if (PLAIN.test(item)) return []
  return graph.order.filter(({ name }) => name === item).map(({ uniqueId }) => uniqueId)
}

interface Context {
  readonly graph: Graph<SelectableNode>
  readonly option: SelectorOption
  readonly diagnostics: Diagnostic[]
  /** Adds tests to each criterion. */
  readonly expand: boolean
}

function selectTerm(context: Context, term: SelectorTerm): ReadonlySet<string> {
  const sets = term.criteria.map((criterion) => selectCriterion(context, criterion))
  const [first = new Set<string>(), ...others] = sets
  const result = new Set([...first].filter((id) => others.every((set) => set.has(id))))
  if (result.size === 0 && sets.every((set) => set.size > 0))
    context.diagnostics.push(noIntersection(term, context.option))
  return result
}

function selectCriterion({ graph, option, diagnostics, expand }: Context, criterion: Criterion): ReadonlySet<string> {
  const matches = methodMatcher(selectorMethod(criterion.method)!, criterion.value)
  const direct = graph.order.filter(matches).map((node) => node.uniqueId)
  if (direct.length === 0) diagnostics.push(noMatch(graph, criterion, option))
  const selected = withNeighbours(graph, direct, criterion)
  return expand ? withTests(graph, selected) : selected
}

function withNeighbours(
  graph: Graph<SelectableNode>,
  direct: readonly string[],
  { ancestors, descendants, withDescendantsInputs }: Criterion,
): ReadonlySet<string> {
  if (withDescendantsInputs) {
    const down = [...direct, ...graph.downstream(direct)]
    return new Set([...down, ...graph.upstream(down)])
  }
  return new Set([...direct, ...graph.upstream(direct, ancestors), ...graph.downstream(direct, descendants)])
}

/**
 * The ids with the tests of their nodes: each test that reads at least one of them, also where it reads others that
 * are not selected (dbt's "eager" indirect selection).
 */
export function withTests(graph: Graph<SelectableNode>, ids: Iterable<string>): ReadonlySet<string> {
  const result = new Set(ids)
  for (const id of [...result])
    for (const child of graph.children(id)) if (graph.get(child).resourceType === 'test') result.add(child)
  return result
}
