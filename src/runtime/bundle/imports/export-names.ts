const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** The names under which a package's exports can be imported, sorted. Node adds others, such as `module.exports`. */
export function exportNames(exports: { readonly [name: string]: unknown }): readonly string[] {
  return Object.keys(exports)
    .filter((name) => IDENTIFIER.test(name))
    .sort()
}
