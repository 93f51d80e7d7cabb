import { describe, expect, it } from 'vitest'
import { Graph } from '../../../src/core/graph/graph.js'
import { selectNodes } from '../../../src/core/graph/select-nodes.js'
import type { SelectableNode } from '../../../src/core/graph/selectable-node.js'
import { movies } from './movies-graph.js'

const names = (ids: Iterable<string>): string =>
  [...ids]
    .map((id) => movies.get(id).name)
    .sort()
    .join(' ')

/** Without tests that were not named, which would hide what a criterion means. */
function select(...items: string[]): string {
  const { ids, diagnostics } = selectNodes(movies, { select: items, indirectSelection: 'empty' })
  expect(diagnostics).toEqual([])
  return names(ids)
}

describe('selectNodes', () => {
  it('gives everything, in the graph’s order, without a selector', () => {
    const everything = movies.order.map((node) => node.uniqueId)
    expect([...selectNodes(movies).ids]).toEqual(everything)
    expect([...selectNodes(movies, { select: [], exclude: [] }).ids]).toEqual(everything)
  })

  it.each([
    ['src_movies', 'src_movies'],
    ['raw_ratings', 'raw_ratings'],
    ['src_*', 'src_movies src_ratings'],
    ['*_movies', 'raw_movies relationships_ratings_movies src_movies top_movies'],
    ['src_m?vies', 'src_movies'],
    // Wildcards cross dots: `tests.scores_add_up`.
    ['[it]*_[!x]*', 'int_scores scores_add_up top_movies'],
    ['model.shop.src_movies', 'src_movies'],
    // Names with what leads to them.
    ['staging.src_movies', 'src_movies'],
    ['shop.staging.src_movies', 'src_movies'],
    ['src.staging.src_movies', 'src_movies'],
    ['fqn:staging.src_movies', 'src_movies'],
    ['intermediate', 'int_scores'],
    ['intermediate.scores', 'int_scores'],
    ['intermediate.*', 'int_scores'],
    ['*.scores.*', 'int_scores'],
    ['raw.raw_ratings', 'raw_ratings'],
    // Paths and files.
    ['src/intermediate', 'int_scores'],
    ['./src/intermediate/', 'int_scores'],
    ['././src/intermediate//', 'int_scores'],
    ['path:src/.cache./intermediate', 'NOTHING'],
    ['src\\intermediate', 'int_scores'],
    ['path:src/marts/top_movies.ts', 'top_movies'],
    ['path:src/*/src_movies.ts', 'src_movies unique_src_movies_id'],
    ['path:src/*', names(movies.order.map((node) => node.uniqueId))],
    ['path:.', names(movies.order.map((node) => node.uniqueId))],
    ['./', names(movies.order.map((node) => node.uniqueId))],
    ['path:src/*.ts', 'NOTHING'],
    ['path:src/**/int_*', 'int_scores'],
    ['path:**/top_movies.ts', 'top_movies'],
    ['top_movies.ts', 'top_movies'],
    ['file:top_movies', 'top_movies'],
    ['genres.csv', 'genres'],
    // Other methods.
    ['tag:nightly', 'src_movies src_ratings'],
    ['tag:*ly', 'raw_movies src_movies src_ratings'],
    ['resource_type:source', 'raw_movies raw_ratings'],
    ['source:raw', 'raw_movies raw_ratings'],
    ['source:raw.raw_ratings', 'raw_ratings'],
    ['source:shop.raw.raw_ratings', 'raw_ratings'],
    ['source:*', 'raw_movies raw_ratings'],
    ['exposure:board', 'board'],
    ['test_name:unique', 'unique_src_movies_id'],
    ['test_type:singular', 'scores_add_up'],
    ['test_type:generic', 'not_null_src_ratings_id relationships_ratings_movies unique_src_movies_id'],
    ['test_type:data', 'not_null_src_ratings_id relationships_ratings_movies scores_add_up unique_src_movies_id'],
    ['package:shop,resource_type:seed', 'genres'],
    ['package:this', names(movies.order.map((node) => node.uniqueId))],
    ['config.materialized:table', 'int_scores top_movies'],
    // Neighbours.
    ['top_movies+', 'board top_movies'],
    ['1+top_movies', 'genres int_scores top_movies'],
    ['+top_movies', 'genres int_scores raw_movies raw_ratings src_movies src_ratings top_movies'],
    ['src_ratings+1', 'int_scores not_null_src_ratings_id relationships_ratings_movies src_ratings'],
    ['1+int_scores+1', 'int_scores scores_add_up src_movies src_ratings top_movies'],
    ['0+int_scores', 'int_scores'],
    [
      '2+tag:slow+1',
      'board genres int_scores raw_movies relationships_ratings_movies src_movies src_ratings top_movies unique_src_movies_id',
    ],
    ['@genres', 'board genres int_scores raw_movies raw_ratings src_movies src_ratings top_movies'],
    // Sets.
    ['tag:nightly,tag:slow', 'src_movies'],
    ['+int_scores,resource_type:model', 'int_scores src_movies src_ratings'],
    ['genres top_movies', 'genres top_movies'],
  ])('%s selects %s', (selector, expected) => {
    if (expected === 'NOTHING') expect(selectNodes(movies, { select: [selector] }).ids.size).toBe(0)
    else expect(select(selector)).toBe(expected)
  })

  it('reads names, files and paths with dots, + and @ in them', () => {
    const at = (name: string, file: string, resourceType = 'model') => ({
      uniqueId: `${resourceType}.shop.${name}`,
      name,
      resourceType,
      file,
      dependsOn: [],
      tags: [],
    })
    const odd = Graph.of<SelectableNode>([
      at('sql_orders', 'src/staging/sql_orders.ts'),
      at('v2', 'src/marts/orders.v2.mts'),
      at('mail', 'src/@scope/c++/mail.ts'),
      at('dots', 'src/a./b/dots.ts'),
      at('board', 'src/marts/board.ts'),
      at('board', 'src/exposures/board.ts', 'exposure'),
    ])
    const found = (selector: string) => [...selectNodes(odd, { select: [selector] }).ids]
    expect(found('staging.sql_orders')).toEqual(['model.shop.sql_orders'])
    expect(found('file:orders.v2')).toEqual(['model.shop.v2'])
    expect(found('file:orders')).toEqual([])
    expect(found('orders.v2.mts')).toEqual(['model.shop.v2'])
    expect(found('path:src/@scope/c++/mail.ts')).toEqual(['model.shop.mail'])
    expect(found('path:src/a./b')).toEqual(['model.shop.dots'])
    expect(found('exposure:board')).toEqual(['exposure.shop.board'])
  })

  it('refuses what is no string', () => {
    const { ids, diagnostics } = selectNodes(movies, { select: [7 as never] })
    expect(ids.size).toBe(0)
    expect(diagnostics).toMatchObject([
      { code: 'E_INVALID_OPTION', message: '--select is given something of type number' },
    ])
  })

  it('reports what matches nothing once, also within an intersection', () => {
    const { diagnostics } = selectNodes(movies, { select: ['genres,tag:never'] })
    expect(diagnostics.map(({ message }) => message)).toEqual(['--select "tag:never" matches nothing'])
  })

  it('makes a union of several items and of spaces', () => {
    expect(select('genres', 'tag:slow,src_movies board')).toBe('board genres src_movies')
  })

  it('selects the tests of what it selects, and excludes them with it', () => {
    const eager = (...options: [string, string?]): string => {
      const [wanted, exclude] = options
      return names(selectNodes(movies, { select: [wanted], exclude: exclude === undefined ? [] : [exclude] }).ids)
    }
    expect(eager('src_movies')).toBe('relationships_ratings_movies src_movies unique_src_movies_id')
    expect(eager('src_movies,test_name:unique')).toBe('unique_src_movies_id')
    expect(eager('src_movies', 'test_name:unique')).toBe('relationships_ratings_movies src_movies')
    expect(eager('tag:nightly', 'src_movies')).toBe('not_null_src_ratings_id src_ratings')
    expect(eager('src_movies', 'src_movies')).toBe('')
  })

  it('excludes from everything when nothing is selected', () => {
    const { ids } = selectNodes(movies, { exclude: ['src_ratings+', 'tag:daily'] })
    expect(names(ids)).toBe('genres raw_ratings src_movies unique_src_movies_id')
  })

  it.each([
    ['src_movie', '"src_movies"'],
    ['SRC_MOVIES', '"src_movies"'],
    ['2+src_moveis+', '"2+src_movies+"'],
    ['stagign', '"staging"'],
    ['nightly', '"tag:nightly"'],
    ['@nightly', '"@tag:nightly"'],
    ['tag:nigthly', '"tag:nightly"'],
    ['tag:src_movies', '"src_movies"'],
    ['src/stagin', '"path:src/staging"'],
    ['resource_type:modle', '"resource_type:model"'],
    ['source:raww', '"source:raw"'],
    ['config.materialized:veiw', '"config.materialized:view"'],
    ['test_name:unqiue', '"test_name:unique"'],
    ['top_movie.ts', '"file:top_movies.ts"'],
  ])('suggests for %s, which matches nothing, %s', (selector, meant) => {
    for (const option of ['select', 'exclude'] as const)
      expect(selectNodes(movies, { [option]: [`genres ${selector}`] }).diagnostics).toEqual([
        { code: 'E_NO_MATCH', message: `--${option} "${selector}" matches nothing`, hint: `Did you mean ${meant}?` },
      ])
  })

  it.each(['completely_different', 'xyz_*', 'x', 'tag:x'])('suggests nothing for %s', (selector) => {
    const [diagnostic] = selectNodes(movies, { select: [selector] }).diagnostics
    expect(diagnostic?.hint).toContain('kerros ls')
  })

  it('reports an intersection that nothing is in', () => {
    const { ids, diagnostics } = selectNodes(movies, { select: ['genres,tag:nightly'] })
    expect(ids.size).toBe(0)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({
      code: 'E_NO_MATCH',
      message: expect.stringContaining('genres, tag:nightly'),
    })
  })

  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['+', 'names nothing'],
    ['tag:', 'names nothing'],
    ['a,,b', 'comma'],
    ['src_movies,', 'comma'],
    ['@src_movies+', 'both @ and +'],
    ['@2+src_movies', 'both @ and +'],
    ['++src_movies', 'cannot be read'],
    ['src_movies+top_movies', 'cannot be read'],
    ['+@src_movies', 'cannot be read'],
    ['a:b:c', 'no method "a"'],
    ['toString:x', 'no method "toString"'],
  ])('refuses %j: %s', (selector, message) => {
    const { ids, diagnostics } = selectNodes(movies, { select: [selector] })
    expect(ids.size).toBe(0)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({ code: 'E_INVALID_OPTION', message: expect.stringContaining(message) })
  })

  it('names the methods when it does not know one, and the nearest', () => {
    const [diagnostic] = selectNodes(movies, { select: ['tagg:nightly'] }).diagnostics
    expect(diagnostic?.hint).toMatch(
      /^Did you mean "tag:nightly"\? The methods are access, config\.materialized, .*, tag, test_name, test_type, unit_test, and config\.NAME for any setting\.$/,
    )
    expect(selectNodes(movies, { select: ['config:view'] }).diagnostics[0]?.hint).toContain(
      '"config.materialized:view"',
    )
    expect(selectNodes(movies, { select: ['macro:x'] }).diagnostics[0]?.hint).toMatch(/^The methods are/)
  })

  it.each(['metric', 'version'])('says what to do instead of dbt’s method %s', (method) => {
    const [diagnostic] = selectNodes(movies, { select: [`${method}:x+`] }).diagnostics
    expect(diagnostic).toMatchObject({
      code: 'E_INVALID_OPTION',
      message: `--select "${method}:x+": kerros does not have the method "${method}"`,
    })
    expect(diagnostic!.hint).toMatch(/\.$/)
  })

  it('selects by an earlier run, in which nothing may match', () => {
    const compared = Graph.of<SelectableNode>(
      movies.order.map((node) => ({
        ...node,
        lastStatus: { top_movies: 'error', src_ratings: 'success' }[node.name],
        isFresher: node.name === 'raw_ratings',
      })),
    )
    const selected = (select: string) => {
      const { ids, diagnostics } = selectNodes(compared, { select, indirectSelection: 'empty' })
      expect(diagnostics).toEqual([])
      return names(ids)
    }
    expect(selected('result:error+')).toBe('board top_movies')
    expect(selected('result:*')).toBe('src_ratings top_movies')
    expect(selected('result:fail')).toBe('')
    expect(selected('source_status:fresher+1')).toContain('src_ratings')
    expect(selected('source_status:fresher,tag:daily')).toBe('')
    const messages = (graph: typeof compared, select: string) =>
      selectNodes(graph, { select }).diagnostics.map(({ code, message }) => [code, message])
    expect(messages(compared, 'result:eror')).toEqual([
      ['E_INVALID_OPTION', '--select "result:eror": there is no result "eror"'],
    ])
    expect(messages(compared, 'source_status:pass')).toHaveLength(1)
    expect(messages(movies, 'result:error+')).toEqual([
      ['E_INVALID_OPTION', '--select "result:error+" compares with an earlier run, which is missing'],
    ])
    expect(messages(movies, 'source_status:fresher')).toEqual([
      ['E_INVALID_OPTION', expect.stringMatching(/compares the sources.json .* and does not have both$/)],
    ])
  })

  it('selects by what has changed since an earlier manifest, which may be nothing', () => {
    const words: { readonly [name: string]: readonly string[] } = {
      top_movies: ['new', 'modified', 'modified.body'],
      src_ratings: ['old', 'modified', 'modified.configs'],
    }
    const compared = Graph.of<SelectableNode>(
      movies.order.map((node) => ({ ...node, states: words[node.name] ?? ['old', 'unmodified'] })),
    )
    const selected = (select: string) => {
      const { ids, diagnostics } = selectNodes(compared, { select, indirectSelection: 'empty' })
      expect(diagnostics).toEqual([])
      return names(ids)
    }
    expect(selected('state:modified')).toBe('src_ratings top_movies')
    expect(selected('state:new+')).toBe('board top_movies')
    expect(selected('state:modified.*')).toBe('src_ratings top_movies')
    expect(selected('state:modified.relation')).toBe('')
    expect(selected('state:modified,tag:nightly')).toBe('src_ratings')
    expect(selected('state:old,tag:nightly')).toBe('src_movies src_ratings')
    expect(selected('state:unmodified,tag:nightly')).toBe('src_movies')
    expect(selectNodes(compared, { select: 'state:modfied' }).diagnostics).toMatchObject([
      { message: '--select "state:modfied": there is no state "modfied"', hint: 'Did you mean "modified"?' },
    ])
    expect(selectNodes(movies, { select: 'state:new' }).diagnostics).toMatchObject([
      { code: 'E_INVALID_OPTION', message: '--select "state:new" compares with an earlier manifest, which is missing' },
    ])
  })

  it('selects a test by its whole name, also when it is called like its column', () => {
    const tests = [
      'not_null_t_a b',
      'not_null_t_a,b',
      'not_null_t_a/b',
      'not_null_t_a+',
      '@t',
      'unique_t_a:b',
      'positive_t_*',
    ].map((name, i) => ({
      uniqueId: `test.shop.${i}`,
      name,
      resourceType: 'test',
      file: 'src/t.ts',
      dependsOn: [],
      tags: [],
    }))
    const graph = Graph.of<SelectableNode>([...movies.order, ...tests])
    for (const { name, uniqueId } of tests)
      expect(selectNodes(graph, { select: [name] })).toEqual({ ids: new Set([uniqueId]), diagnostics: [] })
    const { ids } = selectNodes(graph, { select: ['not_null_t_a b', 'unique_t_a:b'], exclude: ['unique_t_a:b'] })
    expect([...ids]).toEqual(['test.shop.0'])
  })
})
