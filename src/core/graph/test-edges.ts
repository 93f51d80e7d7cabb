import type { Graph } from './graph.js'
import type { Edge, GraphNode } from './graph-node.js'

/** The graph that `build` walks: tests of a node run before what depends on it (see {@link testEdges} for the rule). */
export function addTestEdges<N extends GraphNode>(graph: Graph<N>, isTest: (node: N) => boolean): Graph<N> {
  return graph.withEdges(testEdges(graph, isTest))
}

/** Input sets are looked at this many at a time: bits of a row, 32 to a word. */
const SETS_AT_ONCE = 2048

interface InputSet {
  readonly inputs: readonly string[]
  readonly tests: string[]
}

/**
 * The edges that make a failing test stop what is built on what it tests: a node waits for a test when all inputs of
 * the test are ancestors of the node. Only the first such nodes get an edge; the nodes after them wait through them.
 * Tests wait for no other tests, and a test without inputs stops nothing.
 *
 * No such edge closes a cycle: it leads from a test to a node that comes strictly after everything the test reads.
 */
export function testEdges<N extends GraphNode>(graph: Graph<N>, isTest: (node: N) => boolean): readonly Edge[] {
  // A leaf that is a test can neither wait for a test nor pass anything on; there are more of these than of all others.
  const rows = graph.order.filter((node) => !isTest(node) || graph.children(node.uniqueId).length > 0)
  const sets = inputSets(graph, isTest)
  const edges: (readonly Edge[])[] = []
  for (let start = 0; start < sets.length; start += SETS_AT_ONCE)
    edges.push(firstWaiting(graph, isTest, rows, sets.slice(start, start + SETS_AT_ONCE)))
  return edges.flat()
}

/** Tests by what they read; sets of one size are grouped, so that one wide set does not slow down all others. */
function inputSets<N extends GraphNode>(graph: Graph<N>, isTest: (node: N) => boolean): readonly InputSet[] {
  const sets = new Map<string, InputSet>()
  for (const node of graph.order) {
    const inputs = isTest(node) ? graph.parents(node.uniqueId) : []
    if (inputs.length === 0) continue
    const key = inputs.join('\n')
    const set = sets.get(key)
    if (set === undefined) sets.set(key, { inputs, tests: [node.uniqueId] })
    else set.tests.push(node.uniqueId)
  }
  return [...sets.values()].sort((a, b) => a.inputs.length - b.inputs.length)
}

/**
 * Walks the graph once with a bit for each input set. `reached[k]` says of which sets the k-th input is an ancestor of
 * a node; where all of them are, the node waits for the set's tests, unless something before it already does.
 */
function firstWaiting<N extends GraphNode>(
  graph: Graph<N>,
  isTest: (node: N) => boolean,
  rows: readonly N[],
  sets: readonly InputSet[],
): readonly Edge[] {
  const words = Math.ceil(sets.length / 32)
  const width = Math.max(...sets.map((set) => set.inputs.length))
  const rowOf = new Map(rows.map((node, row) => [node.uniqueId, row]))
  const reached = Array.from({ length: width }, () => new BitRows(rows.length, words))
  const waiting = new BitRows(rows.length, words)
  const setsOfInput = Array.from({ length: width }, (_, k) => setsByInput(sets, k))
  const edges: Edge[] = []

  for (const [row, node] of rows.entries()) {
    const before = new BitRows(1, words)
    for (const parent of graph.parents(node.uniqueId)) {
      const parentRow = rowOf.get(parent)!
      before.merge(0, waiting, parentRow)
      for (const [k, sets] of reached.entries()) {
        sets.merge(row, sets, parentRow)
        for (const set of setsOfInput[k]!.get(parent) ?? []) sets.bits[row * words + (set >> 5)]! |= 1 << (set & 31)
      }
    }
    for (let word = 0; word < words; word++) {
      const at = row * words + word
      let all = reached[0]!.bits[at]!
      for (let k = 1; k < width && all !== 0; k++) all &= reached[k]!.bits[at]!
      waiting.bits[at] = isTest(node) ? before.bits[word]! : all
      for (let first = isTest(node) ? 0 : all & ~before.bits[word]!; first !== 0; first &= first - 1) {
        const set = sets[word * 32 + 31 - Math.clz32(first & -first)]!
        for (const test of set.tests) edges.push({ from: test, to: node.uniqueId })
      }
    }
  }
  return edges
}

/** The sets that have an id as their k-th input. A narrower set repeats its last one, which changes nothing. */
function setsByInput(sets: readonly InputSet[], k: number): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, number[]>()
  for (const [index, { inputs }] of sets.entries()) {
    const input = inputs[k] ?? inputs.at(-1)!
    const indexes = result.get(input)
    if (indexes === undefined) result.set(input, [index])
    else indexes.push(index)
  }
  return result
}

/** Rows of bits, each of the same number of words of 32 bits. */
class BitRows {
  readonly bits: Uint32Array
  readonly #words: number

  constructor(rows: number, words: number) {
    this.bits = new Uint32Array(rows * words)
    this.#words = words
  }

  /** Sets the bits of a row that are set in a row of `source`. */
  merge(row: number, source: BitRows, sourceRow: number): void {
    const words = this.#words
    const at = row * words
    const from = sourceRow * words
    for (let word = 0; word < words; word++) this.bits[at + word]! |= source.bits[from + word]!
  }
}
