import type { RawNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import { exactRelationNode } from '../../../../src/dialects/snowflake/text/exact-relation-node.js'
import { foldBack } from '../../../../src/dialects/snowflake/text/fold-back.js'
import { jsonPathText } from '../../../../src/dialects/snowflake/text/json-path-text.js'
import { quoteRelation, quoteSchema } from '../../../../src/dialects/snowflake/text/quote-relation.js'
import { foldIdentifier, quoteIdentifier } from '../../../../src/dialects/snowflake/text/snowflake-identifier.js'
import {
  quoteText,
  snowflakeLiterals,
  timestampLiteral,
} from '../../../../src/dialects/snowflake/text/snowflake-literals.js'

const place = { database: 'shop', schema: 'raw "x"' }

describe('names in Snowflake', () => {
  it.each([
    ['userId', 'USERID', '"USERID"'],
    ['straße_é1', 'STRAßE_é1', '"STRAßE_é1"'],
    ['a"b""', 'A"B""', '"A""B"""""'],
  ])('%s folds to %s, and is %s in SQL', (name, folded, quoted) => {
    expect([foldIdentifier(name), quoteIdentifier(name)]).toEqual([folded, quoted])
  })

  it.each([
    ['USER_ID1', 'user_id1'],
    ['UserId', 'UserId'],
    ['ÉCOLE', 'École'],
    ['123', '123'],
  ])('%s is shown as %s', (name, shown) => {
    expect(foldBack(name)).toBe(shown)
  })

  it('of relations fold, except where they were made in quotes; databases always do', () => {
    expect(quoteRelation({ ...place, name: 'Items' })).toBe('"SHOP"."RAW ""X"""."ITEMS"')
    expect(quoteRelation({ ...place, name: 'It"ems', isExact: true })).toBe('"SHOP"."raw ""x"""."It""ems"')
    expect(quoteSchema(place)).toBe('"SHOP"."RAW ""X"""')
    expect(quoteSchema({ ...place, isExact: true })).toBe('"SHOP"."raw ""x"""')
  })

  it('of columns that were made in quotes are given the names that fold', () => {
    expect(exactRelationNode({ ...place, name: 'items' })).toBeUndefined()
    const exact = { ...place, name: 'Items', isExact: true, exactColumns: ['movieId', 'a"b'] }
    const node = exactRelationNode(exact) as RawNode
    expect(node.sqlFragments.join('')).toBe(
      '(select "movieId" as "MOVIEID", "a""b" as "A""B" from "SHOP"."raw ""x"""."Items")',
    )
  })
})

describe('literals of Snowflake', () => {
  it.each([
    ["it's", "'it''s'"],
    ['a\\b\\', "'a\\\\b\\\\'"],
    ['', "''"],
  ])('the text %s is %s', (text, literal) => {
    expect(quoteText(text)).toBe(literal)
  })

  it('timestamps are read by a format of their own, and bytes as hexadecimal digits', () => {
    expect(timestampLiteral('2026-01-02 03:04:05.123456')).toBe(
      "to_timestamp_ntz('2026-01-02 03:04:05.123456', 'YYYY-MM-DD HH24:MI:SS.FF6')",
    )
    expect(snowflakeLiterals.timestamp('2026-01-02 03:04:05.123')).toBe(timestampLiteral('2026-01-02 03:04:05.123000'))
    expect(snowflakeLiterals.binary('00ff')).toBe("to_binary('00ff', 'HEX')")
  })
})

describe('a path into JSON', () => {
  it.each<[legs: (string | number)[], text: string]>([
    [['a'], ':"a"'],
    [['a', 'B c', 0, 'd-$@#_9'], ':"a"."B c"[0]."d-$@#_9"'],
    [[0, 'a', 12], '[0]."a"[12]'],
    [["it's", 'a"b', 'x.y', 'ä', '\\'], `['it''s']['a"b']['x.y']['ä']['\\\\']`],
    [[], ''],
  ])('%j is %s', (legs, text) => {
    expect(jsonPathText(legs)).toBe(text)
  })

  it.each([[['']], [['a', '']], [['a\0b']], [[-1]], [[1.5]], [[Number.NaN]], [[2 ** 53]]])(
    '%j is not a name',
    (legs) => {
      expect(() => jsonPathText(legs)).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
    },
  )
})
