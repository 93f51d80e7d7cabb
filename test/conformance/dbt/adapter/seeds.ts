import { type Area, byAnyEngine, byRuns, row } from '../behaviour.js'

const seed = (...tests: readonly string[]) => byRuns(...tests.map((test) => `seeds > ${test}`))
const ROWS = 'have the rows of their file, again after a second run and after a full refresh'

export const seeds: Area = {
  title: 'Seeds',
  from: 'dbt-tests-adapter: simple_seed',
  behaviours: [
    row(
      'BaseBasicSeedTests.test_simple_seed',
      'A seed has its file’s rows, again after a second run, and models read it.',
      seed(ROWS),
    ),
    row(
      'BaseBasicSeedTests.test_simple_seed_full_refresh_flag',
      '`seed --full-refresh` makes the table again; views over it are dropped.',
      seed(ROWS),
      'Kinder: what reads the seed stays and works.',
    ),
    row(
      'BaseSeedConfigFullRefreshOn',
      '`full_refresh: true` of a seed always makes its table again.',
      seed(ROWS),
      'Other form: a seed is always replaced whole, by one statement or transaction.',
    ),
    row(
      'BaseSeedConfigFullRefreshOff',
      '`full_refresh: false` of a seed keeps its table, with the flag, too.',
      seed(ROWS),
      'Other form: a seed is always replaced whole, and what reads it stays.',
    ),
    row(
      'BaseSeedCustomSchema.test_simple_seed_with_schema',
      'A seed is in the schema that it asks for.',
      seed('are in the schema that naming gives them, in every run'),
    ),
    row(
      'BaseSeedCustomSchema.test_simple_seed_with_drop_and_schema',
      'A full refresh leaves it in that schema.',
      seed('are in the schema that naming gives them, in every run'),
    ),
    row(
      'BaseSeedWithUniqueDelimiter',
      'Another delimiter than the comma separates the fields.',
      seed('are read with the delimiter that they name'),
    ),
    row(
      'BaseSeedWithWrongDelimiter',
      'A delimiter that the file does not have is an error.',
      seed('of another delimiter, or of one that is empty, are refused before anything is written'),
      'Stricter: it is found before anything is sent, with the columns that are missing.',
    ),
    row(
      'BaseSeedWithEmptyDelimiter',
      'An empty delimiter is an error.',
      seed('of another delimiter, or of one that is empty, are refused before anything is written'),
    ),
    row(
      'BaseSimpleSeedEnabledViaConfig.test_simple_seed_with_disabled',
      'A seed that is disabled is not built.',
      byAnyEngine(
        'test/core/project/folder-defaults.test.ts',
        'settings of folders > disable what is in a folder with its tests, and refuse what reads it',
      ),
    ),
    row(
      'BaseSimpleSeedEnabledViaConfig.test_simple_seed_selection',
      '`seed --select` builds the selected seeds.',
      seed('are built by a selection, and without what is excluded'),
    ),
    row(
      'BaseSimpleSeedEnabledViaConfig.test_simple_seed_exclude',
      '`seed --exclude` leaves seeds out.',
      seed('are built by a selection, and without what is excluded'),
    ),
    row(
      'BaseSeedParsing',
      'A seed that cannot be parsed fails `seed`, and does not keep `run` from running.',
      seed('that cannot be read fail their command, and leave models that do not need them alone'),
    ),
    row(
      'BaseSimpleSeedWithBOM',
      'A byte order mark at the start of the file is not part of the first name.',
      seed('have dots in their file’s name, letters of any script, a byte order mark and 20,000 rows'),
    ),
    row(
      'BaseSeedSpecificFormats',
      'Seeds of 20,000 rows, with dots in their name and with letters of other scripts are built.',
      seed('have dots in their file’s name, letters of any script, a byte order mark and 20,000 rows'),
    ),
    row(
      'BaseTestEmptySeed',
      'A seed that has only a header is an empty table.',
      seed('of a header only are empty tables'),
    ),
    row(
      'BaseSimpleSeedColumnOverride',
      'Types of columns are those that the project gives, not those that the values suggest.',
      seed('have the types that they declare, as text that looks like numbers and dates'),
      'Stricter: each column has a type, and each value has to be valid for it.',
    ),
  ],
}
