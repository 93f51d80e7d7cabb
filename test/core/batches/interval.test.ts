import { expect, it } from 'vitest'
import { type Interval, isCovered, mergedIntervals, withoutIntervals } from '../../../src/core/batches/interval.js'

const span = (start: number, end: number): Interval => ({ start: new Date(start), end: new Date(end) })

it('merges intervals that touch or overlap, and leaves gaps', () => {
  expect(mergedIntervals([span(5, 6), span(0, 2), span(2, 3), span(1, 2)])).toEqual([span(0, 3), span(5, 6)])
})

it('takes intervals out of others, from their ends and from the middle', () => {
  expect(withoutIntervals([span(0, 10)], [span(2, 4), span(8, 12), span(20, 30)])).toEqual([span(0, 2), span(4, 8)])
  expect(withoutIntervals([span(0, 10), span(10, 20)], [span(0, 20)])).toEqual([])
})

it('covers an interval only as a whole', () => {
  const merged = mergedIntervals([span(0, 2), span(2, 4), span(5, 9)])
  expect([span(1, 4), span(3, 6), span(5, 9)].map((one) => isCovered(one, merged))).toEqual([true, false, true])
})
