/** Comments, strings and everything else in TypeScript. */
const PARTS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

/** A program's text with its comments blanked, so that nothing else moves. */
export function withoutComments(text: string): string {
  return text.replace(PARTS, (part) => (part.startsWith('/') ? blank(part) : part))
}

/** A program's text with its comments and strings blanked. */
export function withoutStrings(text: string): string {
  return text.replace(PARTS, blank)
}

function blank(part: string): string {
  return part.replace(/[^\n]/g, ' ')
}
