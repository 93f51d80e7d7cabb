/** What in SQL ends a string or starts a comment, where engines differ. */
export interface LexicalRules {
  /** Whether a backslash in `'…'` escapes the next character. */
  readonly backslashEscapes: boolean
  /** Whether `//` starts a comment, as `--` does. */
  readonly slashesStartComment: boolean
}
