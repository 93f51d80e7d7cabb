const TRUE = "lower({0}) in ('true', 't', 'yes', 'y', '1')"
const FALSE = "lower({0}) in ('false', 'f', 'no', 'n', '0')"

/** The SQL pattern of a string as a boolean, by the words that docs/queries.md lists, in any case; any other string is NULL. */
export const BOOLEAN = `case when ${TRUE} then true when ${FALSE} then false else null end`

/** The same, but another text is an error. The text is chosen before it is converted: the empty one is no boolean. */
export const STRICT_BOOLEAN = `cast(case when ${TRUE} then 'true' when ${FALSE} then 'false' else left({0}, 0) end as boolean)`
