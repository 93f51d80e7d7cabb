/** The names of a header. Blanks around a name are ignored, unless a field has exactly this name. */
export function headerNames(
  header: readonly { readonly text: string }[],
  declared: readonly string[],
): readonly string[] {
  return header.map(({ text }) => (declared.includes(text) ? text : text.trim()))
}
