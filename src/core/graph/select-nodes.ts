import type { Diagnostic } from '../errors/index.js'
import { didYouMean } from './did-you-mean.js'
import type { Graph } from './graph.js'
import { INDIRECT_SELECTIONS, type IndirectSelection } from './indirect-selection.js'
import {
  defaultSelector,
  type NamedSelectors,
  SELECTOR_METHOD,
  type SelectorGroup,
  type SelectorPart,
  withoutModes,
} from './named-selectors.js'
import { checkState, noIntersection, noMatch } from './no-match.js'
import { type Criterion, parseSelector, type SelectorOption, type SelectorTerm } from './parse-selector.js'
import type { SelectableNode } from './selectable-node.js'
import { methodMatcher, selectorMethod, selectsByState } from './selector-methods.js'

/** What to select, in dbt's syntax. Several items, and spaces in an item, are a union; commas are an intersection. */
export interface SelectOptions {
  /** Default: everything. */
  readonly select?: string | readonly string[] | undefined
  /** Taken away from what `select` gives. Default: nothing. */
  readonly exclude?: string | readonly string[] | undefined
  /**
   * Which tests are selected with the nodes that they read. It has to be known here, not added to the result:
   * `my_model,test_name:unique` selects a test, and `--exclude` of a test or of a model removes tests for good.
   * Default: `'eager'`, like dbt.
   */
  readonly indirectSelection?: IndirectSelection | undefined
  /** Selectors with names, for `selector:nightly`; the default one is used if neither `select` nor `exclude` is given. */
  readonly selectors?: NamedSelectors | undefined
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
  const { indirectSelection: mode = 'eager', selectors = {} } = options
  // A string is one item, not a list of letters.
  const exclude = [options.exclude ?? []].flat()
  const byDefault = options.select === undefined && exclude.length === 0 ? defaultSelector(selectors) : undefined
  const select = byDefault === undefined ? [options.select ?? []].flat() : [`${SELECTOR_METHOD}:${byDefault}`]
  const diagnostics: Diagnostic[] = [...checkMode(mode)]
  const union = (items: readonly string[], option: SelectorOption): Found => {
    // What is left out takes tests along by the mode of the command.
    const known = option === 'exclude' ? withoutModes(selectors) : selectors
    const context: Context = { graph, option, diagnostics, mode, selectors: known }
    const named = items.map((item) => nodesNamed(graph, item))
    const parsed = parseSelector(
      items.filter((_, i) => named[i]!.length === 0),
      option,
    )
    diagnostics.push(...parsed.diagnostics)
    const found = [withTests(context, new Set(named.flat())), ...parsed.terms.map((term) => selectTerm(context, term))]
    return settled(context, {
      ids: new Set(found.flatMap(({ ids }) => [...ids])),
      others: new Set(found.flatMap(({ others }) => [...others])),
    })
  }
  const all = { ids: new Set(graph.order.map(({ uniqueId }) => uniqueId)), others: NONE }
  const selected = select.length === 0 ? all : union(select, 'select')
  const excluded = union(exclude, 'exclude')
  const { ids } = settled(
    { graph, mode },
    {
      ids: without(selected.ids, excluded),
      others: without(new Set([...selected.ids, ...selected.others]), excluded),
    },
  )
  return { ids: new Set([...all.ids].filter((id) => ids.has(id))), diagnostics }
}

/** A mode that does not exist: tsc refuses it, but programs can be written without. */
function checkMode(mode: string): readonly Diagnostic[] {
  if ((INDIRECT_SELECTIONS as readonly string[]).includes(mode)) return []
  return [
    {
      code: 'E_INVALID_OPTION',
      message: `there is no indirect selection "${mode}"`,
      hint: didYouMean(mode, INDIRECT_SELECTIONS, 'It may be'),
    },
  ]
}

/** What a part of a selection means. */
interface Found {
  readonly ids: ReadonlySet<string>
  /** Tests that read some of these, and are selected only if the rest of the selection has all that they read. */
  readonly others: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

function without(ids: ReadonlySet<string>, { ids: gone, others }: Found): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !gone.has(id) && !others.has(id)))
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
  /** Which tests are added to each criterion. */
  readonly mode: IndirectSelection
  readonly selectors: NamedSelectors
}

function selectTerm(context: Context, term: SelectorTerm): Found {
  const found = term.criteria.map((criterion) => selectCriterion(context, criterion))
  const ids = inAll(found.map((one) => one.ids))
  const isOfState = term.criteria.some(({ method }) => selectsByState(method))
  if (ids.size === 0 && !isOfState && found.every((one) => one.ids.size > 0))
    context.diagnostics.push(noIntersection(term, context.option))
  return settled(context, { ids, others: inAll(found.map((one) => new Set([...one.ids, ...one.others]))) })
}

function inAll([first = NONE, ...others]: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set([...first].filter((id) => others.every((set) => set.has(id))))
}

function selectCriterion(context: Context, criterion: Criterion): Found {
  const { graph, option, diagnostics } = context
  const method = selectorMethod(criterion.method)!
  if (criterion.method === SELECTOR_METHOD) {
    const named = namedIds(context, criterion)
    const reached = withNeighbours(graph, [...named], criterion)
    return withTests(context, reached, testsLeftOut(context, criterion, named))
  }
  const direct = graph.order.filter(methodMatcher(method, criterion.value)).map((node) => node.uniqueId)
  if (method.ofState) diagnostics.push(...checkState(graph, criterion, option))
  else if (direct.length === 0) diagnostics.push(noMatch(graph, criterion, option))
  return withTests(context, withNeighbours(graph, direct, criterion))
}

/** What a named selector selects. */
function namedIds({ graph, mode, selectors, option, diagnostics }: Context, { value, text }: Criterion) {
  if (!Object.hasOwn(selectors, value)) {
    const names = Object.keys(selectors)
    const hint =
      names.length === 0
        ? "Define it in the configuration: selectors: { nightly: { union: ['tag:nightly'] } }."
        : didYouMean(value, names, 'Selectors are')
    diagnostics.push({ code: 'E_NO_MATCH', message: `--${option} "${text}": there is no selector "${value}"`, hint })
    return NONE
  }
  const selectedBy = (part: SelectorPart, asked: IndirectSelection): ReadonlySet<string> => {
    if (typeof part !== 'string') return idsOf(part, asked)
    const found = selectNodes(graph, { select: [part], indirectSelection: asked, selectors })
    diagnostics.push(
      ...found.diagnostics.map((each) => ({ ...each, message: `the selector "${value}": ${each.message}` })),
    )
    return found.ids
  }
  const partsOf = ({ union, intersection }: SelectorGroup, asked: IndirectSelection): ReadonlySet<string> => {
    const parts = (union ?? intersection ?? []).map((part) => selectedBy(part, asked))
    return union ? new Set(parts.flatMap((ids) => [...ids])) : inAll(parts)
  }
  const idsOf = (group: SelectorGroup, asked: IndirectSelection): ReadonlySet<string> => {
    const { exclude = [], indirectSelection: own } = group
    const [all, forGone] = own === undefined ? [partsOf(group, asked), asked] : [withOwnTests(group, own), goneBy(own)]
    const gone = new Set(exclude.flatMap((each) => [...selectedBy(each, forGone)]))
    return new Set([...all].filter((id) => !gone.has(id)))
  }
  /** Which tests come along is decided by all that a group with a mode of its own selects. */
  const withOwnTests = (group: SelectorGroup, own: IndirectSelection): ReadonlySet<string> => {
    const ids = partsOf(group, 'empty')
    const others = new Set([...partsOf(group, 'eager')].filter((id) => !ids.has(id)))
    return settled({ graph, mode: own }, { ids, others }).ids
  }
  return idsOf(selectors[value]!, mode)
}

/** In every mode but `empty`, a node that is left out takes all tests along that read it. */
function goneBy(mode: IndirectSelection): IndirectSelection {
  return mode === 'empty' ? 'empty' : 'eager'
}

/** Tests that read what a named selector selects, and that it excludes: in the mode that adds all tests, it has each other one. */
function testsLeftOut(context: Context, criterion: Criterion, named: ReadonlySet<string>): ReadonlySet<string> {
  const { mode, graph } = context
  if (mode === 'empty') return NONE
  const all = mode === 'eager' ? named : namedIds({ ...context, mode: 'eager', diagnostics: [] }, criterion)
  return new Set([...named].flatMap((id) => graph.children(id)).filter((child) => !all.has(child)))
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

/** What is selected with what it reads. */
const TESTS: ReadonlySet<string> = new Set(['test', 'unit_test'])

/** What decides which tests are added. */
type TestContext = Pick<Context, 'graph' | 'mode'>

/** The ids with the tests that read at least one of them, as far as the mode adds them already here, but for some. */
function withTests({ graph, mode }: TestContext, ids: ReadonlySet<string>, but: ReadonlySet<string> = NONE): Found {
  if (mode === 'empty') return { ids, others: NONE }
  const isTest = (id: string): boolean => TESTS.has(graph.get(id).resourceType)
  const tests = [...ids].flatMap((id) =>
    graph.children(id).filter((child) => isTest(child) && !ids.has(child) && !but.has(child)),
  )
  return settled({ graph, mode }, { ids, others: new Set(tests) })
}

/** Adds the other tests that read only what the mode lets them read. Repeats what dbt does at each step of a selection. */
function settled({ graph, mode }: TestContext, { ids, others }: Found): Found {
  if (others.size === 0 || mode === 'empty') return { ids, others }
  const reach = mode === 'buildable' ? new Set([...ids, ...graph.upstream(ids)]) : ids
  const isReached = (id: string): boolean =>
    reach.has(id) || (mode === 'buildable' && graph.get(id).resourceType === 'source')
  const added = [...others].filter((test) => mode === 'eager' || graph.parents(test).every(isReached))
  return { ids: new Set([...ids, ...added]), others }
}
