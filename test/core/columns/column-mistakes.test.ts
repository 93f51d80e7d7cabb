import { decimal, json, oneOf } from 'kerros'
import { describe, expect, it } from 'vitest'

// What tsc refuses, in a project that is built without it.

describe('a column of a type that does not exist is refused where it is made', () => {
  it.each<[string, () => unknown, string]>([
    ['too many digits', () => decimal(50, 2), 'there is no type decimal(50, 2)'],
    ['more digits after the point than there are', () => decimal(5, 6), 'there is no type decimal(5, 6)'],
    ['no digits', () => decimal(0, 0), 'there is no type decimal(0, 0)'],
    ['a part of a digit', () => decimal(10.5, 2), 'there is no type decimal(10.5, 2)'],
    ['digits less than none', () => decimal(10, -1), 'there is no type decimal(10, -1)'],
    ['digits after the point left out', () => decimal(10, undefined as never), 'there is no type decimal(10)'],
    ['strings', () => decimal('10' as never, '2' as never), 'there is no type decimal(a string, a string)'],
    ['one of none', () => oneOf(), 'oneOf(…) was not given its values as strings'],
    ['one of a list', () => oneOf(['a', 'b'] as never), 'oneOf(…) was not given its values as strings'],
    ['JSON of another schema', () => json('object' as never), 'json(…) was given something else than a schema of zod'],
    ['JSON of null', () => json(null as never), 'json(…) was given something else than a schema of zod'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'E_INVALID_DEFINITION', message, hint: expect.any(String) }))
  })

  it('and all that exist are made', () => {
    for (let precision = 1; precision <= 38; precision++)
      for (const scale of [0, precision]) expect(decimal(precision, scale).type).toMatchObject({ precision, scale })
    expect(oneOf('a').values).toEqual(['a'])
  })
})
