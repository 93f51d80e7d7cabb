import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build, chart, defineProject, double, report, seed, varchar, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const movies = seed('movies.csv', { title: varchar(), rating: double() })
const best = chart(movies, { mark: 'bar', category: 'title', value: 'rating', title: 'Best movies' })

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(path.join(os.tmpdir(), 'kerros-report-'))
  writeFileSync(path.join(cwd, 'movies.csv'), 'title,rating\nUp,4.5\nHeat,3\n')
})
afterEach(() => rmSync(cwd, { recursive: true }))

const projectOf = (models: object) =>
  defineProject({ name: 'films', models: [models as never], targets: { dev: duckdb({ path: 'films.duckdb' }) } })

describe('report', () => {
  it('writes the charts of a project and what a run built to the page that it is given', async () => {
    const options = { project: projectOf({ movies, best }), cwd }
    const run = await build(options)
    const written = await report({ ...options, run, title: 'Films of today', file: 'pages/films.html' })
    expect(written).toEqual({ file: path.join(cwd, 'pages/films.html'), errors: [] })
    const page = readFileSync(written.file, 'utf8')
    expect(page).toContain('<h1>Films of today</h1>')
    expect(page).toContain(`${run.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, target dev`)
    expect(page).not.toContain('kerros build')
    expect(page).toMatch(/Best movies[\s\S]*<svg/)
    expect(page).toContain('models, seeds and snapshots')
  })

  it('without a run is about the charts alone, in target/report', async () => {
    const options = { project: projectOf({ movies, best }), cwd }
    await build(options)
    const { file } = await report(options)
    expect(file).toBe(path.join(cwd, 'target/report/index.html'))
    const page = readFileSync(file, 'utf8')
    expect(page).toContain('Target dev; its last run is not known')
    expect(page).toMatch(/Best movies[\s\S]*<svg/)
  })

  it('is refused where there is nothing to report, and with an option that it does not have', async () => {
    const options = {
      project: projectOf({ movies, v: view({ movies }, (db) => db.selectFrom('movies').selectAll()) }),
      cwd,
    }
    await expect(report(options)).rejects.toMatchObject({ code: 'E_NO_MATCH' })
    await expect(report({ ...options, out: 'a.html' } as never)).rejects.toMatchObject({
      diagnostics: [{ code: 'E_INVALID_OPTION', message: expect.stringContaining('report(…)') }],
    })
  })
})
