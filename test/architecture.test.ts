import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { strongComponents } from '../src/core/graph/strong-components.js'

const SRC = path.resolve(import.meta.dirname, '../src')

/** A row of the table of folders: its rooms, and those that they may import from, beside themselves. */
interface FolderRow {
  readonly rooms: readonly string[]
  readonly mayImport: readonly string[]
}

const PAGE = readFileSync(path.join(SRC, '../ARCHITECTURE.md'), 'utf8')

/** The arrows between rooms, as ARCHITECTURE.md draws them; a library is no room. */
const FOLDERS: readonly FolderRow[] = [...PAGE.matchAll(/^\| (`src\/[^|{]+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
  ([, rooms, imports]) => ({
    rooms: [...rooms!.matchAll(/`src\/([^`]+?)\/?`/g)].map(([, room]) => room!),
    mayImport: imports!
      .split(';')[0]!
      .split(', ')
      .filter((name) => !['nothing', 'kysely', 'zod'].includes(name)),
  }),
)

/** The longest prefix of a file's path is its room. */
const MAY_IMPORT = new Map(FOLDERS.flatMap(({ rooms, mayImport }) => rooms.map((room) => [room, mayImport] as const)))

/** The rooms of a dialect, by the same names in each; one may do without some. */
const DIALECT_ROOMS = [
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

/** Folders whose rooms build on each other: a room imports only from those before it, and files next to them from all. */
const STACKS: { readonly [folder: string]: readonly string[] } = {
  core: [
    'errors',
    'columns',
    'batches',
    'graph',
    'peers',
    'nodes',
    'query',
    'functions',
    'infer',
    'keys',
    'format',
    'render',
    'relations',
    'steps',
    'definitions',
    'tests',
    'compile',
    'ports',
    'project',
    'lineage',
    'rename',
    'state',
    'compare',
    'plan',
    'result',
  ],
  'core/definitions/options': ['values'],
  'core/tests': ['shared'],
  'core/compile': ['rows', 'checks', 'operands'],
  'core/project': ['nodes', 'options'],
  materializations: ['statement', 'steps', 'incremental', 'snapshot', 'scd-type-1', 'dynamic-table', 'seed'],
  'dialects/duckdb': DIALECT_ROOMS,
  'dialects/snowflake': DIALECT_ROOMS,
  'dialects/snowflake/debug': ['objects', 'grants', 'checks', 'rights'],
  'dialects/snowflake/helpers': ['expressions', 'tables', 'statements'],
  ingest: ['values', 'bytes', 'format', 'csv', 'json', 'parquet', 'find', 'check', 'plan', 's3', 'run'],
  runtime: [
    'files',
    'bundle',
    'places',
    'select',
    'open',
    'state',
    'lineage',
    'rename',
    'explain',
    'plan',
    'forms',
    'reuse',
    'lease',
    'run',
    'load',
    'show',
    'sources',
    'seeds',
    'artifacts',
    'changes',
    'compare',
    'open-lineage',
  ],
  library: ['charts', 'report'],
  cli: [
    'options',
    'output',
    'errors',
    'reporters',
    'movielens',
    'starter',
    'lineage',
    'rename',
    'completion',
    'charts',
    'docs',
    'exposures',
    'changes',
    'compare',
    'explain',
    'commands',
    'dbt',
  ],
  'runtime/plan': ['seeds', 'tests', 'input', 'hooks', 'node'],
  'runtime/bundle': ['inputs', 'imports', 'build'],
  'docs/site': ['data', 'parts', 'graph', 'pages'],
  'cli/commands': ['shared', 'start', 'build', 'look', 'change', 'sources'],
  'cli/movielens': ['random', 'catalogue', 'files'],
  'cli/starter': ['choice', 'templates', 'project'],
}

/** What reads a file by its path, whatever it is. */
const READERS = new Set(['createReadStream', 'open', 'openSync', 'readFile', 'readFileSync', 'openAsBlob'])

/** The files that use one of these, sorted. */
const READING = [
  // Writes.
  'cli/movielens/files/csv-file.ts',
  // A database that was no device when it was opened.
  'dialects/duckdb/connect/file-epoch.ts',
  // What the system says of this process and others.
  'dialects/duckdb/connect/open-descriptors.ts',
  // Writes.
  'ingest/run/rewrite-file.ts',
  'runtime/lease/holder-process.ts',
  'util/regular-file.ts',
]

/** The one circle: types that are defined by each other, since what a query builder returns is a query builder. */
const RECURSIVE_TYPES = ['query-arguments', 'query-result', 'select-query', 'selectable-item', 'subquery-builder'].map(
  (name) => `core/query/${name}.ts`,
)

const ENGINE = /duckdb|snowflake/i

/** Where shared code has an engine's name, and why. */
const ENGINE_NAMES: readonly { readonly files: readonly string[]; readonly line: RegExp; readonly reason: string }[] = [
  {
    files: [
      'core/definitions/options/model-options.ts',
      'core/definitions/options/check-storage.ts',
      'core/definitions/options/check-protection.ts',
    ],
    line: /snowflake(Warehouse|Tags)/i,
    reason: "options of users in dbt's words: the type of a model does not depend on its target",
  },
  {
    files: [
      'core/relations/relation-settings.ts',
      'materializations/steps/marked-settings.ts',
      'materializations/steps/protection-change.ts',
      'runtime/plan/node/plan-node.ts',
    ],
    line: /snowflakeTags/,
    reason: 'a setting that is stored by this name in the comments of tables',
  },
  { files: ['core/peers/peer-versions.ts'], line: /install:/, reason: 'names of packages' },
  {
    files: ['core/project/options/check-project-options.ts', 'runtime/connect.ts'],
    line: /duckdb\(\{ path/,
    reason: 'an example in a hint',
  },
]

/** The reference project reads only leftwards. */
const LAYERS = ['sources', 'seeds', 'staging', 'intermediate', 'marts', 'snapshots', 'analyses', 'movielens.ts']

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.tsx?$/.test(file))

function importsOf(file: string): readonly string[] {
  // Docstrings show SQL, in which `from '…'` is no import.
  const text = readFileSync(path.join(SRC, file), 'utf8').replace(/^ *\/?\*.*$/gm, '')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^'\s,]+)'/g)].map((match) => match[1]!)
}

function roomOf(file: string): string {
  const rooms = [...MAY_IMPORT.keys(), ...LAYERS].filter((room) => file === room || file.startsWith(`${room}/`))
  const [room] = rooms.sort((a, b) => b.length - a.length)
  if (room === undefined) throw new Error(`${file} is in no room of ARCHITECTURE.md`)
  return room
}

/** The file that an import names; the code of the browser names none of its extensions. */
function resolved(file: string, specifier: string): string {
  const name = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).replace(/\.js$/, '')
  return [`${name}.ts`, `${name}.tsx`].find((found) => files.includes(found)) ?? name
}

describe('architecture', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  it('imports between rooms are those of the table in ARCHITECTURE.md, no more and no fewer', () => {
    const found = files.flatMap((file) => {
      const room = roomOf(file)
      if (!MAY_IMPORT.has(room)) return []
      return importsOf(file)
        .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('package.json'))
        .map((specifier) => ({ file, room, other: roomOf(resolved(file, specifier)) }))
        .filter(({ other }) => other !== room)
    })
    const wrong = found.filter(({ room, other }) => !MAY_IMPORT.get(room)!.includes(other))
    expect(wrong.map(({ file, other }) => `${file} imports ${other}`)).toEqual([])
    const unused = FOLDERS.flatMap(({ rooms, mayImport }) =>
      mayImport
        .filter((name) => !found.some(({ room, other }) => rooms.includes(room) && other === name))
        .map((name) => `${rooms.join(', ')} need not import ${name}`),
    )
    expect(unused).toEqual([])
  })

  it.each(Object.entries(STACKS))('the rooms of %s build on each other', (folder, rooms) => {
    const floor = (file: string): number => {
      const [room, inside] = file.slice(folder.length + 1).split('/')
      if (inside === undefined) return rooms.length
      expect(rooms, file).toContain(room)
      return rooms.indexOf(room!)
    }
    const inFolder = files.filter((file) => file.startsWith(`${folder}/`))
    expect(inFolder.length).toBeGreaterThan(rooms.length)
    const wrong = inFolder.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolved(file, specifier))
        // Templates of files hold imports that are no imports of this file.
        .filter((other) => other.startsWith(`${folder}/`) && files.includes(other) && floor(other) > floor(file))
        .map((other) => `${file} imports ${other}`),
    )
    expect(wrong).toEqual([])
  })

  it('ARCHITECTURE.md lists all rooms, in order', () => {
    const page = PAGE.replaceAll('\n', ' ')
    const listed = (heading: string): readonly string[] => {
      const [, list = ''] = page.split(`**${heading}**`)[1]!.split(': ', 2)
      return list
        .split('  ')[0]!
        .split(' · ')
        .map((item) => /^`([^`]+)`/.exec(item)?.[1] ?? item)
    }
    const heading = (folder: string): string => (page.includes(`**${folder}**`) ? folder : folder.split('/').at(-1)!)
    const pages = Object.entries(STACKS).filter(([, rooms]) => rooms !== DIALECT_ROOMS)
    const described = pages.filter(([folder]) => folder !== 'cli/movielens')
    expect(Object.fromEntries(described.map(([folder]) => [folder, listed(heading(folder))]))).toEqual(
      Object.fromEntries(described),
    )
    const table = [...page.matchAll(/\| ((?:`[a-z]+\/`(?:, )?)+) \|/g)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([a-z]+)\/`/g)].map(([, room]) => room),
    )
    expect(table).toEqual(DIALECT_ROOMS)
  })

  it('no files import each other in a circle, not even types: a type is not in the file that calls those who use it', () => {
    const imports = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => resolved(file, specifier))
          .filter((other) => files.includes(other)),
      ]),
    )
    const circles = strongComponents(imports).filter((component) => component.length > 1)
    expect(circles.map((circle) => [...circle].sort())).toEqual([RECURSIVE_TYPES])
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

  it('no shared code knows an engine by its name', () => {
    const shared = files.filter((file) => /^(core|materializations|runtime|artifacts|ingest)\//.test(file))
    const found = shared.flatMap((file) =>
      readFileSync(path.join(SRC, file), 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
        .split('\n')
        .filter((line) => ENGINE.test(line))
        .map((line) => ({ file, line: line.trim() })),
    )
    const isExcepted = ({ file, line }: { readonly file: string; readonly line: string }): boolean =>
      ENGINE_NAMES.some((exception) => exception.files.includes(file) && exception.line.test(line))
    expect(found.filter((one) => !isExcepted(one))).toEqual([])
    // An exception without a line is one to take away.
    const used = ENGINE_NAMES.flatMap(({ files, line }) => files.map((file) => ({ file, line })))
    expect(used.filter(({ file, line }) => !found.some((one) => one.file === file && line.test(one.line)))).toEqual([])
  })

  it('files of users are read only where nothing but regular files is opened', () => {
    const found = files.filter((file) => {
      const text = readFileSync(path.join(SRC, file), 'utf8')
      const names = [...text.matchAll(/^import \{([^}]*)\} from 'node:fs(?:\/promises)?'/gm)].flatMap(([, list]) =>
        list!.split(',').map((name) => name.trim()),
      )
      return names.some((name) => READERS.has(name)) || /^import (?!\{|type )[^'\n]*'node:fs/m.test(text)
    })
    expect(found.sort()).toEqual(READING)
  })

  it('files are small', () => {
    const sizes = files
      .map((file) => readFileSync(path.join(SRC, file), 'utf8').split('\n').length)
      .sort((a, b) => a - b)
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(90)
    expect(sizes.filter((lines) => lines > 400)).toEqual([])
  })
})
