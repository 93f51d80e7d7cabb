import { describe, expect, it } from 'vitest'
import { parseSample, sampleWindow } from '../../../src/core/batches/sample.js'

const at = (text: string): Date => new Date(`${text}Z`)
const window = (text: string, now: string) => {
  const { start, end } = sampleWindow(parseSample(text)!, at(now))!
  return [start.toISOString().slice(0, 16), end.toISOString().slice(0, 16)]
}

describe('a sample', () => {
  it.each([
    ['3 days', '3 days', 3],
    ['1 DAY', '1 day', 1],
    ['  12hours ', '12 hours', 12],
    ['2 months, 10%', '2 months, 10%', 2],
    ['10%,2 months', '2 months, 10%', 2],
  ])('is a length of time: %s', (given, text, count) => {
    expect(parseSample(given)).toMatchObject({ text, time: { count } })
  })

  it.each([
    ['10%', '10%', 0.1],
    ['0.5 %', '0.5%', 0.005],
    ['7%', '7%', 0.07],
  ])('is a share: %s', (given, text, share) => {
    const parsed = parseSample(given)
    expect(parsed).toMatchObject({ text })
    expect(parsed!.share).toBeCloseTo(share, 12)
    expect(parsed!.time).toBeUndefined()
  })

  it.each([
    "{'start': '2026-01-01', 'end': '2026-01-08'}",
    '{start: 2026-01-01, end: 2026-01-08}',
    '{"start": "2026-01-01T00:00", "end": "2026-01-08 00:00"}',
  ])('is an interval, as dbt writes it: %s', (given) => {
    expect(parseSample(given)).toEqual({
      text: '2026-01-01T00:00:00.000Z to 2026-01-08T00:00:00.000Z',
      time: { start: at('2026-01-01T00:00:00'), end: at('2026-01-08T00:00:00') },
    })
  })

  it.each([
    '',
    '3',
    'days',
    '0 days',
    '-1 days',
    '1.5 days',
    '3 weeks',
    '3 days, 4 days',
    '0%',
    '100%',
    '10%, 20%',
    '10%,',
    '2026-01-01',
    "{'start': '2026-01-08', 'end': '2026-01-01'}",
    "{'start': '2026-02-30', 'end': '2026-03-02'}",
    "{'start': '2026-01-01'}",
  ])('is not "%s"', (given) => {
    expect(parseSample(given)).toBeUndefined()
  })

  it('of a length of time ends when the run begins', () => {
    expect(window('3 days', '2026-03-02T10:30')).toEqual(['2026-02-27T10:30', '2026-03-02T10:30'])
    expect(window('36 hours', '2026-03-02T10:30')).toEqual(['2026-02-28T22:30', '2026-03-02T10:30'])
    expect(sampleWindow(parseSample('10%')!, new Date())).toBeUndefined()
  })

  it('of months and years begins on the same day, or on the last one of a shorter month', () => {
    expect(window('1 month', '2026-03-31T10:30')[0]).toBe('2026-02-28T10:30')
    expect(window('3 months', '2026-01-15T00:00')[0]).toBe('2025-10-15T00:00')
    expect(window('1 year', '2028-02-29T06:00')[0]).toBe('2027-02-28T06:00')
    expect(window('4 years', '2028-02-29T06:00')[0]).toBe('2024-02-29T06:00')
  })
})
