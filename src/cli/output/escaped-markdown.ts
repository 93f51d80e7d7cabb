/** Text that Markdown and its HTML leave as it is, on one line. */
export function escapedMarkdown(text: string): string {
  return text.replace(/[\\`*[\]<>|~]|\b_|_\b/g, (char) => `\\${char}`).replace(/\s*\n\s*/g, ' ')
}
