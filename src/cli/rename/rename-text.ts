import pc from 'picocolors'
import { counted } from '../../core/errors/wording.js'
import type { ColumnRename } from '../../runtime/rename/rename-column.js'

/** The changes of a renaming, as a diff that `git apply` takes. */
export function renameDiff({ diff }: ColumnRename): string {
  return colored(diff)
}

/** What was renamed, and what to do next. */
export function renameText(found: ColumnRename, { isDry }: { readonly isDry: boolean }): string {
  const { column, to, files, columns, stored, open, notChecked, exposures } = found
  const places = files.reduce((sum, file) => sum + file.places, 0)
  const would = isDry ? 'would be' : 'is'
  return [
    `${pc.bold(column.name)} ${would} ${pc.bold(to)}: ${counted(places, 'place')} in ${counted(files.length, 'file')}.`,
    ...(isDry ? [] : files.map(({ file, places: count }) => `  ${file}  ${pc.dim(counted(count, 'place'))}`)),
    ...section('Columns that get the new name', columns),
    ...section('Read outside of the project, so that the readers have to change too', exposures),
    ...section('Not changed, and may mean it too', open),
    ...section('Say the name, and are in no tsconfig.json, so that they were not looked at', notChecked),
    ...stored.flatMap((table) => ['', storedText(table, found)]),
    ...(isDry ? [] : ['', `Next: ${pc.cyan(`kerros build --select ${nodeOf(column)}+`)}`]),
  ].join('\n')
}

function storedText(
  { node, resourceType, isIdentity, statement }: ColumnRename['stored'][number],
  { column: { column: from }, to }: ColumnRename,
): string {
  const first = `${pc.yellow('note')} the stored rows of "${node}", if it was built already, have "${from}".`
  if (resourceType === 'snapshot')
    return isIdentity
      ? `${first} They are found by it, so that the next run is refused: its history stays as it is, and a snapshot of\n  another name begins with the new one. Or keep the name with --stop-at.`
      : `${first} Rename it there before the next build, or "${from}" ends and "${to}" begins\n  with it, and each key gets a new version: ${pc.cyan(statement)}`
  return isIdentity
    ? `${first} They are found by it: rebuild it with ${pc.cyan(`kerros build --select ${node} --full-refresh`)}`
    : `${first} Rename it there before the next build: ${pc.cyan(statement)}\n  Or rebuild it, if its sources still have all rows: ${pc.cyan(`kerros build --select ${node} --full-refresh`)}`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${pc.underline(title)} (${lines.length})`, ...lines.map((line) => `  ${line}`)]
}

/** The node's name; a column's may have dots. */
function nodeOf({ name, column }: ColumnRename['column']): string {
  return name.slice(0, -column.length - 1)
}

function colored(diff: string): string {
  return diff
    .split('\n')
    .map((line) =>
      /^(?:---|\+\+\+) /.test(line)
        ? pc.bold(line)
        : line.startsWith('-')
          ? pc.red(line)
          : line.startsWith('+')
            ? pc.green(line)
            : line,
    )
    .join('\n')
}
