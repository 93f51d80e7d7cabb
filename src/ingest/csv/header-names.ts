/** The names of a header: blanks around one are left out of account, unless a field is called just so. */
export function headerNames(
  header: readonly { readonly text: string }[],
  declared: readonly string[],
): readonly string[] {
  return header.map(({ text }) => (declared.includes(text) ? text : text.trim()))
}
