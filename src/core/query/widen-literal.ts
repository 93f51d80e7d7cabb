/**
 * The type that a literal type belongs to: `string` of `'a'`, `number` of 0. A type of texts of one form, as `DateString`,
 * is none.
 */
export type WidenLiteral<T> = T extends string
  ? {} extends { [K in T]: 1 }
    ? T
    : string
  : T extends number
    ? number
    : T extends bigint
      ? bigint
      : T extends boolean
        ? boolean
        : T
