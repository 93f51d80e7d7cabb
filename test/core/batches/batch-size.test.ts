import { describe, expect, it } from 'vitest'
import { batchesIn, batchName, batchStart, moved } from '../../../src/core/batches/batch-size.js'

const time = (text: string): Date => new Date(`${text}Z`)

describe('batches', () => {
  it('begin at the full hour, at midnight, on the first of a month and of a year, in UTC', () => {
    const at = time('2026-03-31T13:45:10.500')
    const starts = (['hour', 'day', 'month', 'year'] as const).map((size) => batchStart(at, size).toISOString())
    expect(starts).toEqual([
      '2026-03-31T13:00:00.000Z',
      '2026-03-31T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ])
  })

  it('move by months over the ends of short months and of years', () => {
    expect(moved(time('2026-01-31T10:00'), 'month', 1)).toEqual(time('2026-02-01T00:00'))
    expect(moved(time('2026-01-31T10:00'), 'month', -1)).toEqual(time('2025-12-01T00:00'))
    expect(moved(time('2024-02-29T10:00'), 'year', 1)).toEqual(time('2025-01-01T00:00'))
    expect(moved(time('2024-02-28T23:30'), 'hour', 1)).toEqual(time('2024-02-29T00:00'))
    expect(moved(time('0099-12-31T00:00'), 'day', 1)).toEqual(time('0100-01-01T00:00'))
  })

  it('contain a time of an interval, its end left out', () => {
    const names = (start: string, end: string) =>
      batchesIn({ start: time(start), end: time(end) }, 'day').map((batch) => batchName(batch, 'day'))
    expect(names('2026-01-05T12:00', '2026-01-07T00:00')).toEqual(['2026-01-05', '2026-01-06'])
    expect(names('2026-01-05T12:00', '2026-01-07T00:00:00.001')).toEqual(['2026-01-05', '2026-01-06', '2026-01-07'])
    expect(names('2026-01-05T12:00', '2026-01-05T12:00')).toEqual([])
  })

  it('are called as dbt writes their starts', () => {
    const batch = { start: time('2026-01-05T06:00'), end: time('2026-01-05T07:00') }
    expect((['hour', 'day', 'month', 'year'] as const).map((size) => batchName(batch, size))).toEqual([
      '2026-01-05T06',
      '2026-01-05',
      '2026-01',
      '2026',
    ])
  })
})
