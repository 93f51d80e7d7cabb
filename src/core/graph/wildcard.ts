/** Whether a pattern has a wildcard character. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern)
}

/**
 * The whole-string pattern of shell wildcards: `*` (any characters), `?` (one), `[abc]`, `[a-z]`, `[!abc]`. Where `/`
 * parts the text (`paths`), `*` and `?` stay within a part and `**` crosses parts.
 */
export function wildcardPattern(pattern: string, paths = false): RegExp {
  const any = paths ? '[^/]' : '.'
  let source = ''
  for (let rest = pattern; rest !== ''; ) {
    const [token] = /^(?:\*\*\/|\*+|\[!?\]?[^\]]*\]|.)/su.exec(rest)!
    rest = rest.slice(token.length)
    if (token === '**/' && paths) source += '(?:.*/)?'
    else if (token === '**/') source += '.*/'
    else if (token.startsWith('**') && paths) source += '.*'
    else if (token.startsWith('*')) source += `${any}*`
    else if (token === '?') source += any
    else if (/^\[!?.+\]$/su.test(token) && token !== '[!]') source += characterClass(token.slice(1, -1))
    else source += literally(token)
  }
  return new RegExp(`^${source}$`, 'su')
}

function characterClass(inner: string): string {
  const negated = inner.startsWith('!')
  const set = inner.slice(negated ? 1 : 0).replace(/[\\\]^[]/g, '\\$&')
  // A range from high to low holds nothing.
  if ([...set.matchAll(/(.)-(.)/gsu)].some(([, from, to]) => from! > to!)) return negated ? '.' : '(?!)'
  return `[${negated ? '^' : ''}${set}]`
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
