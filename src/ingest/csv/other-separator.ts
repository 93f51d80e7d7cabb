/** Separators other than the comma in files that are called CSV. */
const SEPARATORS: readonly { readonly text: string; readonly title: string }[] = [
  { text: ',', title: 'commas' },
  { text: ';', title: 'semicolons' },
  { text: '\t', title: 'tabs' },
  { text: '|', title: 'vertical bars' },
]

/** A separator that a file uses in place of the expected one. */
export interface OtherSeparator {
  readonly text: string
  /** In words, as in `semicolons`. */
  readonly title: string
}

/**
 * Detects that a file separates its fields with something other than expected, as spreadsheets of many countries do:
 * names of declared columns appear in its first line only if it is split there.
 *
 * @param line The first line of the file; quotes around names are ignored.
 * @param declared The names of the columns that the file must have.
 */
export function otherSeparator(
  line: string,
  declared: readonly string[],
  expected: string = ',',
): OtherSeparator | undefined {
  const wanted = new Set(declared.map((name) => name.toLowerCase()))
  const names = (separator: string): readonly string[] =>
    line.split(separator).map((name) =>
      name
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim()
        .toLowerCase(),
    )
  const isKnown = (name: string): boolean => wanted.has(name)
  if (names(expected).some(isKnown)) return undefined
  return SEPARATORS.find(({ text }) => text !== expected && line.includes(text) && names(text).some(isKnown))
}

/** The first line, without its end and without a byte order mark. */
export function firstLine(text: string): string {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/, 1)[0]!
}

/** In words, as in `commas`; a separator without a name is quoted. */
export function separatorTitle(separator: string): string {
  return SEPARATORS.find(({ text }) => text === separator)?.title ?? JSON.stringify(separator)
}
