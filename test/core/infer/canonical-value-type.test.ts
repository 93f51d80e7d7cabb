import { FunctionNode, type OperationNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { ValueType } from '../../../src/core/columns/value-type.js'
import { canonicalName } from '../../../src/core/functions/call/canonical-function.js'
import { expressionValues } from '../../../src/core/infer/output-columns.js'
import { constant } from '../../../src/core/nodes/immediate.js'
import { call, column, inT, type KnownColumn, TYPES } from './known-columns.js'

const valuesOf = (node: OperationNode): ValueType | undefined => expressionValues(node, inT)
const engineCall = (name: string, ...args: readonly KnownColumn[]): OperationNode =>
  FunctionNode.create(name, args.map(column))

describe('what the numbers are that a canonical function gives', () => {
  it.each([
    ['concat', 'contains', 'ends_with', 'lower', 'lpad', 'ltrim', 'md5', 'regexp_group', 'regexp_like'],
    ['regexp_replace', 'replace', 'rtrim', 'split_part', 'starts_with', 'substring', 'trim', 'upper'],
    ['date_add', 'date_text', 'date_trunc', 'epoch_timestamp', 'last_day', 'timestamp_text', 'key_text'],
    ['array_contains', 'object_construct', 'parse_json', 'split', 'flatten', 'split_to_table'],
    ['bool_and', 'bool_or', 'listagg', 'left', 'right', 'date_from_parts', 'date_spine', 'generate_series'],
  ] as const)('is nothing for what gives no numbers: %s, %s, %s, …', (...names) => {
    for (const name of names) expect(valuesOf(call(name, 'small', 'small'))).toBeUndefined()
  })

  it.each([
    ['length', 'divide', 'sqrt', 'date_diff', 'date_part', 'array_size'],
    ['approx_count_distinct', 'avg', 'count_if', 'median', 'percentile_cont', 'position'],
    ['exp', 'haversine', 'ln', 'power', 'stddev', 'stddev_pop', 'variance', 'variance_pop'],
  ] as const)('is a number for any argument: %s, %s, %s, …', (...names) => {
    for (const name of names) {
      expect(valuesOf(call(name, 'exact', 'big'))).toBe('number')
      expect(valuesOf(call(name))).toBe('number')
    }
  })

  it.each([
    ['abs', 'ceil', 'floor', 'round', 'nullif', 'or_null'],
    ['any_value', 'first_value', 'last_value', 'percentile_disc', 'sum'],
  ] as const)('is what the first argument is: %s, %s, %s, …', (...names) => {
    for (const name of names) {
      expect((['small', 'big', 'exact', 'text'] as const).map((x) => valuesOf(call(name, x, 'exact')))).toEqual([
        'number',
        'number or bigint',
        'decimal text',
        undefined,
      ])
      expect(valuesOf(call(name))).toBeUndefined()
    }
  })

  it.each(['greatest', 'least', 'mod'] as const)('is the widest that an argument is: %s', (name) => {
    expect(valuesOf(call(name, 'small', 'price'))).toBe('number')
    expect(valuesOf(call(name, 'small', 'big'))).toBe('number or bigint')
    expect(valuesOf(call(name, 'exact', 'big'))).toBe('decimal text')
    expect(valuesOf(call(name, 'text', 'big'))).toBe('number or bigint')
    expect(valuesOf(call(name, 'text', 'text'))).toBeUndefined()
    expect(valuesOf(call('array_construct', 'small', 'big'))).toEqual({ arrayOf: 'number or bigint' })
    expect(valuesOf(call('array_construct', 'text'))).toBeUndefined()
  })

  it('is that of the type which is written in it', () => {
    for (const name of ['cast', 'cast_text', 'try_cast'] as const) {
      expect(valuesOf(call(name, 'text', constant(TYPES.big)))).toBe('number or bigint')
      expect(valuesOf(call(name, 'small', constant(TYPES.text)))).toBeUndefined()
    }
    expect(valuesOf(call('json_path', 'json', constant(['a']), constant(TYPES.exact)))).toBe('decimal text')
    expect(valuesOf(call('json_path', 'json', constant(['a']), constant(TYPES.list)))).toEqual({
      arrayOf: 'number or bigint',
    })
  })

  it('is that of the values of iff, not of its condition', () => {
    expect(valuesOf(call('iff', 'exact', 'small', 'big'))).toBe('number or bigint')
    expect(valuesOf(call('iff', 'exact', 'small', 'small'))).toBe('number')
  })

  it('is that of the elements of a list', () => {
    expect(valuesOf(call('array_agg', 'exact', 'small'))).toEqual({ arrayOf: 'decimal text' })
    expect(valuesOf(call('array_agg', 'text'))).toBeUndefined()
    expect(valuesOf(call('any_value', 'list'))).toEqual({ arrayOf: 'number or bigint' })
  })

  it('does not follow from the name of a method of objects, nor from that of an engine’s function', () => {
    for (const name of ['toString', 'constructor', 'count', 'coalesce'])
      expect(valuesOf(FunctionNode.create(`${canonicalName('abs').replace('abs', name)}`, [column('big')]))).toBe(
        undefined,
      )
  })
})

describe('what the numbers are that an engine’s own function gives', () => {
  it.each([
    ['number', ['count', 'row_number', 'rank', 'dense_rank', 'ntile']],
    ['decimal text', ['coalesce', 'min', 'max', 'any_value', 'lag', 'lead', 'first_value', 'last_value']],
    [undefined, ['sum', 'avg', 'lower', 'abs']],
  ] as const)('is %s of decimal text for %j', (values, names) => {
    for (const name of names) {
      expect(valuesOf(engineCall(name, 'exact', 'small'))).toBe(values)
      expect(valuesOf(engineCall(name.toUpperCase(), 'exact', 'small'))).toBe(values)
    }
  })
})
