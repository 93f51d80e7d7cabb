import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import textWidth from 'string-width'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveLoadReporter } from '../../../src/cli/reporters/live-load-reporter.js'
import { CliProject } from '../cli-project.js'
import { HAS_PYTHON, onTerminal } from '../pseudo-terminal.js'

/** The reporter on a terminal, and the lines that it draws after three more seconds. */
function watched(columns: number, past = new Map<string, number>()) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 40 })
  const reporter = liveLoadReporter(stream as unknown as NodeJS.WriteStream, () => ({}), { past })
  const shown = (): readonly string[] => {
    stream.read()
    vi.advanceTimersByTime(3000)
    const frames = stripVTControlCharacters(String(stream.read())).split('\n')
    return frames.filter((line) => line !== '')
  }
  return { reporter, shown }
}

describe('the live view of a load', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('shows what is uploaded, that the warehouse reads it, and which file is written', () => {
    const { reporter, shown } = watched(100)
    const upload = (file: string, bytes: number) =>
      reporter.onUploadProgress?.('raw.items', file, { url: '@s', bytes, size: 2000, sent: bytes, durationMs: 1000 })
    upload('a.csv', 0)
    expect(shown().at(-1)).toBe('▸ a.csv uploaded 0 bytes of 2 kB 3s')
    upload('a.csv', 1000)
    expect(shown().at(-1)).toBe('▸ a.csv uploaded 1 kB of 2 kB 1 kB/s 6s')
    upload('a.csv', 2000)
    upload('a.csv', 2000)
    upload('b.csv', 2000)
    expect(shown().at(-1)).toBe('▸ 2 files uploaded, now being read 3s')
    reporter.onFileStart?.('raw.items', 'a.csv')
    expect(shown().at(-1)).toBe('▸ raw.items from a.csv 3s')
    reporter.stop()
  })

  const [TABLE, PLAN] = [
    'raw.items',
    {
      files: [
        { table: 'raw.items', file: 'a.csv', size: 30_000 },
        { table: 'raw.orders', file: 'b.csv', size: 10_000 },
      ],
    },
  ]
  const done = { file: 'a.csv', status: 'new', rows: 1200, warnings: [], durationMs: 1 } as const

  it('counts files, bytes and rows, with the time that has passed and, by the last load, the time left', () => {
    const { reporter, shown } = watched(100, new Map([...[['*', 2] as const], ['raw.items', 1]]))
    reporter.onLoadStart?.(PLAN)
    reporter.onFileStart?.(TABLE, 'a.csv')
    reporter.onFileProgress?.(TABLE, 'a.csv', { bytes: 15_000, size: 30_000 })
    // 30 s for the first file, of which 3 have passed, and 20 s for the other table.
    expect(shown().slice(-2)).toEqual([
      '▸ raw.items from a.csv 15 kB of 30 kB 3s',
      '0 of 2 files, 15 kB of 40 kB, 3s, about 47s left',
    ])
    reporter.onFileEnd?.(TABLE, done)
    expect(shown().at(-1)).toBe('1 of 2 files, 30 kB of 40 kB, 1,200 rows, 6s, about 20s left')
    reporter.onFileStart?.('raw.orders', 'b.csv')
    expect(shown().slice(-2)).toEqual([
      '▸ raw.orders from b.csv 3s',
      '1 of 2 files, 30 kB of 40 kB, 1,200 rows, 9s, about 17s left',
    ])
    reporter.stop()
  })

  it('promises nothing before the first load', () => {
    const { reporter, shown } = watched(100)
    reporter.onLoadStart?.(PLAN)
    expect(shown().at(-1)).toBe('0 of 2 files, 0 bytes of 40 kB, 3s')
    reporter.stop()
  })

  it.each([12, 20, 40])('has no line longer than %s columns, also of wide characters', (columns) => {
    const { reporter, shown } = watched(columns)
    const file = '評価の評価の評価の評価の評価の評価.csv'
    reporter.onLoadStart?.({ files: [{ table: 'raw.評価', file, size: 30_000 }] })
    reporter.onFileStart?.('raw.評価', file)
    for (const line of shown()) expect(textWidth(line)).toBeLessThan(columns)
    for (let i = 0; i < 12; i++)
      reporter.onUploadProgress?.('raw.評価', `${i}${file}`, { url: '', bytes: 5, size: 9, sent: 5, durationMs: 1 })
    const lines = shown()
    for (const line of lines) expect(textWidth(line)).toBeLessThan(columns)
    reporter.stop()
  })
})

describe.runIf(HAS_PYTHON)('a load on a terminal', () => {
  let project: CliProject
  beforeAll(async () => {
    const rows = Array.from({ length: 400_000 }, (_, i) => `${i},customer ${i}`)
    project = await CliProject.shop({
      'src/raw.ts': `import { integer, source, varchar } from 'kerros'
export const raw = source('raw', { visits: { id: integer(), name: varchar() } }, { load: { visits: { files: ['visits.csv'] } } })
`,
      'data/visits.csv': `id,name\n${rows.join('\n')}\n`,
    })
  }, 120_000)
  afterAll(() => project.remove())

  it('shows files and bytes while it runs, the time left in the next one, and leaves plain lines', async () => {
    const first = await onTerminal(project, 'load')
    expect(first.code).toBe(0)
    expect(first.written).toMatch(/▸ raw\.visits from visits\.csv/)
    expect(first.written).toMatch(/0 of 1 file, .* of 9\.0 MB, \ds/)
    expect(first.written).not.toContain(' left')
    expect(first.screen).not.toMatch(/▸| of 1 file,/)
    expect(first.screen).toMatch(/^new {7}raw\.visits from visits\.csv \.+ \[400,000 rows in \S+\]$/m)
    const times = JSON.parse(await project.read('target/.kerros/load-times.json'))
    expect(times['raw.visits']).toBeGreaterThan(0)
    // How long a load takes is the machine's own: the last one is said to have been slow.
    await project.write({ 'target/.kerros/load-times.json': JSON.stringify({ '*': 0.01 }) })
    const next = await onTerminal(project, 'load --full-refresh', { columns: 60 })
    expect(next.written).toMatch(/, about 1m \d\ds left/)
  })

  it('has plain lines in CI, and an event for programs', async () => {
    const { written } = await onTerminal(project, 'load --full-refresh', { env: { CI: 'true' } })
    expect(written).not.toContain('▸')
    expect(written).not.toContain('\u001b')
    const { stdout } = await project.run('load --full-refresh --json')
    const [start] = stdout.split('\n').map((line) => (line === '' ? {} : JSON.parse(line)))
    expect(start).toEqual({
      event: 'load_start',
      files: [{ table: 'raw.visits', file: 'visits.csv', size: expect.any(Number) }],
    })
  })
})
