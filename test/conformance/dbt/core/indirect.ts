import { type Area, byAnyEngine, row } from '../behaviour.js'

const laws = byAnyEngine(
  'test/core/graph/selection-laws.test.ts',
  'tests of what is selected > are those that the documentation says, in each mode',
)
const select = (...tests: readonly string[]) =>
  byAnyEngine('test/core/graph/select-nodes.test.ts', ...tests.map((test) => `selectNodes > ${test}`))

export const indirectSelection: Area = {
  title: 'Selection of tests',
  from: 'dbt-core: tests/functional/test_selection, selectors',
  behaviours: [
    row(
      'TestSelectionExpansion (by model)',
      'A model selects the tests that read it: all of them, or those whose other inputs are selected or built, as `--indirect-selection` says.',
      laws,
    ),
    row(
      'TestSelectionExpansion (by kind)',
      '`test_type:generic` and `test_type:singular` select by kind of test, also together with a model.',
      select(
        'test_type:singular selects scores_add_up',
        'test_type:generic selects not_null_src_ratings_id relationships_ratings_movies unique_src_movies_id',
      ),
    ),
    row(
      'TestSelectionExpansion (by name)',
      '`test_name:` and the name of a test select it, and exclude it.',
      select(
        'test_name:unique selects unique_src_movies_id',
        'selects a test by its whole name, also when it is called like its column',
      ),
    ),
    row(
      'TestSelectionExpansion (by tag)',
      'A tag of a test or of its column selects it.',
      select('tag:*ly selects raw_movies src_movies src_ratings'),
    ),
    row(
      'TestExpansionWithSelectors',
      'A named selector sets the mode of indirect selection.',
      byAnyEngine(
        'test/core/graph/selection-laws.test.ts',
        'tests of what is selected > are those of the mode that a named selector has, in place of that of the command, alone or as a part of another one',
      ),
    ),
    row(
      'TestDefaultSelectors',
      'A selector that is the default holds where nothing is selected.',
      byAnyEngine(
        'test/core/graph/named-selectors.test.ts',
        'named selectors > that are the default count where nothing is selected or excluded',
      ),
    ),
    row(
      'TestSelectorSelectorMethod',
      '`selector:` selects what a named selector does, with operators and unions.',
      byAnyEngine(
        'test/core/graph/named-selectors.test.ts',
        'named selectors > name each other, with the operators of a name',
      ),
    ),
    row(
      'TestExcludeTestNameInheritedViaSelectorMethod',
      'A selector that excludes a test by name passes that on.',
      byAnyEngine(
        'test/core/graph/named-selectors.test.ts',
        'named selectors > pass on what they exclude, tests by their names too',
      ),
    ),
    row(
      'TestSelectExcludeIgnoredWithSelectorWarning',
      '`--selector` next to `--select` or `--exclude` is noted.',
      byAnyEngine('test/cli/output.test.ts', 'ls > refuses --selector next to --select or --exclude'),
      'Stricter: it is an error.',
    ),
  ],
}
