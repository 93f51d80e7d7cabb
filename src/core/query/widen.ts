/** The type that a literal type belongs to, so that tests compare kinds of values and not values. */
export type Widen<T> = T extends string
  ? string
  : T extends number | bigint
    ? number | bigint
    : T extends boolean
      ? boolean
      : T
