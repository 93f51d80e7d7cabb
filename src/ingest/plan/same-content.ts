import type { LedgerEntry } from '../../core/ports/file-loader.js'
import { shellQuoted } from '../../util/shell-quoted.js'
import type { FileWarning } from '../format/file-warning.js'
import { digestFile } from './digest-file.js'
import type { PlannedFile } from './planned-load.js'

/** A file whose rows are in the table, or will be. */
interface KnownFile {
  readonly name: string
  readonly size: number
  readonly isLoaded: boolean
  readonly sha256: () => Promise<string>
}

/** What is known about the table, apart from its files. */
export interface SameContentInput {
  /** As in `raw.raw_ratings`. */
  readonly table: string
  /** What the ledger knows about files that are no longer there, but whose rows stay. */
  readonly stayed: readonly LedgerEntry[]
  readonly signal: AbortSignal | undefined
}

/**
 * Warns about files with the content of another file, such as a copy or an old file under a new name: their rows will
 * be in the table twice, which can be intended. Only files of the same size are compared, so hardly any file is read
 * for this.
 */
export async function warnOfSameContent(
  files: readonly PlannedFile[],
  { table, stayed, signal }: SameContentInput,
): Promise<readonly PlannedFile[]> {
  const loaded = files.flatMap(({ entry, status }) => (entry && status !== 'changed' ? [entry] : []))
  const known: KnownFile[] = [...loaded, ...stayed]
    .filter(({ rows }) => rows > 0)
    .map(({ file, size, sha256 }) => ({ name: file, size, isLoaded: true, sha256: async () => sha256 }))
  const warned: PlannedFile[] = []
  for (const file of files) {
    const isAdded = file.data !== undefined && file.status !== 'reloaded'
    const added = isAdded ? addedFile(file, signal) : undefined
    const same = added && (await sameAs(added, known))
    if (added) known.push(added)
    warned.push(same ? { ...file, warnings: [...file.warnings, warning(same, table)] } : file)
  }
  return warned
}

function addedFile({ name, path, displayPath, state }: PlannedFile, signal: AbortSignal | undefined): KnownFile {
  let digest: Promise<string> | undefined
  const sha256 = (): Promise<string> => {
    digest ??= digestFile(path, displayPath, { signal })
    return digest
  }
  return { name, size: state.size, isLoaded: false, sha256 }
}

async function sameAs(file: KnownFile, known: readonly KnownFile[]): Promise<KnownFile | undefined> {
  for (const other of known)
    if (other.size === file.size && (await other.sha256()) === (await file.sha256())) return other
  return undefined
}

function warning({ name, isLoaded }: KnownFile, table: string): FileWarning {
  const known = isLoaded ? 'whose rows are loaded already' : 'which is loaded too'
  const command = `kerros load --full-refresh --select ${shellQuoted(`source:${table}`)}`
  return {
    message: `it has the same content as ${name}, ${known}, so its rows are loaded twice`,
    hint: `If that is not intended, keep one of the two files and run ${command}`,
    commands: [command],
  }
}
