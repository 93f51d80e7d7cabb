/** A place in a file of the project. */
export interface LinkedPlace {
  /** From the project's folder, with `/`. */
  readonly file: string
  /** The heading, as its address calls it; empty for the whole file. */
  readonly part: string
}

/**
 * Where a link of Markdown leads within the project. One that begins with `/` begins at the project's folder, as on GitHub.
 *
 * @param from The file with the link, from the project's folder.
 * @returns `undefined` for addresses of the web, and for what is outside the project.
 */
export function resolveLink(from: string, href: string): LinkedPlace | undefined {
  if (/^[a-z][a-z\d+.-]*:|^(?:\/\/|\\)/i.test(href)) return undefined
  const [address = '', part = ''] = href.split('#')
  const path = decoded(address.split('?')[0]!)
  if (path === '') return { file: from, part: decoded(part) }
  const names = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return undefined
  }
  return { file: names.join('/'), part: decoded(part) }
}

/** What someone has typed may be no encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
