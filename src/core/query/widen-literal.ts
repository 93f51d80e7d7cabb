/**
 * The type that a literal type belongs to: `string` of `'a'`, `number` of 0. A type of strings of one form, as `DateString`,
 * is not a literal type.
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
