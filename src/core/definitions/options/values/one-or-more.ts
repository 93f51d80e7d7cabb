declare const NEVER_GIVEN: unique symbol

/** A member without positions keeps the compiler from matching the values of a list with the letters of a name. */
interface NeverGiven {
  readonly [NEVER_GIVEN]: never
}

/** A word or a list of columns. A wrong name in a list is reported at its own line, not at the list's. */
export type WordOrColumns<Word extends string, Name extends string> = Word | readonly Name[] | NeverGiven

/** One column or a list of columns, as {@link WordOrColumns}. */
export type OneOrMore<Name extends string> = WordOrColumns<Name, Name>
