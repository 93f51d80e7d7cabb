import type { Diagnostic } from '../../core/errors/index.js'
import { isCompressedName } from '../bytes/data-bytes.js'
import type { LoadableTable } from './loadable-table.js'

/** The files of one table: those in the folder, and those that were loaded once and are no longer there. */
export interface TableFiles {
  readonly present: readonly string[]
  readonly gone: readonly string[]
}

/** A table whose files are looked for, and where. */
export interface FindTableFilesInput {
  readonly table: LoadableTable
  /** The names of all files in the folder. */
  readonly names: readonly string[]
  /** The names of the table's files that are already loaded. */
  readonly loaded: readonly string[]
  /** Whether loaded files are ignored, because everything is loaded again. */
  readonly fullRefresh: boolean
  /** The folder's path, as the user wrote it. */
  readonly folder: string
}

/** Files of a table under a second name. */
export interface LayoutChange {
  /** Whether both names are in the folder, or the table was loaded from the other one. */
  readonly kind: 'ambiguous' | 'renamed'
  readonly table: LoadableTable
  readonly file: string
  readonly other: string
  readonly folder: string
}

/**
 * Finds the files of a table: `ratings.csv`, then its parts `ratings.2.csv`, `ratings.3.csv`, … by number. If a table's
 * file can have several names, only one of them may be used, now and over time: the same rows would be loaded twice.
 */
export function findTableFiles(
  input: FindTableFilesInput,
): TableFiles & { readonly diagnostic?: Diagnostic; readonly layout?: LayoutChange } {
  const { table, names, loaded, fullRefresh, folder } = input
  const found = table.fileNames
    .map((base) => ({ base, files: partsOf(base, names) }))
    .filter(({ files }) => files.length > 0)
  const present = found.flatMap(({ files }) => files)
  const gone = loaded.filter((file) => !present.includes(file))
  const [first, second] = found
  if (first && second) {
    const layout = { kind: 'ambiguous', table, file: first.files[0]!, other: second.files[0]!, folder } as const
    return { present, gone, layout }
  }
  if (!first) {
    if (loaded.length > 0 && !fullRefresh) return { present, gone }
    return { present, gone, diagnostic: missing(table, folder) }
  }
  const otherName = gone.find((file) => partsOf(first.base, [file]).length === 0)
  if (otherName !== undefined && !fullRefresh) {
    const layout = { kind: 'renamed', table, file: first.files[0]!, other: otherName, folder } as const
    return { present, gone, layout }
  }
  return { present, gone }
}

/** The file of a name and its parts, by number. */
function partsOf(base: string, names: readonly string[]): readonly string[] {
  // A compressed file ends in the extension of the file itself, then `.gz`.
  const dot = base.slice(0, base.length - (isCompressedName(base) ? '.gz'.length : 0)).lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [base.slice(0, dot), base.slice(dot)] : [base, '']
  const numberOf = (name: string): number | undefined => {
    if (name === base) return 0
    if (!name.startsWith(`${stem}.`) || !name.endsWith(extension)) return undefined
    const part = name.slice(stem.length + 1, name.length - extension.length)
    return /^\d+$/.test(part) ? Number(part) : undefined
  }
  return names
    .map((name) => ({ name, number: numberOf(name) }))
    .filter((part): part is { name: string; number: number } => part.number !== undefined)
    .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

/** One diagnostic for each kind of change: if the folder's layout has changed, it has for every table. */
export function layoutDiagnostics(changes: readonly LayoutChange[]): readonly Diagnostic[] {
  return (['ambiguous', 'renamed'] as const).flatMap((kind) => {
    const [first, ...more] = changes.filter((change) => change.kind === kind)
    return first
      ? [
          layoutDiagnostic(
            first,
            more.map(({ table }) => table.name),
          ),
        ]
      : []
  })
}

function layoutDiagnostic({ kind, table, file, other, folder }: LayoutChange, more: readonly string[]): Diagnostic {
  const others = more.length === 1 ? 'one other source' : `${more.length} other sources`
  const rest = more.length === 0 ? '' : `; the same is true of ${others}`
  const about = { code: 'E_AMBIGUOUS_NAME', names: [table.name, ...more], at: table.declaredIn } as const
  if (kind === 'ambiguous')
    return {
      ...about,
      message: `${folder} has both "${file}" and "${other}" for source "${table.name}"${rest}`,
      hint: 'Keep the files of one layout in the folder: rows that are in both files would be loaded twice.',
    }
  const command = `kerros load --full-refresh${more.length === 0 ? ` --select source:${table.name}` : ''}`
  return {
    ...about,
    message: `source "${table.name}" was loaded from "${other}", and ${folder} has "${file}" instead${rest}`,
    hint: `If it holds the same data, replace what is loaded: ${command}`,
    commands: [command],
  }
}

function missing(table: LoadableTable, folder: string): Diagnostic {
  return {
    code: 'E_FILE_NOT_FOUND',
    message: `${folder} has no file for source "${table.name}": no ${table.fileNames.join(', no ')}`,
    hint: 'Add the file, name another folder with --data, or load only some sources with --select source:….',
    at: table.declaredIn,
  }
}
