import path from 'node:path'
import { type Diagnostic, DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { readRegularFile, readRegularText } from '../../util/regular-file.js'
import { globFiles } from '../files/glob-files.js'
import { writeWhole } from '../files/write-whole.js'
import { parseSeed } from '../plan/seeds/parse-seed.js'
import { columnsOfTypes } from './columns-of-types.js'
import { type GuessedColumn, guessColumns, guessDelimiter } from './guess-columns.js'
import { columnsFileOf, GENERATED, writeColumnsFile } from './write-columns-file.js'

/** A generated file, and what became of it. */
export interface SeedTypes {
  /** The generated file, relative to the folder. */
  readonly file: string
  /** `changed`: what was written, or with `check` would have been, is another text than before. */
  readonly status: 'new' | 'changed' | 'unchanged'
}

/** Which files are typed. */
export interface SeedTypesOptions {
  /** The CSV files, relative to `folder`. Default: those next to a generated file. */
  readonly files?: readonly string[] | undefined
  /** Whether files are only compared, and nothing is written. Default: false. */
  readonly check?: boolean | undefined
}

/**
 * Writes the columns of CSV files into TypeScript files next to them. A file that was not generated is never overwritten.
 *
 * @param folder Where relative paths start, and where generated files are looked for.
 * @throws KerrosError `E_NO_MATCH` if there are no files; DiagnosticsError `E_FILE_NOT_FOUND`, `E_SEED` for files that cannot be typed.
 */
export async function seedTypes(folder: string, options: SeedTypesOptions = {}): Promise<readonly SeedTypes[]> {
  const { check = false } = options
  const files = options.files?.length ? options.files : await typedFiles(folder)
  if (files.length === 0)
    throw new KerrosError('E_NO_MATCH', 'there is no CSV file with generated types', {
      hint: 'Name the files the first time: kerros seed --types src/seeds/countries.csv.',
    })
  const diagnostics: Diagnostic[] = []
  const written: { readonly file: string; readonly text: string; readonly before: string | undefined }[] = []
  for (const csv of files) {
    try {
      const file = columnsFileOf(csv)
      if (file === csv) throw seedError(csv, 'its name does not end with .csv')
      const text = writeColumnsFile(csv, await columnsOf(path.resolve(folder, csv), csv))
      written.push({ file, text, before: await before(path.resolve(folder, file), file) })
    } catch (error) {
      if (!(error instanceof KerrosError)) throw error
      diagnostics.push(...(error instanceof DiagnosticsError ? error.diagnostics : [error]))
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, 'the seeds')
  const results: SeedTypes[] = []
  for (const { file, text, before: old } of written) {
    if (!check && text !== old) await writeWhole(path.resolve(folder, file), text, 0o666)
    results.push({ file, status: old === undefined ? 'new' : old === text ? 'unchanged' : 'changed' })
  }
  return results
}

/** The CSV files that have a generated file next to them. */
async function typedFiles(folder: string): Promise<readonly string[]> {
  const found = await globFiles(['**/*.columns.ts'], {
    root: folder,
    ignore: ['**/node_modules/**', 'target/**', 'dist/**'],
  })
  const generated: string[] = []
  for (const file of [...found].sort()) {
    const text = await readRegularText(path.resolve(folder, file)).catch(() => '')
    if (text.startsWith(GENERATED)) generated.push(file.replace(/\.columns\.ts$/, '.csv'))
  }
  return generated
}

/** The columns of a file; a column whose values its type does not accept after all is text. */
async function columnsOf(file: string, displayPath: string): Promise<readonly GuessedColumn[]> {
  const content = await readRegularFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new KerrosError('E_FILE_NOT_FOUND', `${displayPath} cannot be read (${error.code ?? error.message})`, {
      hint: "Paths start at the project's root.",
    })
  })
  const delimiter = guessDelimiter(content)
  const guessed = guessColumns(content, delimiter)
  const check = (columns: readonly GuessedColumn[]): readonly Diagnostic[] =>
    parseSeed(content, columnsOfTypes(columns), { file: displayPath, delimiter }).diagnostics
  if (check(guessed).length === 0) return guessed
  const asText = guessed.map((column): GuessedColumn => ({ ...column, type: { name: 'varchar' } }))
  const wrong = check(asText)
  if (wrong.length > 0) throw new DiagnosticsError(wrong, displayPath)
  // One by one: the others keep their types.
  return guessed.map((column, i) =>
    check(asText.map((text, j) => (i === j ? column : text))).length === 0 ? column : asText[i]!,
  )
}

/** What a generated file has now; `undefined` without one. */
async function before(file: string, displayPath: string): Promise<string | undefined> {
  const text = await readRegularText(file).catch(() => undefined)
  if (text === undefined || text.startsWith(GENERATED)) return text
  throw seedError(displayPath, 'it was written by hand, and is not overwritten')
}

function seedError(file: string, what: string): KerrosError {
  return new KerrosError('E_SEED', `${file}: ${what}`, {
    hint: 'Rename one of the files, or remove it.',
    subject: file,
  })
}
