import { describe, expect, it } from 'vitest'
import { Graph } from '../../../src/core/graph/graph.js'
import type { IndirectSelection } from '../../../src/core/graph/indirect-selection.js'
import { checkSelectors, type NamedSelectors, type SelectorPart } from '../../../src/core/graph/named-selectors.js'
import { selectNodes } from '../../../src/core/graph/select-nodes.js'
import type { SelectableNode } from '../../../src/core/graph/selectable-node.js'
import fc from '../../seeded-fast-check.js'

const node = (name: string, tags: readonly string[], dependsOn: readonly string[] = []): SelectableNode => ({
  uniqueId: `model.p.${name}`,
  name,
  resourceType: 'model',
  tags,
  file: `src/${name}.ts`,
  dependsOn: dependsOn.map((each) => `model.p.${each}`),
  options: {
    group: tags[0] && `${tags[0]}s`,
    schema: tags.includes('x') ? 'xs' : undefined,
    meta: { owner: name },
    uniqueKey: ['id', 'n'],
  },
})

const NODES = [
  node('a', ['x']),
  node('b', ['x', 'y'], ['a']),
  node('c', ['y'], ['b']),
  node('d', [], ['c']),
  node('e', ['z']),
]
const graph = Graph.of(NODES)
const select = (selector: string, selectors: NamedSelectors) => selectNodes(graph, { select: selector, selectors })
const names = (ids: ReadonlySet<string>): readonly string[] => [...ids].map((id) => id.split('.').at(-1)!).sort()

/** What a leaf selects, by hand. */
const LEAVES: { readonly [selector: string]: readonly string[] } = {
  a: ['a'],
  'b+': ['b', 'c', 'd'],
  '+c': ['a', 'b', 'c'],
  'tag:x': ['a', 'b'],
  'tag:y': ['b', 'c'],
  'tag:x tag:z': ['a', 'b', 'e'],
  'tag:x,tag:y': ['b'],
  '*': ['a', 'b', 'c', 'd', 'e'],
}

const { part } = fc.letrec<{ part: SelectorPart; group: SelectorPart }>((tie) => ({
  part: fc.oneof({ depthSize: 'small' }, fc.constantFrom(...Object.keys(LEAVES)), tie('group')),
  group: fc
    .record({
      kind: fc.constantFrom('union' as const, 'intersection' as const),
      parts: fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
      exclude: fc.option(fc.array(tie('part'), { minLength: 1, maxLength: 2 }), { nil: undefined }),
    })
    .map(({ kind, parts, exclude }) => ({ [kind]: parts, ...(exclude && { exclude }) }) as unknown as SelectorPart),
}))

/** docs/selectors.md: sets, less those of `exclude`. */
function oracle(selector: SelectorPart): readonly string[] {
  if (typeof selector === 'string') return LEAVES[selector]!
  const { union, intersection, exclude = [] } = selector
  const all = Object.values(LEAVES['*']!).filter((name) =>
    union
      ? union.some((each) => oracle(each).includes(name))
      : intersection.every((each) => oracle(each).includes(name)),
  )
  return all.filter((name) => !exclude.some((each) => oracle(each).includes(name)))
}

describe('named selectors', () => {
  it('are unions and intersections, less what they exclude', () => {
    fc.assert(
      fc.property(part, (given) => {
        const selectors: NamedSelectors = { s: { union: [given] } }
        expect(checkSelectors(selectors)).toEqual([])
        const { ids, diagnostics } = select('selector:s', selectors)
        expect({ names: names(ids), diagnostics }).toEqual({ names: oracle(given), diagnostics: [] })
      }),
      { numRuns: 300 },
    )
  })

  const selectors: NamedSelectors = {
    xs: { union: ['tag:x'] },
    more: { union: ['selector:xs+', 'e'], exclude: ['c'] },
    usual: { intersection: ['tag:x', 'tag:y'], default: true },
  }

  it('name each other, with the operators of a name', () => {
    expect(names(select('selector:more', selectors).ids)).toEqual(['a', 'b', 'd', 'e'])
    expect(names(select('selector:xs,tag:y', selectors).ids)).toEqual(['b'])
    expect(names(selectNodes(graph, { select: 'b+', exclude: 'selector:xs', selectors }).ids)).toEqual(['c', 'd'])
  })

  it('that are the default count where nothing is selected or excluded', () => {
    expect(names(selectNodes(graph, { selectors }).ids)).toEqual(['b'])
    expect(names(selectNodes(graph, { exclude: 'a', selectors }).ids)).toEqual(['b', 'c', 'd', 'e'])
    expect(names(selectNodes(graph, { select: 'a', selectors }).ids)).toEqual(['a'])
  })

  it('pass on what they exclude, tests by their names too', () => {
    const test = (testName: string): SelectableNode => ({
      ...node(`${testName}_a`, [], ['a']),
      uniqueId: `test.p.${testName}_a`,
      resourceType: 'test',
      testName,
    })
    const between = { ...test('relationships'), dependsOn: ['model.p.a', 'model.p.b'] }
    const tested = Graph.of([...NODES, test('unique'), test('not_null'), between])
    const selectors: NamedSelectors = {
      inner: { union: ['a'], exclude: ['test_name:unique'] },
      outer: { union: ['selector:inner'] },
    }
    const of = (select: string, indirectSelection: IndirectSelection) =>
      names(selectNodes(tested, { select, selectors, indirectSelection }).ids)
    for (const selector of ['selector:inner', 'selector:outer']) {
      expect(of(selector, 'eager')).toEqual(['a', 'not_null_a', 'relationships_a'])
      expect(of(selector, 'cautious')).toEqual(['a', 'not_null_a'])
      expect(of(`${selector} b`, 'cautious')).toEqual(['a', 'b', 'not_null_a', 'relationships_a'])
      expect(of(selector, 'empty')).toEqual(['a'])
    }
  })

  it('that do not exist are said, with the nearest one', () => {
    expect(select('selector:mor', selectors).diagnostics).toMatchObject([
      {
        code: 'E_NO_MATCH',
        message: '--select "selector:mor": there is no selector "mor"',
        hint: 'Did you mean "more"?',
      },
    ])
  })

  it.each<[unknown, string]>([
    [
      { a: { union: ['selector:b'] }, b: { union: [{ intersection: ['selector:a', 'c'] }] } },
      'the selector "a" is made of itself',
    ],
    [{ a: { union: ['selector:nope'] } }, 'the selector "a" names "nope", which is no selector'],
    [{ a: { union: ['a'], indirectSelection: 'caution' } }, 'the selector "a" has no indirect selection "caution"'],
    [{ a: {} }, 'the selector "a" needs either "union" or "intersection"'],
    [{ a: { union: ['a'], intersection: ['b'] } }, 'the selector "a" needs either "union" or "intersection"'],
    [{ a: { union: [] } }, '"union" of the selector "a" is not a list with something in it'],
    [{ a: { unoin: ['a'], union: ['a'] } }, 'the selector "a" has no "unoin"'],
    [{ a: { union: ['tga:x'] } }, 'the selector "a": "tga:x": there is no method "tga"'],
    [
      { a: { union: ['a'], default: true }, b: { union: ['a'], default: true } },
      'the selectors "a" and "b" are both the default',
    ],
    [{ a: 'tag:x' }, 'the selector "a" is not an object'],
    [[], 'the option "selectors" is not an object'],
  ])('%j is refused in a configuration', (given, message) => {
    expect(checkSelectors(given).map((each) => each.message)).toContain(message)
  })

  it('have groups, with the operators of a name', () => {
    const of = (selector: string) => names(select(selector, { xs: { union: ['group:xs+'] } }).ids)
    expect(of('group:xs')).toEqual(['a', 'b'])
    expect(of('group:ys+')).toEqual(['c', 'd'])
    expect(of('+group:ys+')).toEqual(['a', 'b', 'c', 'd'])
    expect(of('group:ys group:zs')).toEqual(['c', 'e'])
    expect(of('selector:xs')).toEqual(['a', 'b', 'c', 'd'])
  })

  it('have settings by their names', () => {
    expect(names(select('config.schema:xs', {}).ids)).toEqual(['a', 'b'])
    expect(names(select('config.meta.owner:d', {}).ids)).toEqual(['d'])
    expect(names(select('config.unique_key:n,tag:z', {}).ids)).toEqual(['e'])
    expect(names(select('config.tags:z', {}).ids)).toEqual(['e'])
    expect(names(select('config.enabled:true', {}).ids)).toHaveLength(5)
    expect(select('config.schema:nope', {}).diagnostics).toMatchObject([{ code: 'E_NO_MATCH' }])
  })
})
