import textWidth from 'string-width'

const characters = new Intl.Segmenter()

/**
 * A string that a terminal draws in at most `width` columns, with `…` at its end if something was cut off. Columns are those
 * of {@link textWidth}: two for a Chinese or Japanese character, none for a combining accent. No character is cut in two.
 */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let cut = ''
  for (const { segment } of characters.segment(text)) {
    if (textWidth(cut + segment) > width - 1) break
    cut += segment
  }
  return `${cut}…`
}

/** The same with `…` in the middle: of long names, the ends tell them apart. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let end = ''
  for (const { segment } of [...characters.segment(text)].reverse()) {
    if (textWidth(segment + end) > (width - 1) / 2) break
    end = segment + end
  }
  return cutText(text, width - textWidth(end)) + end
}
