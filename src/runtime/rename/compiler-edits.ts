import type { NamePlace } from './name-places.js'
import type { CompilerError } from './typescript/typescript.js'

/**
 * The places that the compiler asks to rename: those within what it finds wrong, or else the string that it finds
 * something wrong within.
 *
 * @param moved Says where a place is in the text that was compiled.
 */
export function placesInErrors(
  places: readonly NamePlace[],
  errors: readonly CompilerError[],
  moved: (place: NamePlace) => { readonly start: number; readonly end: number },
): readonly NamePlace[] {
  const found = new Set<NamePlace>()
  for (const { file, start, end } of errors) {
    const inFile = places.filter((place) => place.file === file).map((place) => ({ place, ...moved(place) }))
    const within = inFile.filter((each) => each.start >= start && each.end <= end)
    const around = inFile.filter((each) => each.start - 1 <= start && each.end + 1 >= end)
    for (const { place } of within.length > 0 ? within : around) found.add(place)
  }
  return [...found]
}

/** The other places in files with errors, but for SQL: the nearest to an error first. */
export function placesNearErrors(
  places: readonly NamePlace[],
  errors: readonly CompilerError[],
  moved: (place: NamePlace) => { readonly start: number },
): readonly NamePlace[] {
  const found = places.flatMap((place) => {
    const distances = errors
      .filter(({ file }) => file === place.file)
      .map(({ start }) => Math.abs(moved(place).start - start))
    return place.kind === 'raw' || distances.length === 0 ? [] : [{ place, distance: Math.min(...distances) }]
  })
  return found.sort((a, b) => a.distance - b.distance).map(({ place }) => place)
}
