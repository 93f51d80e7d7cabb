/**
 * A name like another one that is not taken yet, in any letter case: `a`, else `a_2`, `a_3`, … It is taken from then on.
 *
 * @param taken In lower case.
 */
export function freeName(base: string, taken: Set<string>): string {
  let name = base
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base}_${i}`
  taken.add(name.toLowerCase())
  return name
}
