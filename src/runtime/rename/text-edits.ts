import { groupBy } from '../../util/group-by.js'
import type { NamePlace } from './name-places.js'

/** What a place in a file becomes. */
export interface PlaceEdit {
  readonly place: NamePlace
  /** Whether the name changes. */
  readonly isRenamed: boolean
  /** How the select list calls the column besides: `o.amount as value`. */
  readonly alias: string | undefined
}

/**
 * A file's text with other names at some places. `o.amount as amount` becomes `o.value` and not `o.value as value`.
 *
 * @param nameOf What a place is called then.
 */
export function editedText(text: string, edits: readonly PlaceEdit[], nameOf: (place: NamePlace) => string): string {
  const byText = groupBy(edits, ({ place }) => String(place.textStart))
  let edited = text
  for (const [, group] of [...byText].sort(([a], [b]) => Number(b) - Number(a))) {
    const { textStart, textEnd, kind } = group[0]!.place
    let content = text.slice(textStart, textEnd)
    for (const { place, isRenamed } of [...group].sort((a, b) => b.place.start - a.place.start)) {
      if (!isRenamed) continue
      const [from, to] = [place.start - textStart, place.end - textStart]
      const old = content.slice(from, to)
      const by = kind === 'shorthand' || kind === 'binding' ? `${nameOf(place)}: ${old}` : nameOf(place)
      content = content.slice(0, from) + by + content.slice(to)
    }
    const alias = group.find((edit) => edit.alias !== undefined)?.alias
    if (alias !== undefined) content += ` as ${alias}`
    if (kind === 'text') content = content.replace(/^((?:.*\.)?(\S+)) as \2$/, '$1')
    const rest = edited.slice(textEnd)
    edited = edited.slice(0, textStart) + content + (isPair(group) ? withoutIdleValue(content, rest) : rest)
  }
  return edited
}

/** Whether the name is before a colon, without quotes. */
function isPair(edits: readonly PlaceEdit[]): boolean {
  return edits.some(({ place, isRenamed }) => isRenamed && (place.kind === 'key' || place.kind === 'bound'))
}

/** What follows a name: `{ amount: amount }` is `{ amount }`. */
function withoutIdleValue(name: string, rest: string): string {
  const value = `: ${name}`
  return rest.startsWith(value) && /^\s*[,}]/.test(rest.slice(value.length)) ? rest.slice(value.length) : rest
}
