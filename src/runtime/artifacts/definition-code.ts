/** Where a definition is in its file. */
export interface DefinitionCode {
  readonly code: string
  /** The line of its `export`, from 1; `undefined` if that was not found. */
  readonly line: number | undefined
}

/** The start of a line that begins another statement, or the comment before one. */
const NEXT = /\n(?=[A-Za-z@]|\/[/*])/g

/**
 * The statement of a file that exports a definition, with the comment before it: what a reader of the file would select.
 * Statements begin at the start of a line, as every formatter writes them; if the name is not found there, the whole file
 * is returned.
 */
export function definitionCode(file: string, name: string): DefinitionCode {
  const at = exportOf(file, name)
  if (at === undefined) return { code: file, line: undefined }
  const before = file.slice(0, at).split('\n')
  NEXT.lastIndex = at
  const end = NEXT.exec(file)?.index
  const code = [...commentAbove(before), file.slice(at, end)].join('\n')
  return { code: code.trim(), line: before.length }
}

/** Where a line begins with the export of a name. */
function exportOf(file: string, name: string): number | undefined {
  for (const word of ['const', 'let', 'var']) {
    const statement = `export ${word} ${name}`
    for (let at = file.indexOf(statement); at >= 0; at = file.indexOf(statement, at + 1)) {
      const isStart = at === 0 || file[at - 1] === '\n'
      if (isStart && !/[\w$]/.test(file[at + statement.length] ?? '')) return at
    }
  }
  return undefined
}

/** The lines of the comment that ends directly above. */
function commentAbove(before: readonly string[]): readonly string[] {
  let start = before.length - 1
  while (start > 0 && /^(?:\/[/*]| \*)/.test(before[start - 1]!)) start--
  return before.slice(start, -1)
}
