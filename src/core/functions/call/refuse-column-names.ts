import { KerrosError } from '../../errors/index.js'

/** Which arguments of a function may be strings, where that is not all but the first. */
const STRINGS: { readonly [name: string]: readonly number[] | 'all' | undefined } = {
  abs: [],
  array_construct: 'all',
  ceil: [],
  concat: 'all',
  date_add: [0],
  date_diff: [0],
  date_from_parts: [],
  date_part: [0],
  date_spine: 'all',
  date_trunc: [0],
  divide: [],
  exp: [],
  floor: [],
  greatest: 'all',
  haversine: [],
  least: 'all',
  ln: [],
  mod: [],
  object_construct: 'all',
  power: [],
  round: [],
  sqrt: [],
  timestamp_spine: 'all',
}

/** Helpers that have another name than their function. */
const HELPERS: { readonly [name: string]: string | undefined } = {
  cast: 'castTo',
  nullif: 'nullIf',
  key_text: 'keyText',
}

/**
 * Refuses a string in the place of a column: `max('o.amount')` would be the string itself in each row. In Kysely's own
 * `eb.fn.max('o.amount')` it is the column, so it is written by habit, and a project can be built without tsc.
 *
 * @throws KerrosError `E_INVALID_OPTION`.
 */
export function refuseColumnNames(name: string, args: readonly unknown[]): void {
  const strings = Object.hasOwn(STRINGS, name) ? STRINGS[name] : undefined
  if (strings === 'all') return
  const isAllowed = (i: number): boolean => (strings === undefined ? i > 0 : strings.includes(i))
  const found = args.find((arg, i) => typeof arg === 'string' && !isAllowed(i))
  if (found === undefined) return
  const helper = HELPERS[name] ?? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  throw new KerrosError('E_INVALID_OPTION', `${helper} was given the string '${found}', where it takes an expression`, {
    hint: `Write eb.ref('${found}') for the column, or text('${found}') for the string itself.`,
  })
}
