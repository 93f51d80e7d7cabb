import { type Area, byEngine, byRuns, doesNotApply, named, row } from '../behaviour.js'

const names = (...tests: readonly string[]) => byRuns(...tests.map((test) => `places of relations > ${test}`))

export const aliases: Area = {
  title: 'Aliases and names',
  from: 'dbt-tests-adapter: aliases, simple_copy/test_copy_uppercase, relations/test_dropping_schema_named',
  behaviours: [
    row(
      'BaseAliases',
      'A relation has the alias that the model or the project gives it, and `ref` finds it.',
      names('a relation has the name that naming gives it, and its readers find it there'),
      'Other form: `naming` of the project gives names, by the definition, its file and the target.',
    ),
    row(
      'BaseAliasErrors',
      'Two models of one alias in one schema are an error before anything runs.',
      names(
        'two relations of one name in one schema are refused before anything runs, also where only the case differs',
      ),
      'Stricter: names that differ by case only are refused, too.',
    ),
    row(
      'BaseSameAliasDifferentSchemas',
      'One alias in two schemas is two relations.',
      names('one name in two schemas is two relations'),
    ),
    row(
      'BaseSameAliasDifferentDatabases',
      'One alias in two databases is two relations.',
      byEngine(
        { kind: 'doesNotApply', reason: 'a run writes one database file' },
        named('test/conformance/runs/runs-snowflake.test.ts', [
          'Snowflake: places of relations > one name in two databases is two relations',
        ]),
      ),
    ),
    row(
      'BaseSimpleCopyUppercase',
      'A model with a name in upper case is built, found again and read by others.',
      names('names in lower, upper and mixed case are found by the next run'),
    ),
    row(
      'BaseDropSchemaNamed',
      'Dropping a schema drops the one of that name, and no other whose name only looks alike.',
      doesNotApply('kerros drops no schema'),
      'Stricter: nothing that kerros did not make is dropped, and a schema never is.',
    ),
  ],
}
