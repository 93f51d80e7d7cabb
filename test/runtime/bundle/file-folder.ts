import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'

/** A folder of files, new for each test. */
export interface FileFolder {
  /** The path of a file in it. */
  readonly at: (file: string) => string
  readonly write: (files: { readonly [file: string]: string }) => void
}

/** Makes a folder before each test of the file that calls it, and removes it after the test. */
export function fileFolder(): FileFolder {
  let folder: string
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kerros-files-')))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const at = (file: string): string => path.join(folder, file)
  const write = (files: { readonly [file: string]: string }): void => {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(at(file)), { recursive: true })
      writeFileSync(at(file), content)
    }
  }
  return { at, write }
}
