import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../src')

/** Which rooms a room may import from, beside itself. The longest prefix of a file's path is its room. */
const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  core: [],
  materializations: ['core'],
  macros: ['core'],
  'dialects/duckdb': ['core'],
  'dialects/snowflake': ['core'],
  ingest: ['core'],
  runtime: ['core', 'materializations', 'ingest'],
  testing: ['core', 'materializations', 'runtime', 'dialects/duckdb', 'dialects/snowflake'],
  cli: ['core', 'materializations', 'macros', 'dialects/duckdb', 'dialects/snowflake', 'ingest', 'runtime', 'testing'],
  'index.ts': ['core', 'materializations', 'runtime'],
}

/** The rooms of `dialects/snowflake`; each imports only from those before it. */
const SNOWFLAKE_ROOMS = [
  'text',
  'values',
  'errors',
  'session',
  'connect',
  'catalog',
  'query',
  'helpers',
  'dialect',
  'load',
  'lease',
  'debug',
  'warehouse',
]

/** The reference project reads only leftwards. */
const LAYERS = ['sources', 'seeds', 'staging', 'intermediate', 'marts', 'snapshots', 'analyses', 'movielens.ts']

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ts'))

function importsOf(file: string): readonly string[] {
  // Docstrings show SQL, in which `from '…'` is no import.
  const text = readFileSync(path.join(SRC, file), 'utf8').replace(/^ *\/?\*.*$/gm, '')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^'\s,]+)'/g)].map((match) => match[1]!)
}

function roomOf(file: string): string {
  const rooms = [...Object.keys(MAY_IMPORT), ...LAYERS].filter((room) => file === room || file.startsWith(`${room}/`))
  const [room] = rooms.sort((a, b) => b.length - a.length)
  if (room === undefined) throw new Error(`${file} is in no room of design`)
  return room
}

const resolved = (file: string, specifier: string): string =>
  path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).replace(/\.js$/, '.ts')

describe('architecture', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  it('imports go one way between rooms', () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file)
      const allowed = MAY_IMPORT[room]
      if (!allowed) return []
      return importsOf(file)
        .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('package.json'))
        .map((specifier) => roomOf(resolved(file, specifier)))
        .filter((other) => other !== room && !allowed.includes(other))
        .map((other) => `${file} imports ${other}`)
    })
    expect(wrong).toEqual([])
  })

  it('the rooms of the Snowflake dialect build on each other', () => {
    const dialect = 'dialects/snowflake/'
    const floor = (file: string): number => {
      const [room, inside] = file.slice(dialect.length).split('/')
      if (inside === undefined) return SNOWFLAKE_ROOMS.length
      expect(SNOWFLAKE_ROOMS, file).toContain(room)
      return SNOWFLAKE_ROOMS.indexOf(room!)
    }
    const wrong = files
      .filter((file) => file.startsWith(dialect))
      .flatMap((file) =>
        importsOf(file)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => resolved(file, specifier))
          .filter((other) => other.startsWith(dialect) && floor(other) > floor(file))
          .map((other) => `${file} imports ${other}`),
      )
    expect(wrong).toEqual([])
  })

  it('the reference project imports kerros by name, and reads leftwards only', () => {
    const wrong = files.flatMap((file) => {
      const layer = LAYERS.indexOf(roomOf(file))
      if (layer < 0) return []
      return importsOf(file).filter((specifier) => {
        if (!specifier.startsWith('.')) return specifier !== 'kysely' && !specifier.startsWith('kerros')
        const other = LAYERS.indexOf(roomOf(resolved(file, specifier)))
        return other < 0 || other > layer
      })
    })
    expect(wrong).toEqual([])
  })

  it('the core does no I/O and knows no engine', () => {
    const allowed = new Set(['kysely', 'zod'])
    const wrong = files
      .filter((file) => file.startsWith('core/'))
      .flatMap((file) => importsOf(file).filter((name) => !name.startsWith('.') && !allowed.has(name)))
    expect(wrong).toEqual([])
  })

  it('no shared code branches on the name of a dialect or a materialization', () => {
    const names = /(===|!==|case)\s*'(duckdb|snowflake|DuckDB|Snowflake|view|table|incremental|ephemeral)'/
    const shared = files.filter((file) => /^(core|runtime|ingest)\//.test(file))
    const wrong = shared.filter((file) => {
      const text = readFileSync(path.join(SRC, file), 'utf8').replace(/existing\??\.type\s*===\s*'(table|view)'/g, '')
      return names.test(text)
    })
    expect(wrong).toEqual([])
  })

  it('files are small', () => {
    const sizes = files
      .map((file) => readFileSync(path.join(SRC, file), 'utf8').split('\n').length)
      .sort((a, b) => a - b)
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(90)
    expect(sizes.filter((lines) => lines > 400)).toEqual([])
  })
})
