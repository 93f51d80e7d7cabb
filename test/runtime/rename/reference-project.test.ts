import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDiagnostics } from '../../../src/core/errors/index.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { RenameSession } from '../../../src/runtime/rename/rename-column.js'
import { projectRoot, runCompiler } from '../../types/type-check.js'
import { RenameProject } from './rename-project.js'
import { lineageWithoutName, sqlOf, withoutName } from './same-but-for-name.js'

/** `KERROS_RENAME=all` renames every column; CI renames some. */
const SOME = process.env['KERROS_RENAME'] === 'all' ? 1 : 47

const NEW = 'renamed_column'
// All columns take an hour and more.
const WAIT = 14_400_000

const FOLDERS = ['sources', 'seeds', 'staging', 'intermediate', 'marts', 'snapshots', 'analyses']

const reference: { readonly [file: string]: string } = Object.fromEntries(
  FOLDERS.flatMap((folder) =>
    readdirSync(path.join(projectRoot, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ts|csv)$/.test(file))
      .map((file) => [`src/${folder}/${file}`, readFileSync(path.join(projectRoot, 'src', folder, file), 'utf8')]),
  ),
)

const example = readFileSync(path.join(projectRoot, 'examples/unit-tests.test.ts'), 'utf8')

let project: RenameProject
let session: RenameSession
beforeAll(async () => {
  project = new RenameProject({
    ...reference,
    'src/movielens.ts': readFileSync(path.join(projectRoot, 'src/movielens.ts'), 'utf8'),
    'test/unit-tests.test.ts': example.replaceAll('kerros/movielens', '../src/movielens.js'),
  })
  session = await RenameSession.open({ project: path.join(project.folder, 'kerros.config.ts') })
}, WAIT)
afterAll(async () => {
  await session.close()
  project.remove()
})

/** Files by their absolute paths, as the compiler and the bundler are given them. */
const given = (files: readonly { readonly file: string; readonly after: string }[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ file, after }) => [path.join(project.folder, file), after]))

const opened = (texts: ReadonlyMap<string, string>) =>
  openProject(
    { project: path.join(project.folder, 'kerros.config.ts') },
    { given: texts, cacheDirectory: path.join(project.folder, 'target/.kerros/test') },
  )

describe('each column of the reference project', () => {
  it(
    'is renamed, so that tsc and the SQL are the same but for the name; or it is said why not',
    async () => {
      const columns = session.lineage.nodes
        .filter(({ resourceType }) => ['model', 'analysis', 'seed'].includes(resourceType))
        .flatMap(({ name, columns: own }) => own.map((column) => ({ node: name, column: column.name })))
      expect(columns.length).toBeGreaterThan(150)
      const before = await opened(new Map())
      const sql = sqlOf(before)
      const typescript = await session.typescript()
      const refused: string[] = []
      const asked = columns.filter((_, i) => i % SOME === 0)
      for (const { node, column } of asked) {
        const label = `${node}.${column}`
        const found = await session.rename(label, NEW).catch((error: unknown) => {
          refused.push(...toDiagnostics(error).map(({ message, at }) => `${label}: ${message} (${at})`))
        })
        if (!found) continue
        const texts = given(found.files)
        expect(typescript.errors(texts), label).toEqual([])
        const after = await opened(texts)
        const [names, lineage] = [[column, NEW], lineageWithoutName(before, column, NEW)]
        expect(lineageWithoutName(after, column, NEW), label).toEqual(lineage)
        const flat = (all: ReadonlyMap<string, readonly string[]>): readonly string[] =>
          [...all.values()]
            .flat()
            .map((text) => withoutName(text, ...names))
            .sort()
        expect(flat(sqlOf(after)), label).toEqual(flat(sql))
        expect(sqlOf(after).size, label).toBe(sql.size)
      }
      const inPackage = asked.filter(({ node }) => node === 'recommendation_categories')
      expect(refused).toEqual(
        inPackage.map(
          ({ node, column }) =>
            `${node}.${column}: the file of the seed "${node}" is in the package "kerros" (src/seeds/${node}.csv)`,
        ),
      )
    },
    WAIT,
  )

  it(
    'that is renamed on the disk compiles with tsc, and renamed back gives the same bytes',
    async () => {
      const before = project.files()
      for (const [column, to] of [
        ['src_ratings.rating', 'stars'],
        ['int_movie_details.movie_id', 'film'],
      ] as const) {
        await project.rename(column, to)
        expect(await runCompiler('typescript', ['-p', project.folder])).toBe('')
        expect(project.files()).not.toEqual(before)
        await project.rename(`${column.split('.')[0]}.${to}`, column.split('.')[1]!)
        expect(project.files()).toEqual(before)
      }
    },
    WAIT,
  )
})
