import type { Diagnostic } from '../errors/index.js'
import { didYouMean } from './did-you-mean.js'
import type { Graph } from './graph.js'
import type { Criterion, SelectorOption, SelectorTerm } from './parse-selector.js'
import type { SelectableNode } from './selectable-node.js'
import { methodMatcher, selectorMethod, selectorMethodNames } from './selector-methods.js'
import { suggestName } from './suggest-name.js'
import { hasWildcard } from './wildcard.js'

/** One value may do for several methods (a model and its file share a name): what people type most is tried first. */
const LIKELIEST_FIRST = [...new Set(['fqn', 'tag', 'source', 'path', ...selectorMethodNames])]

/** `E_NO_MATCH` for a criterion that no node meets, with what the user may have meant. */
export function noMatch(graph: Graph<SelectableNode>, criterion: Criterion, option: SelectorOption): Diagnostic {
  const meant = suggestion(graph, criterion)
  return {
    code: 'E_NO_MATCH',
    message: `--${option} "${criterion.text}" matches nothing`,
    ...(meant === undefined
      ? { hint: '`kerros ls` lists everything that can be selected.', commands: ['kerros ls'] }
      : { hint: `Did you mean "${criterion.rewritten(meant)}"?` }),
  }
}

/** What is not there when nodes do not say how they were in an earlier run, and where it comes from. */
const MISSING = {
  lastStatus: {
    what: 'compares with an earlier run, which is missing',
    hint: 'Name the folder of its artifacts, with run_results.json: --state FOLDER.',
  },
  isFresher: {
    what: 'compares the sources.json of an earlier run with that in target/, and does not have both',
    hint: 'Keep the earlier one in a folder of its own, and name that: --state FOLDER. kerros source freshness writes the one in target/.',
  },
  states: {
    what: 'compares with an earlier manifest, which is missing',
    hint: 'Name the folder that has the manifest.json: --state FOLDER.',
  },
} as const

/** What nodes have to say for a method. */
const STATE_KEYS: { readonly [method: string]: keyof typeof MISSING } = {
  result: 'lastStatus',
  source_status: 'isFresher',
  state: 'states',
}

/** What is wrong with a criterion that compares with an earlier run: the run is missing, or its method has no such value. */
export function checkState(
  graph: Graph<SelectableNode>,
  { text, method, value }: Criterion,
  option: SelectorOption,
): readonly Diagnostic[] {
  const values = selectorMethod(method)!.ofState!
  const named = `--${option} "${text}"`
  if (!hasWildcard(value) && !values.includes(value))
    return [
      {
        code: 'E_INVALID_OPTION',
        message: `${named}: there is no ${method} "${value}"`,
        hint: didYouMean(value, values, 'It may be'),
      },
    ]
  const key = STATE_KEYS[method]!
  if (graph.order.every((node) => key in node)) return []
  const missing = MISSING[key]
  return [{ code: 'E_INVALID_OPTION', message: `${named} ${missing.what}`, hint: missing.hint }]
}

/** `E_NO_MATCH` for criteria that are each met, but not all by the same node. */
export function noIntersection(term: SelectorTerm, option: SelectorOption): Diagnostic {
  return {
    code: 'E_NO_MATCH',
    message: `--${option} "${term.text}" matches nothing: no node meets all of ${term.criteria.map(({ text }) => text).join(', ')}`,
    hint: 'A comma means "and". Put a space where you mean "or".',
  }
}

/** First the same value by another method (a tag's name without `tag:`), then the nearest value of its own method. */
function suggestion(graph: Graph<SelectableNode>, { method, value }: Criterion): string | undefined {
  // What stands for everything is like nothing in particular.
  if (/^\*+$/.test(value)) return undefined
  for (const other of LIKELIEST_FIRST) {
    const matches = methodMatcher(selectorMethod(other)!, value)
    if (other !== method && graph.order.some(matches)) return withMethod(other, value)
  }
  if (hasWildcard(value)) return undefined
  const nearest = suggestName(value, valuesOf(graph, method))
  if (nearest !== undefined) return withMethod(method, nearest)
  const elsewhere = LIKELIEST_FIRST.map((name) => ({ name, nearest: suggestName(value, valuesOf(graph, name)) })).find(
    (other) => other.nearest !== undefined,
  )
  return elsewhere && withMethod(elsewhere.name, elsewhere.nearest!)
}

function valuesOf(graph: Graph<SelectableNode>, method: string): ReadonlySet<string> {
  const { values } = selectorMethod(method)!
  return new Set(graph.order.flatMap((node) => values(node)))
}

/** Names are written without their method. */
function withMethod(method: string, value: string): string {
  return method === 'fqn' ? value : `${method}:${value}`
}
