/** Whether the values of a type are all of `T`: `false` of a string that happens to look like one, as `'1'` does like a number. */
export type IsExactly<V, T> = [V] extends [T | null] ? ([T] extends [V] ? true : false) : false
