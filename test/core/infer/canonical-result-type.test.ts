import { FunctionNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import { describeSqlType, type SqlType } from '../../../src/core/columns/index.js'
import { CANONICAL_FUNCTIONS, type CanonicalFunction } from '../../../src/core/functions/call/canonical-function.js'
import { aggregateResultType } from '../../../src/core/infer/canonical-result-type.js'
import { expressionType } from '../../../src/core/infer/output-columns.js'
import { constant } from '../../../src/core/nodes/immediate.js'
import { call, column, inT, type KnownColumn, TYPES } from './known-columns.js'

type Args = Parameters<typeof call> extends [unknown, ...infer Rest] ? Rest : never

const described = (type: SqlType | undefined): string | undefined => type && describeSqlType(type)
const typeOf = (name: CanonicalFunction, ...args: Args): SqlType | undefined => expressionType(call(name, ...args), inT)

describe('the type of a canonical function', () => {
  it.each([
    ['varchar', ['concat', 'lower', 'lpad', 'ltrim', 'md5', 'regexp_group', 'regexp_replace', 'replace', 'rtrim']],
    [
      'varchar',
      [
        'left',
        'right',
        'split_part',
        'substring',
        'trim',
        'upper',
        'date_text',
        'timestamp_text',
        'key_text',
        'listagg',
      ],
    ],
    ['boolean', ['contains', 'ends_with', 'regexp_like', 'starts_with', 'array_contains', 'bool_and', 'bool_or']],
    ['bigint', ['position', 'length', 'date_diff', 'date_part', 'array_size', 'approx_count_distinct', 'count_if']],
    ['double', ['divide', 'exp', 'haversine', 'ln', 'power', 'sqrt', 'avg', 'median', 'percentile_cont']],
    ['double', ['stddev', 'stddev_pop', 'variance', 'variance_pop']],
    ['timestamp', ['epoch_timestamp']],
    ['date', ['date_from_parts', 'last_day']],
    ['json', ['object_construct', 'parse_json']],
  ] as const)('is %s for any argument: %j', (type, names) => {
    for (const name of names)
      for (const arg of ['text', 'small', 'json', 'raw'] as const) expect(typeOf(name, arg)).toEqual({ name: type })
  })

  it('is a list of strings for split, and unknown for a function in FROM', () => {
    expect(typeOf('split', 'text')).toEqual({ name: 'array', element: { name: 'varchar' } })
    expect([typeOf('flatten', 'json'), typeOf('split_to_table', 'text')]).toEqual([undefined, undefined])
  })

  it.each(['abs', 'nullif', 'or_null', 'any_value', 'first_value', 'last_value'] as const)(
    'is that of its first argument for %s',
    (name) => {
      for (const x of Object.keys(TYPES) as (keyof typeof TYPES)[]) expect(typeOf(name, x, 'raw')).toEqual(TYPES[x])
      expect(typeOf(name, 'raw', 'small')).toBeUndefined()
      expect(typeOf(name)).toBeUndefined()
    },
  )

  const DECIMAL = 'decimal(6, 3)'
  it.each<[type: string | undefined, name: 'greatest' | 'mod', args: Args]>([
    ['integer', 'greatest', ['small', 'small']],
    ['bigint', 'greatest', ['small', 'big']],
    ['bigint', 'greatest', ['big', 'small', 'small']],
    ['double', 'greatest', ['small', 'score']],
    ['double', 'greatest', ['score', 'price']],
    [DECIMAL, 'greatest', ['price', 'price']],
    [undefined, 'greatest', ['price', 'exact']],
    [undefined, 'greatest', ['price', 'small']],
    [undefined, 'greatest', ['small', 'exact', 'exact']],
    ['varchar', 'greatest', ['text', 'text', 'text']],
    [undefined, 'greatest', ['text', 'small']],
    [undefined, 'greatest', ['small', 'text', 'small']],
    [undefined, 'greatest', ['text', 'score']],
    [undefined, 'greatest', ['small', 'raw']],
    [undefined, 'greatest', ['raw', 'small']],
    ['integer', 'greatest', ['small', constant(null)]],
    ['integer', 'greatest', [constant(null), 'small']],
    ['bigint', 'greatest', ['big', constant(1)]],
    [undefined, 'greatest', [constant(null)]],
    ['integer', 'mod', ['small', 'small']],
    ['bigint', 'mod', ['small', 'big']],
    ['double', 'mod', ['price', 'score']],
    [undefined, 'mod', ['price', 'price']],
    [undefined, 'mod', ['raw', 'small']],
  ])('that all arguments have together is %s for %s(%j)', (type, name, args) => {
    expect(described(typeOf(name, ...args))).toBe(type)
    if (name === 'greatest') {
      expect(typeOf('least', ...args)).toEqual(typeOf('greatest', ...args))
      const list = typeOf('array_construct', ...args)
      expect(described(list)).toBe(type === undefined ? undefined : `array(${type})`)
    }
  })

  it('is a timestamp for the greatest and the least of dates and timestamps, of which an array has no type', () => {
    for (const name of ['greatest', 'least'] as const) {
      expect([typeOf(name, 'day', 'time'), typeOf(name, 'time', 'day')].map((type) => type?.name)).toEqual([
        'timestamp',
        'timestamp',
      ])
      expect(typeOf(name, 'day', 'text')).toBeUndefined()
    }
    expect(typeOf('array_construct', 'day', 'time')).toBeUndefined()
  })

  it.each<[type: string | undefined, x: KnownColumn, digits: number | undefined]>([
    ['integer', 'small', 0],
    ['integer', 'small', -2],
    ['bigint', 'big', 1],
    ['double', 'score', 2],
    ['double', 'score', -1],
    ['decimal(6, 0)', 'price', 0],
    ['decimal(6, 1)', 'price', 1],
    [DECIMAL, 'price', 3],
    [DECIMAL, 'price', 5],
    [undefined, 'price', -1],
    [undefined, 'text', 0],
    [undefined, 'raw', 0],
    ['integer', 'small', undefined],
    [undefined, 'score', undefined],
    [undefined, 'price', undefined],
  ])('is %s for %s rounded to %s digits', (type, x, digits) => {
    // Digits that are not in the code say nothing.
    const count = digits === undefined ? column('small') : constant(digits)
    expect(described(typeOf('round', x, count))).toBe(type)
  })

  it('keeps the precision of a decimal that is rounded to a whole number, and is unknown for whole numbers', () => {
    for (const name of ['ceil', 'floor'] as const)
      expect((['price', 'score', 'small', 'big', 'text', 'raw'] as const).map((x) => typeOf(name, x)?.name)).toEqual([
        'decimal',
        'double',
        undefined,
        undefined,
        undefined,
        undefined,
      ])
    expect(typeOf('ceil', 'price')).toEqual({ name: 'decimal', precision: 6, scale: 0 })
    expect(typeOf('floor', 'price')).toEqual({ name: 'decimal', precision: 6, scale: 0 })
  })

  it.each<[type: string | undefined, x: KnownColumn]>([
    ['decimal(38, 0)', 'small'],
    ['decimal(38, 0)', 'big'],
    ['decimal(38, 3)', 'price'],
    ['decimal(38, 2)', 'exact'],
    ['double', 'score'],
    [undefined, 'text'],
    [undefined, 'raw'],
  ])('is %s for the sum of %s', (type, x) => {
    expect(described(typeOf('sum', x))).toBe(type)
  })

  it('of dates is a timestamp only after a part of a day', () => {
    const added = (part: string, date: KnownColumn): string | undefined =>
      typeOf('date_add', constant(part), constant(1), column(date))?.name
    expect(['day', 'month', 'hour', 'second'].map((part) => added(part, 'day'))).toEqual([
      'date',
      'date',
      'timestamp',
      'timestamp',
    ])
    expect(['day', 'hour'].map((part) => added(part, 'time'))).toEqual(['timestamp', 'timestamp'])
    expect(['day', 'hour'].map((part) => added(part, 'raw'))).toEqual([undefined, undefined])
    expect(typeOf('date_add', constant('hour'), constant(1))).toBeUndefined()
    expect((['day', 'time', 'raw'] as const).map((x) => typeOf('date_trunc', constant('month'), x)?.name)).toEqual([
      'date',
      'timestamp',
      undefined,
    ])
    expect(typeOf('date_trunc', constant('month'))).toBeUndefined()
  })

  it('is the one that is written in it, where one is', () => {
    for (const type of Object.values(TYPES)) {
      for (const name of ['cast', 'cast_text', 'try_cast'] as const)
        expect(typeOf(name, 'raw', constant(type))).toEqual(type)
      expect(typeOf('json_path', 'json', constant(['a']), constant(type))).toEqual(type)
    }
  })

  it('is that of the values of iff, not of its condition', () => {
    expect(typeOf('iff', 'flag', 'small', 'small')).toEqual({ name: 'integer' })
    expect(typeOf('iff', 'score', 'small', 'price')).toEqual(TYPES.price)
  })

  it('is a list of what array_agg is given', () => {
    expect(typeOf('array_agg', 'day')).toEqual({ name: 'array', element: { name: 'date' } })
    expect(typeOf('array_agg', 'raw')).toBeUndefined()
  })

  it('does not follow from the name of a method of objects', () => {
    for (const name of ['toString', 'constructor', 'unknown']) {
      expect(expressionType(FunctionNode.create(`kerros.${name}`, [column('small')]), inT)).toBeUndefined()
      expect(CANONICAL_FUNCTIONS).not.toContain(name)
    }
  })
})

describe('the type of an engine’s own function', () => {
  it.each([
    ['bigint', ['count', 'row_number', 'rank', 'dense_rank', 'ntile', 'approx_count_distinct']],
    ['double', ['cume_dist', 'percent_rank', 'stddev', 'stddev_pop', 'stddev_samp']],
    ['varchar', ['min', 'max', 'any_value', 'first_value', 'last_value', 'lag', 'lead']],
    [undefined, ['sum', 'avg', 'variance', 'lower', '']],
  ])('is %s of a string for %j', (type, names) => {
    for (const name of names) {
      expect(aggregateResultType(name, { name: 'varchar' })?.name).toBe(type)
      expect(expressionType(FunctionNode.create(name.toUpperCase(), [column('text')]), inT)?.name).toBe(type)
    }
  })

  it('is unknown of no argument where it is that of the argument', () => {
    expect(expressionType(FunctionNode.create('min', []), inT)).toBeUndefined()
    expect(expressionType(FunctionNode.create('count', []), inT)).toEqual({ name: 'bigint' })
  })
})
