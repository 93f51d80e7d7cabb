import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')

/** The folders of `src/` that `test/` mirrors. What else is in `test/` is about the whole, or about files that are not sources. */
const MIRRORED = [
  'artifacts',
  'charts',
  'cli',
  'core',
  'dialects',
  'ingest',
  'library',
  'macros',
  'materializations',
  'report',
  'runtime',
  'testing',
  'util',
]

function below(folder: string): readonly { readonly folder: string; readonly file: string }[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => ({
    folder: path.posix.dirname(file.split(path.sep).join('/')),
    file: path.basename(file),
  }))
}

/** The deepest folder that holds all of them. */
function commonFolder(folders: readonly string[]): string {
  const [first, ...others] = folders.map((folder) => folder.split('/'))
  const length = first!.findIndex((part, i) => others.some((other) => other[i] !== part))
  return length < 0 ? first!.join('/') : first!.slice(0, length).join('/') || '.'
}

describe('test/ mirrors src/', () => {
  it.each(MIRRORED)('each folder of test/%s is one of src/', (area) => {
    const folders = new Set(below(`test/${area}`).map(({ folder }) => folder))
    const lost = [...folders].filter(
      (folder) => !folder.endsWith('__snapshots__') && !existsSync(path.join(ROOT, 'src', area, folder)),
    )
    expect(folders.size).toBeGreaterThan(0)
    expect(lost).toEqual([])
  })

  it.each(MIRRORED)('a test in test/%s that is named after a source file is in its folder', (area) => {
    const sources = new Map<string, readonly string[]>()
    for (const { folder, file } of below(`src/${area}`)) {
      const [, name] = /^(.+)\.tsx?$/.exec(file) ?? []
      if (name === undefined) continue
      sources.set(name, [...(sources.get(name) ?? []), folder])
    }
    const misplaced = below(`test/${area}`).flatMap(({ folder, file }) => {
      const folders = sources.get(file.replace(/\.test\.ts$/, ''))
      // Files of one name in several rooms are tested in one of them, or together where the rooms meet.
      if (!file.endsWith('.test.ts') || folders === undefined) return []
      const places = [...folders, commonFolder(folders)]
      return places.includes(folder) ? [] : [`${folder}/${file} belongs to ${folders.join(' or ')}`]
    })
    expect(misplaced).toEqual([])
  })

  it('what it does not mirror is no folder of src/ but the pages that docs/ has', () => {
    const folders = (folder: string): readonly string[] =>
      readdirSync(path.join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    const others = folders('test').filter((name) => !MIRRORED.includes(name))
    expect(others.filter((name) => folders('src').includes(name))).toEqual(['docs'])
  })
})
