import { type Area, byAnyEngine, byRuns, bySuite, doesNotApply, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

const f = (...names: readonly string[]) => byRuns(...names.map((name) => `functions of dbt > ${name}`))
const types = (...names: readonly string[]) =>
  bySuite(...names.map((name) => `a warehouse > types > ${name}: a column that kerros makes is compatible with it`))
const UTC = 'a timestamp is always UTC, without a zone, on both engines'
const PYTHON = doesNotApply(reasons.python)
const NO_FUNCTIONS = doesNotApply(reasons.functions)

export const code: Area = {
  title: 'Functions, types, Python',
  from: 'dbt-tests-adapter: utils, functions, python_model',
  behaviours: [
    row('BaseAnyValue', '`any_value` is a value of the group.', f('any_value')),
    row('BaseArrayAppend', '`array_append` adds an element at the end.', f('array_append')),
    row('BaseArrayConcat', '`array_concat` joins two arrays.', f('array_concat')),
    row('BaseArrayConstruct', '`array_construct` makes an array of values, and an empty one.', f('array_construct')),
    row('BaseBoolOr', '`bool_or` is true if a row of the group is.', f('bool_or')),
    row('BaseCast', '`cast` gives a value of another type, and NULL for NULL.', f('cast')),
    row('BaseCastBoolToText', '`cast_bool_to_text` gives "true", "false" and NULL.', f('cast_bool_to_text')),
    row(
      'BaseConcat',
      '`concat` joins strings, the empty one too.',
      f('concat'),
      'Stricter: a NULL among them is NULL on both engines.',
    ),
    row(
      'BaseCurrentTimestamp',
      '`current_timestamp` is the time in UTC.',
      f('current_timestamp'),
      'Stricter: `now()` is the time when the run began, in all of its nodes.',
    ),
    row('BaseCurrentTimestampAware', 'It has a time zone.', doesNotApply(UTC)),
    row('BaseCurrentTimestampNaive', 'It has no time zone.', f('current_timestamp')),
    row(
      'BaseCurrentTimestamps',
      'The timestamps that macros write have the documented type and SQL.',
      byAnyEngine('test/docs/functions-page.test.ts', 'docs/functions.md > is what the code says now'),
    ),
    row('BaseDate', '`date` makes a date of year, month and day.', f('date')),
    row('BaseDateSpine', '`date_spine` has each date between two.', f('date_spine')),
    row('BaseDateTrunc', '`date_trunc` cuts a timestamp to the day and the month.', f('date_trunc')),
    row('BaseDateAdd', '`dateadd` adds days, months, hours and negative ones.', f('dateadd')),
    row('BaseDateDiff', '`datediff` counts the borders of units between two times: seconds to years.', f('datediff')),
    row('BaseEquals', '`equals` compares values, where two NULLs are equal.', f('equals')),
    row('BaseEscapeSingleQuotesQuote', 'A quote in a string is escaped by another one.', f('escape_single_quotes')),
    row(
      'BaseEscapeSingleQuotesBackslash',
      'A quote in a string is escaped by a backslash.',
      f('escape_single_quotes'),
      'Other form: literals are written by the dialect, so that nothing is left to escape.',
    ),
    row('BaseExcept', '`except` leaves out the rows of the second relation.', f('except')),
    row('BaseGenerateSeries', '`generate_series` has the numbers from 1.', f('generate_series')),
    row(
      'BaseGetIntervalsBetween',
      '`get_intervals_between` counts the units between two dates for a macro.',
      doesNotApply('a macro of dbt that others are made of; `dateDiff` counts, and `dateSpine` has the dates'),
    ),
    row(
      'BaseGetPowersOfTwo',
      '`get_powers_of_two` is the number of joins that a series needs.',
      doesNotApply('a macro of dbt that `generate_series` is made of'),
    ),
    row('BaseHash', '`hash` is the MD5 of a string, of the empty one too.', f('hash')),
    row('BaseIntersect', '`intersect` has the rows that both relations have.', f('intersect')),
    row('BaseLastDay', '`last_day` is the last date of a month and of a quarter.', f('last_day')),
    row('BaseLength', '`length` counts characters.', f('length')),
    row(
      'BaseListagg',
      '`listagg` joins the strings of a group, in order, with a separator, distinct ones, the first of them.',
      f('listagg'),
    ),
    row('BaseMixedNullCompare', 'A value and NULL are not equal.', f('null_compare')),
    row('BaseNullCompare', 'NULL and NULL compare as equal where that is asked for.', f('null_compare')),
    row('BasePosition', '`position` is where a string begins in another one, 0 if it does not.', f('position')),
    row('BaseReplace', '`replace` puts one string in the place of another, everywhere.', f('replace')),
    row('BaseRight', '`right` has the last characters.', f('right')),
    row('BaseSafeCast', '`safe_cast` is NULL where a value is not valid.', f('safe_cast')),
    row(
      'BaseCalculateFreshnessMethod',
      'A query of one’s own says how fresh a source is; one with two rows is an error.',
      bySuite(
        'freshness of sources > is what the documentation says, for any rows, thresholds, filters and queries',
        'freshness of sources > is an error of its source only when a table is missing, or a query returns two rows',
      ),
    ),
    row(
      'BaseSplitPart',
      '`split_part` has the part of a string at a position, from the end with a negative one.',
      f('split_part'),
    ),
    row('BaseStringLiteral', '`string_literal` is a string in SQL.', f('string_literal')),
    row(
      'BaseValidateSqlMethod',
      'The adapter says whether SQL is valid without running it.',
      doesNotApply('`--dry-run` prints the SQL; what is wrong in a query `tsc` says'),
    ),
    row('BaseTypeBigInt', 'The type of a bigint column is the engine’s.', types('bigint')),
    row('BaseTypeBoolean', 'The type of a boolean column is the engine’s.', types('boolean')),
    row('BaseTypeFloat', 'The type of a float column is the engine’s.', types('double')),
    row('BaseTypeInt', 'The type of an integer column is the engine’s.', types('integer')),
    row('BaseTypeNumeric', 'The type of a numeric column is the engine’s.', types('decimal')),
    row('BaseTypeString', 'The type of a string column is the engine’s.', types('varchar')),
    row('BaseTypeTimestamp', 'The type of a timestamp column is the engine’s.', types('timestamp')),
    ...(
      [
        ['UDFsBasic', 'A SQL function is made in the warehouse, and models call it.'],
        ['DeterministicUDF', 'A function is declared deterministic.'],
        ['StableUDF', 'A function is declared stable.'],
        ['NonDeterministicUDF', 'A function is declared as not deterministic.'],
        ['ErrorForUnsupportedType', 'A kind of function that the engine lacks is an error.'],
        ['PythonUDFSupported', 'A Python function is made.'],
        ['PythonUDFNotSupported', 'A Python function is an error where the engine has none.'],
        ['PythonUDFRuntimeVersionRequired', 'A Python function needs its version.'],
        ['PythonUDFEntryPointRequired', 'A Python function needs its entry point.'],
        ['SqlUDFDefaultArgSupport', 'A SQL function has default arguments.'],
        ['PythonUDFDefaultArgSupport', 'A Python function has default arguments.'],
        ['PythonUDFVolatilitySupport', 'A Python function is declared deterministic or not.'],
        ['CanFindScalarFunctionRelation', 'The adapter finds a function that exists.'],
        ['PythonUDFWithPackagesSupported', 'A Python function uses packages.'],
        ['BasicPythonUDAF', 'A Python aggregate function is made.'],
        ['BasicSQLUDAF', 'A SQL aggregate function is made.'],
        ['PythonUDAFDefaultArgSupport', 'A Python aggregate function has default arguments.'],
        ['BasicJSUDF', 'A JavaScript function is made.'],
        ['JSUDFMultiLineBody', 'A JavaScript function has several lines.'],
        ['JSUDFDeterministicVolatility', 'A JavaScript function is declared deterministic.'],
        ['JSUDFNonDeterministicVolatility', 'A JavaScript function is declared as not deterministic.'],
        ['JSUDFStableVolatilityWarns', 'A stable JavaScript function is noted where the engine has none.'],
        ['JSUDFDefaultArgSupport', 'A JavaScript function has default arguments.'],
        ['BasicJSAggregateUDF', 'A JavaScript aggregate function is made.'],
        ['JSAggregateUDFVolatilityIgnored', 'The volatility of a JavaScript aggregate function is left out.'],
      ] as const
    ).map(([name, text]) => row(name, text, NO_FUNCTIONS)),
    ...(
      [
        ['BasePythonModelTests', 'A Python model reads and is read by SQL models.'],
        ['BasePythonIncrementalTests', 'A Python model is incremental.'],
        ['BasePythonMetaGetTests.test_meta_get_basic', 'A Python model reads its meta.'],
        ['BasePythonMetaGetTests.test_meta_get_from_schema', 'A Python model reads meta of its schema file.'],
        ['BasePythonEmptyTests', '`--empty` holds for Python models.'],
        ['BasePythonSampleTests', '`--sample` holds for Python models.'],
        ['BasePySparkTests', 'A Python model returns data frames of several libraries.'],
      ] as const
    ).map(([name, text]) => row(name, text, PYTHON)),
  ],
}
