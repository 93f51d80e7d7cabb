/** Half a surrogate pair, such as `\ud800` alone: JavaScript accepts it, but no engine does. */
const SURROGATE = /\\(?:u([dD][89a-fA-F][0-9a-fA-F]{2})|[\s\S])/g

/** Whether a string is JSON by the standard: engines also accept `NaN` and trailing commas. */
export function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text)
    return !hasLoneSurrogate(text)
  } catch {
    return false
  }
}

/** Whether a JSON document has an escape for half a surrogate pair. @param json What `JSON.parse` accepts. */
export function hasLoneSurrogate(json: string): boolean {
  if (!json.includes('\\')) return false
  let highEnd = -1
  for (const match of json.matchAll(SURROGATE)) {
    const [found, code] = match
    const isNext = highEnd === match.index
    const isHigh = code !== undefined && /^d[89ab]/i.test(code)
    if (code !== undefined && !isHigh && !isNext) return true
    if (highEnd >= 0 && !(isNext && code !== undefined && !isHigh)) return true
    highEnd = isHigh ? match.index + found.length : -1
  }
  return highEnd >= 0
}
