import type { Diagnostic } from '../../core/errors/index.js'
import type { Claim } from './claim.js'
import type { NamePlace } from './name-places.js'
import type { Claims } from './place-claims.js'
import type { PlaceEdit } from './text-edits.js'

/** What is decided of places by what the project makes of them. */
export interface DecidedPlaces {
  readonly edits: readonly PlaceEdit[]
  /** Places of which the project makes nothing that kerros sees. */
  readonly open: readonly NamePlace[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Decides places by their claims.
 *
 * @param at Says where a place is, for messages: `src/orders.ts:3:14`.
 */
export function placeEdits(
  places: readonly NamePlace[],
  claims: Claims,
  { name, at }: { readonly name: string; readonly at: (place: NamePlace) => string },
): DecidedPlaces {
  const edits: PlaceEdit[] = []
  const open: NamePlace[] = []
  const diagnostics: Diagnostic[] = []
  for (const place of places) {
    const found = claims.get(place.id) ?? []
    if (found.length === 0) open.push(place)
    else if (found.some(({ wants }) => wants === 'raw')) diagnostics.push(rawSql(name, found, at(place)))
    else {
      const wants = new Set(found.map((claim) => claim.wants))
      const aliases = new Set(found.flatMap(({ alias }) => alias ?? []))
      if (wants.size > 1 || aliases.size > 1) diagnostics.push(usedTwice(name, found, at(place)))
      else edits.push({ place, isRenamed: wants.has('rename'), alias: [...aliases][0] })
    }
  }
  return { edits, open, diagnostics }
}

function rawSql(name: string, claims: readonly Claim[], at: string): Diagnostic {
  const { node } = claims.find(({ wants }) => wants === 'raw')!
  return {
    code: 'E_RENAME',
    message: `raw SQL of "${node.name}" says "${name}", and kerros does not read SQL`,
    hint: `If it means the column, write it as \${eb.ref('${name}')} or \${sql.ref('${name}')} with its table, and rename again.`,
    subject: node.name,
    names: [name],
    at,
  }
}

function usedTwice(name: string, claims: readonly Claim[], at: string): Diagnostic {
  const nodesWhere = (wants: Claim['wants']): string =>
    [...new Set(claims.filter((claim) => claim.wants === wants).map(({ node }) => `"${node.name}"`))]
      .slice(0, 3)
      .join(', ')
  const [changing, kept] = [nodesWhere('rename'), nodesWhere('keep')]
  return {
    code: 'E_RENAME',
    message:
      changing && kept
        ? `one string "${name}" means the renamed column in ${changing} and another one in ${kept}`
        : `one string "${name}" would need two names, in ${changing || kept}`,
    hint: 'Write the name in each place, or give it to what they share as an argument; then rename again.',
    names: [name],
    at,
  }
}
