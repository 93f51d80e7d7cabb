/** Comments, strings and what is neither, of TypeScript. */
const PARTS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

/** A program's text with spaces for its comments, so that nothing else moves. */
export function withoutComments(text: string): string {
  return text.replace(PARTS, (part) => (part.startsWith('/') ? blank(part) : part))
}

/** A program's text with spaces for its comments and strings. */
export function withoutStrings(text: string): string {
  return text.replace(PARTS, blank)
}

function blank(part: string): string {
  return part.replace(/[^\n]/g, ' ')
}
