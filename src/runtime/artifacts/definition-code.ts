/** Where a definition is in its file. */
export interface DefinitionCode {
  readonly code: string
  /** The line of its `export`, from 1; `undefined` when that was not found. */
  readonly line: number | undefined
}

/**
 * The statement of a file that exports a definition, with the comment before it: what a reader of the file would select.
 * Statements begin at the start of a line, as every formatter writes them; where that does not find the name, the whole
 * file is the answer.
 */
export function definitionCode(file: string, name: string): DefinitionCode {
  const lines = file.split('\n')
  const word = name.replace(/\W/g, '\\$&')
  const isExport = new RegExp(`^export (?:const|let|var) ${word}\\b`)
  const at = lines.findIndex((line) => isExport.test(line))
  if (at < 0) return { code: file, line: undefined }
  const next = lines.findIndex((line, i) => i > at && /^(?:[A-Za-z@]|\/[/*])/.test(line))
  const code = lines.slice(commentStart(lines, at), next < 0 ? undefined : next).join('\n')
  return { code: code.trim(), line: at + 1 }
}

/** Where the comment before a line begins; the line itself when there is none. */
function commentStart(lines: readonly string[], at: number): number {
  let start = at
  while (start > 0 && /^(?:\/[/*]| \*)/.test(lines[start - 1]!)) start--
  return start
}
