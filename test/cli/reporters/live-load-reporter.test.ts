import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { liveLoadReporter } from '../../../src/cli/reporters/live-load-reporter.js'

afterEach(() => {
  vi.useRealTimers()
})

it('a terminal sees what is uploaded, that the warehouse reads it, and which file is written', () => {
  vi.useFakeTimers()
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 })
  const reporter = liveLoadReporter(stream as unknown as NodeJS.WriteStream, () => ({}))
  const shown = (): string => {
    vi.advanceTimersByTime(3000)
    return stripVTControlCharacters(String(stream.read()))
  }
  const upload = (file: string, bytes: number) =>
    reporter.onUploadProgress?.('raw.items', file, { url: '@s', bytes, size: 2000, sent: bytes, durationMs: 1000 })
  upload('a.csv', 0)
  expect(shown()).toMatch(/▸ a\.csv uploaded 0 bytes of 2 kB 3s\n$/)
  upload('a.csv', 1000)
  expect(shown()).toMatch(/▸ a\.csv uploaded 1 kB of 2 kB 1 kB\/s 6s\n$/)
  upload('a.csv', 2000)
  upload('a.csv', 2000)
  upload('b.csv', 2000)
  expect(shown()).toMatch(/▸ 2 files uploaded, now being read 3s\n$/)
  reporter.onFileStart?.('raw.items', 'a.csv')
  expect(shown()).toMatch(/▸ raw\.items from a\.csv 3s\n$/)
  reporter.stop()
})
