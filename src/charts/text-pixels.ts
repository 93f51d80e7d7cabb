import textWidth from 'string-width'

const characters = new Intl.Segmenter()

/**
 * About how wide a sans-serif font draws a string, rather too wide than too narrow: an SVG file is laid out where no font
 * can be measured.
 *
 * @param size The font's size in pixels; so is the result.
 */
export function textPixels(text: string, size: number): number {
  let widths = 0
  for (const { segment } of characters.segment(text)) widths += widthOf(segment)
  return Math.ceil(widths * size)
}

/** In proportion to the font's size. */
function widthOf(character: string): number {
  const columns = textWidth(character)
  if (columns !== 1) return columns / 2
  if (/[iljtfrI.,:;'|!()[\] ]/.test(character)) return 0.38
  if (/[mwMW@%—…]/.test(character)) return 0.98
  return /\p{Lu}/u.test(character) ? 0.74 : 0.6
}
