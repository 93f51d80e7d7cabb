import { acceptedValues, between } from 'kerros'
import { describe, expect, it } from 'vitest'

const refused = (message: string) => expect.objectContaining({ code: 'E_INVALID_DEFINITION', message })

describe('a test that would pass over any data', () => {
  it.each([[['a', null]], [[undefined]]])('acceptedValues(%j) is refused', (values) => {
    const message = 'acceptedValues(…) was given null, with which no value can be compared'
    expect(() => acceptedValues(values as never)).toThrow(refused(message))
  })

  it.each([
    [null, 5],
    [1, null],
    [1, undefined],
  ])('between(%j, %j) is refused', (least, greatest) => {
    const message = 'between(…) was given null, with which no value can be compared'
    expect(() => between(least as never, greatest as never)).toThrow(refused(message))
  })

  it('acceptedValues([]) is refused: it would let nothing pass, NULL neither', () => {
    expect(() => acceptedValues([])).toThrow(refused('acceptedValues(…) was given no values'))
  })
})
