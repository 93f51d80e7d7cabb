import {
  array,
  bigint,
  boolean,
  date,
  double,
  integer,
  json,
  timestamp,
  varchar,
} from '../../../src/core/columns/index.js'
import { scalar } from '../../../src/core/functions/call/function-call.js'
import { typeOperand } from '../../../src/core/functions/call/type-operand.js'
import * as f from '../../../src/core/functions/index.js'
import { eb, type FunctionCase, t } from './fixture.js'

/** A call, its SQL on both engines, and what it gives for each row. */
const c = (
  of: FunctionCase['of'],
  x: FunctionCase['x'],
  duckdb: string,
  snowflake: string,
  gives: readonly unknown[],
): FunctionCase => ({ of, x, duckdb, snowflake, gives })

const WHOLE = '^ *[+-]?[0-9]{1,37}([.]0+)? *$'
const DAY = '([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}'
const MOMENT = `^${DAY}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?)?Z?$`
const wholeNumber = `try_cast(trim(iff(regexp_like("T"."DIGITS", '${WHOLE}'), "T"."DIGITS", null)) as integer)`
const bigNumber = wholeNumber.replace('integer', 'bigint')
const moment = `replace(replace(iff(regexp_like("T"."S", '${MOMENT}'), "T"."S", null), 'Z', ''), 'T', ' ')`
const isTrue = (x: string): string => `lower(${x}) in ('true', 't', 'yes', 'y', '1')`
const isFalse = (x: string): string => `lower(${x}) in ('false', 'f', 'no', 'n', '0')`
const truth = (x: string): string =>
  `cast(case when ${isTrue(x)} then 'true' when ${isFalse(x)} then 'false' else left(${x}, 0) end as boolean)`
const truthOrNull = (x: string): string =>
  `case when ${isTrue(x)} then true when ${isFalse(x)} then false else null end`

export const scalarCases: readonly FunctionCase[] = [
  c(
    'concat',
    f.concat(t.s, '-', t.digits),
    '("t"."s" || \'-\' || "t"."digits")',
    'concat("T"."S", \'-\', "T"."DIGITS")',
    [' Äb|ÇD -86400', 'aXbX--1', null],
  ),
  c('contains', f.contains(t.s, 'X'), 'contains("t"."s", \'X\')', 'contains("T"."S", \'X\')', [false, true, null]),
  c('ends_with', f.endsWith(t.s, 'X'), 'ends_with("t"."s", \'X\')', 'endswith("T"."S", \'X\')', [false, true, null]),
  c('starts_with', f.startsWith(t.s, 'a'), 'starts_with("t"."s", \'a\')', 'startswith("T"."S", \'a\')', [
    false,
    true,
    null,
  ]),
  c('length', f.length(t.s), 'length("t"."s")', 'length("T"."S")', ['7', '4', null]),
  c('lower', f.lower(t.s), 'lower("t"."s")', 'lower("T"."S")', [' äb|çd ', 'axbx', null]),
  c('upper', f.upper(t.s), 'upper("t"."s")', 'upper("T"."S")', [' ÄB|ÇD ', 'AXBX', null]),
  c('lpad', f.lpad(t.digits, 4, '0'), 'lpad("t"."digits", 4, \'0\')', 'lpad("T"."DIGITS", 4, \'0\')', [
    '8640',
    '00-1',
    null,
  ]),
  c('trim', f.trim(t.s), 'trim("t"."s", \' \')', 'trim("T"."S", \' \')', ['Äb|ÇD', 'aXbX', null]),
  c('ltrim', f.ltrim(t.s), 'ltrim("t"."s", \' \')', 'ltrim("T"."S", \' \')', ['Äb|ÇD ', 'aXbX', null]),
  c('rtrim', f.rtrim(t.s, 'X '), 'rtrim("t"."s", \'X \')', 'rtrim("T"."S", \'X \')', [' Äb|ÇD', 'aXb', null]),
  c('md5', f.md5(t.s), 'md5("t"."s")', 'md5("T"."S")', [
    'd7c98f7e292bd4a864fde99a297e374f',
    '751f9f987e21741af3f47189e32637ed',
    null,
  ]),
  c(
    'regexp_group',
    f.regexpGroup(t.digits, '^(-?)(\\d+)$', 2),
    'nullif(regexp_extract("t"."digits", \'^(-?)(\\d+)$\', 2), \'\')',
    "nullif(regexp_substr(\"T\".\"DIGITS\", '^(-?)(\\\\d+)$', 1, 1, 'e', 2), '')",
    ['86400', '1', null],
  ),
  c(
    'regexp_group',
    f.regexpGroup(t.digits, '^(-?)(\\d+)$', 1),
    'nullif(regexp_extract("t"."digits", \'^(-?)(\\d+)$\', 1), \'\')',
    "nullif(regexp_substr(\"T\".\"DIGITS\", '^(-?)(\\\\d+)$', 1, 1, 'e', 1), '')",
    [null, '-', null],
  ),
  c(
    'regexp_like',
    f.regexpLike(t.digits, '\\d+'),
    'regexp_full_match("t"."digits", \'\\d+\')',
    'regexp_like("T"."DIGITS", \'\\\\d+\')',
    [true, false, null],
  ),
  c(
    'regexp_replace',
    f.regexpReplace(t.s, '([XÇ])', '[\\1]'),
    "regexp_replace(\"t\".\"s\", '([XÇ])', '[\\1]', 'g')",
    'regexp_replace("T"."S", \'([XÇ])\', \'[\\\\1]\')',
    [' Äb|[Ç]D ', 'a[X]b[X]', null],
  ),
  c('replace', f.replace(t.s, 'X', "'"), "replace(\"t\".\"s\", 'X', '''')", "replace(\"T\".\"S\", 'X', '''')", [
    ' Äb|ÇD ',
    "a'b'",
    null,
  ]),
  c('split_part', f.splitPart(t.s, '|', 2), 'split_part("t"."s", \'|\', 2)', 'split_part("T"."S", \'|\', 2)', [
    'ÇD ',
    '',
    null,
  ]),
  c('substring', f.substring(t.s, 2, 2), 'substring("t"."s", 2, 2)', 'substring("T"."S", 2, 2)', ['Äb', 'Xb', null]),
  c(
    'substring',
    f.substring(t.s, -2),
    'case when length("t"."s") < 2 then \'\' else substring("t"."s", (-2)) end',
    'case when length("T"."S") < 2 then \'\' else substring("T"."S", (-2)) end',
    ['D ', 'bX', null],
  ),

  c('abs', f.abs(t.n), 'abs("t"."n")', 'abs("T"."N")', [5, 7, null]),
  c('ceil', f.ceil(t.p), 'ceil("t"."p")', 'ceil("T"."P")', ['3', '-2', null]),
  c('floor', f.floor(t.f), 'floor("t"."f")', 'floor("T"."F")', [2, 4, null]),
  c(
    'divide',
    f.divide(t.n, 2),
    '(cast("t"."n" as double) / nullif(cast(2 as double), 0))',
    '(cast("T"."N" as double) / nullif(cast(2 as double), 0))',
    [2.5, -3.5, null],
  ),
  c(
    'divide',
    f.divide(t.n, eb(t.n, '-', 5)),
    '(cast("t"."n" as double) / nullif(cast("t"."n" - 5 as double), 0))',
    '(cast("T"."N" as double) / nullif(cast("T"."N" - 5 as double), 0))',
    [null, 0.5833333333333334, null],
  ),
  c(
    'greatest',
    f.greatest(t.n, t.i),
    'case when "t"."n" is null or "t"."i" is null then null else greatest("t"."n", "t"."i") end',
    'greatest("T"."N", "T"."I")',
    [5, 2, null],
  ),
  c(
    'least',
    f.least(t.n, t.i),
    'case when "t"."n" is null or "t"."i" is null then null else least("t"."n", "t"."i") end',
    'least("T"."N", "T"."I")',
    [1, -7, null],
  ),
  c('mod', f.mod(t.n, 3), 'mod("t"."n", nullif(3, 0))', 'mod("T"."N", nullif(3, 0))', [2, -1, null]),
  c('mod', f.mod(t.n, 0), 'mod("t"."n", nullif(0, 0))', 'mod("T"."N", nullif(0, 0))', [null, null, null]),
  c('round', f.round(t.p, 2), 'round("t"."p", 2)', 'round("T"."P", 2)', ['2.35', '-2.50', null]),
  c('round', f.round(t.f), 'round("t"."f", 0)', 'round("T"."F", 0)', [2, 4, null]),
  c('sqrt', f.sqrt(t.f), 'sqrt("t"."f")', 'sqrt("T"."F")', [1.5, 2, null]),

  c(
    'date_add',
    f.dateAdd('month', 1, t.d),
    'cast_to_type("t"."d" + 1 * interval 1 month, "t"."d")',
    'dateadd(\'month\', 1, "T"."D")',
    ['2024-02-29', '2024-01-31', null],
  ),
  c(
    'date_add',
    f.dateAdd('day', eb(t.i, '-', 3), t.ts),
    'cast_to_type("t"."ts" + round("t"."i" - 3) * interval 1 day, "t"."ts")',
    'dateadd(\'day\', round("T"."I" - 3), "T"."TS")',
    ['2024-03-04 13:14:15.5', '2023-12-31 00:00:00', null],
  ),
  c(
    'date_add',
    f.dateAdd('month', eb(t.i, '*', 0.75), t.d),
    'cast_to_type("t"."d" + round("t"."i" * 0.75) * interval 1 month, "t"."d")',
    'dateadd(\'month\', round("T"."I" * 0.75), "T"."D")',
    ['2024-02-29', '2024-02-29', null],
  ),
  c('date_add', f.dateAdd('hour', 5, t.d), '("t"."d" + 5 * interval 1 hour)', 'dateadd(\'hour\', 5, "T"."D")', [
    '2024-01-31 05:00:00',
    '2023-12-31 05:00:00',
    null,
  ]),
  c(
    'date_diff',
    f.dateDiff('day', t.d, t.ts),
    'date_diff(\'day\', "t"."d", "t"."ts")',
    'datediff(\'day\', "T"."D", "T"."TS")',
    ['35', '1', null],
  ),
  c(
    'date_diff',
    f.dateDiff('month', t.d, t.ts),
    'date_diff(\'month\', "t"."d", "t"."ts")',
    'datediff(\'month\', "T"."D", "T"."TS")',
    ['2', '1', null],
  ),
  c(
    'date_diff',
    f.dateDiff('week', t.d, t.ts),
    '(date_diff(\'day\', date_trunc(\'week\', "t"."d"), date_trunc(\'week\', "t"."ts")) // 7)',
    'cast(datediff(\'day\', dateadd(\'day\', 1 - date_part(\'dayofweekiso\', "T"."D"), date_trunc(\'day\', "T"."D")), dateadd(\'day\', 1 - date_part(\'dayofweekiso\', "T"."TS"), date_trunc(\'day\', "T"."TS"))) / 7 as integer)',
    ['5', '1', null],
  ),
  c(
    'date_diff',
    f.dateDiff('microsecond', t.ts, t.ts),
    'date_diff(\'microsecond\', "t"."ts", "t"."ts")',
    'datediff(\'microsecond\', "T"."TS", "T"."TS")',
    ['0', '0', null],
  ),
  c('date_part', f.datePart('year', t.d), 'date_part(\'year\', "t"."d")', 'date_part(\'year\', "T"."D")', [
    '2024',
    '2023',
    null,
  ]),
  c('date_part', f.datePart('week', t.ts), 'date_part(\'week\', "t"."ts")', 'date_part(\'weekiso\', "T"."TS")', [
    '10',
    '1',
    null,
  ]),
  c(
    'date_part',
    f.datePart('day_of_week', t.d),
    'date_part(\'isodow\', "t"."d")',
    'date_part(\'dayofweekiso\', "T"."D")',
    ['3', '7', null],
  ),
  c(
    'date_part',
    f.datePart('epoch_second', t.ts),
    'cast(floor(date_part(\'epoch\', "t"."ts")) as bigint)',
    'date_part(\'epoch_second\', "T"."TS")',
    ['1709730855', '1704067200', null],
  ),
  c('date_text', f.dateText(t.ts), 'strftime("t"."ts", \'%Y-%m-%d\')', 'to_char("T"."TS", \'YYYY-MM-DD\')', [
    '2024-03-06',
    '2024-01-01',
    null,
  ]),
  c(
    'date_trunc',
    f.dateTrunc('month', t.d),
    'cast_to_type(date_trunc(\'month\', "t"."d"), "t"."d")',
    'date_trunc(\'month\', "T"."D")',
    ['2024-01-01', '2023-12-01', null],
  ),
  c(
    'date_trunc',
    f.dateTrunc('hour', t.ts),
    'cast_to_type(date_trunc(\'hour\', "t"."ts"), "t"."ts")',
    'date_trunc(\'hour\', "T"."TS")',
    ['2024-03-06 13:00:00', '2024-01-01 00:00:00', null],
  ),
  c(
    'date_trunc',
    f.dateTrunc('week', t.d),
    'cast_to_type(date_trunc(\'week\', "t"."d"), "t"."d")',
    'dateadd(\'day\', 1 - date_part(\'dayofweekiso\', "T"."D"), date_trunc(\'day\', "T"."D"))',
    ['2024-01-29', '2023-12-25', null],
  ),
  c(
    'epoch_timestamp',
    f.epochTimestamp(t.digits),
    'make_timestamp(cast("t"."digits" as bigint) * 1000000)',
    'to_timestamp_ntz(cast("T"."DIGITS" as number(38, 0)))',
    ['1970-01-02 00:00:00', '1969-12-31 23:59:59', null],
  ),
  c('last_day', f.lastDay(t.ts), 'last_day("t"."ts")', 'last_day("T"."TS")', ['2024-03-31', '2024-01-31', null]),

  c('cast', f.castTo(t.p, double()), 'cast("t"."p" as double)', 'cast("T"."P" as double)', [2.345, -2.5, null]),
  c('cast', f.castTo(t.s, json()), 'to_json("t"."s")', 'to_variant("T"."S")', ['" Äb|ÇD "', '"aXbX"', null]),
  c('cast', f.toDate(t.ts), 'cast("t"."ts" as date)', 'cast("T"."TS" as date)', ['2024-03-06', '2024-01-01', null]),
  c(
    'iff',
    f.iff(eb(t.n, '>', 0), t.digits, f.text('none')),
    'case when "t"."n" > 0 then "t"."digits" else \'none\' end',
    'iff("T"."N" > 0, "T"."DIGITS", \'none\')',
    ['86400', 'none', 'none'],
  ),
  c('key_text', f.keyText(t.n), 'cast("t"."n" as varchar)', 'cast("T"."N" as varchar)', ['5', '-7', null]),
  c('or_null', f.orNull(t.n), '"t"."n"', '"T"."N"', [5, -7, null]),
  c('nullif', f.nullIf(t.n, 5), 'nullif("t"."n", 5)', 'nullif("T"."N", 5)', [null, -7, null]),
  c(
    'try_cast',
    f.tryCast(t.digits, integer()),
    `try_cast(regexp_extract("t"."digits", '${WHOLE}') as integer)`,
    `try_cast(trim(iff(${wholeNumber} between -2147483648 and 2147483647, "T"."DIGITS", null)) as integer)`,
    [86400, -1, null],
  ),
  c(
    'try_cast',
    f.tryCast(t.s, timestamp()),
    `try_cast(regexp_extract("t"."s", '${MOMENT}') as timestamp)`,
    `try_to_timestamp_ntz(concat(${moment}, substr('0000-00-00 00:00:00.000000', length(${moment}) + 1)), 'YYYY-MM-DD HH24:MI:SS.FF6')`,
    [null, null, null],
  ),
  c('try_cast', f.tryCast(t.s, boolean()), truthOrNull('"t"."s"'), truthOrNull('"T"."S"'), [null, null, null]),
  c(
    'cast_text',
    scalar('cast_text', t.digits, typeOperand(bigint())),
    `cast(regexp_extract("t"."digits", '${WHOLE}') as bigint)`,
    `cast(trim(iff(${bigNumber} between -9223372036854775808 and 9223372036854775807, "T"."DIGITS", left("T"."DIGITS", 0))) as bigint)`,
    ['86400', '-1', null],
  ),
  c(
    'timestamp_text',
    scalar('timestamp_text', t.ts),
    'strftime("t"."ts", \'%Y-%m-%d %H:%M:%S.%f\')',
    'to_char("T"."TS", \'YYYY-MM-DD HH24:MI:SS.FF6\')',
    ['2024-03-06 13:14:15.500000', '2024-01-01 00:00:00.000000', null],
  ),
  c('try_cast', f.tryCast(t.digits, json()), 'try_cast("t"."digits" as json)', 'try_parse_json("T"."DIGITS")', [
    '86400',
    '-1',
    null,
  ]),

  c(
    'array_construct',
    f.arrayConstruct(t.s, t.digits),
    'list_value("t"."s", "t"."digits")',
    'array_construct("T"."S", "T"."DIGITS")',
    [
      [' Äb|ÇD ', '86400'],
      ['aXbX', '-1'],
      [null, null],
    ],
  ),
  c(
    'array_contains',
    f.arrayContains(t.l, 'b'),
    'list_contains("t"."l", \'b\')',
    'array_contains(to_variant(\'b\'), "T"."L")',
    [true, false, null],
  ),
  c('array_size', f.arraySize(t.l), 'len("t"."l")', 'array_size("T"."L")', ['3', '0', null]),
  c(
    'json_path',
    f.jsonPath(t.j, 'a.b[1]', varchar()),
    'json_extract_string("t"."j", \'$."a"."b"[1]\')',
    'cast(get_path("T"."J", \'a.b[1]\') as varchar)',
    ['x', null, null],
  ),
  c(
    'json_path',
    f.jsonPath(t.j, 'a.b[0]', integer()),
    'cast(json_extract_string("t"."j", \'$."a"."b"[0]\') as integer)',
    'cast(get_path("T"."J", \'a.b[0]\') as integer)',
    [10, null, null],
  ),
  c(
    'json_path',
    f.jsonPath(t.j, '["some key"]', varchar()),
    'json_extract_string("t"."j", \'$."some key"\')',
    'cast(get_path("T"."J", \'["some key"]\') as varchar)',
    ['y', null, null],
  ),
  c('json_path', f.jsonPath(t.j, 'a', json()), 'json_extract("t"."j", \'$."a"\')', 'get_path("T"."J", \'a\')', [
    '{"b":[10,"x"]}',
    null,
    null,
  ]),
  c(
    'json_path',
    f.jsonPath(t.j, 'a.b', array(varchar())),
    'cast(json_extract("t"."j", \'$."a"."b"\') as varchar[])',
    'cast(get_path("T"."J", \'a.b\') as array)',
    [['10', 'x'], null, null],
  ),
  c(
    'json_path',
    f.jsonPath(t.j, 't', boolean()),
    truth('json_extract_string("t"."j", \'$."t"\')'),
    truth('cast(get_path("T"."J", \'t\') as varchar)'),
    [true, null, null],
  ),
  c(
    'json_path',
    f.jsonPath(t.j, 'n', date()),
    `cast(regexp_extract(json_extract_string("t"."j", '$."n"'), '^${DAY}$') as date)`,
    `to_date(iff(regexp_like(cast(get_path("T"."J", 'n') as varchar), '^${DAY}$'), cast(get_path("T"."J", 'n') as varchar), left(cast(get_path("T"."J", 'n') as varchar), 0)), 'YYYY-MM-DD')`,
    [null, null, null],
  ),
  c(
    'object_construct',
    f.objectConstruct({ n: t.n, s: t.digits }),
    'json_object(\'n\', "t"."n", \'s\', "t"."digits")',
    'object_construct_keep_null(\'n\', "T"."N", \'s\', "T"."DIGITS")',
    ['{"n":5,"s":"86400"}', '{"n":-7,"s":"-1"}', '{"n":null,"s":null}'],
  ),
  c(
    'parse_json',
    f.parseJson(t.digits),
    'cast(nullif(trim("t"."digits", e\' \\t\\n\\r\'), \'\') as json)',
    'parse_json("T"."DIGITS")',
    ['86400', '-1', null],
  ),
  c('split', f.split(t.s, '|'), 'string_split("t"."s", \'|\')', 'split("T"."S", \'|\')', [
    [' Äb', 'ÇD '],
    ['aXbX'],
    null,
  ]),
]
