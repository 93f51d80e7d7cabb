/** Where a link leads: in angle brackets with blanks, or without, where parentheses have to match. */
const ADDRESS = String.raw`(?:<([^<>\n]*)>|((?:[^()\s]|\([^()\s]*\))+))`

const LINK = new RegExp(String.raw`\]\(\s*${ADDRESS}`, 'g')
const IMAGE = new RegExp(String.raw`!\[[^\]]*\]\(\s*${ADDRESS}`, 'g')

/** `[name]: address` on a line of its own, for `[text][name]` and `![text][name]`. */
const DEFINITION = new RegExp(String.raw`^ {0,3}\[[^\]\n]+\]:\s*${ADDRESS}`, 'gm')

/** The addresses of links in Markdown, as they are written, and of its images. */
export function linksOf(text: string): readonly string[] {
  return [...addresses(text, LINK), ...addresses(text, DEFINITION)]
}

/** The addresses that may be of images. */
export function imagesOf(text: string): readonly string[] {
  return [...addresses(text, IMAGE), ...addresses(text, DEFINITION)]
}

function addresses(text: string, form: RegExp): readonly string[] {
  return [...text.matchAll(form)].map(([, inBrackets, plain]) => inBrackets ?? plain ?? '')
}
