import type { CompilerError, TypeScript } from './typescript.js'

/** The compilers of several configurations as one: what any of them finds wrong is wrong. */
export function combinedTypeScript(first: TypeScript, others: readonly TypeScript[]): TypeScript {
  const all = [first, ...others]
  const owners = new Map<string, TypeScript>()
  for (const each of all) for (const file of each.files) if (!owners.has(file)) owners.set(file, each)
  return {
    version: first.version,
    files: [...owners.keys()],
    tree: (file) => owners.get(file)!.tree(file),
    kindOf: first.kindOf,
    errors: (texts) => distinct(all.flatMap((each) => each.errors(texts))),
    propertiesAt: (texts, places) =>
      places.map((place) => (owners.get(place.file) ?? first).propertiesAt(texts, [place])[0]),
    close: () => {
      for (const each of all) each.close()
    },
  }
}

/** A file may be in several configurations. */
function distinct(errors: readonly CompilerError[]): readonly CompilerError[] {
  const keyOf = ({ file, start, message }: CompilerError): string => [file, start, message].join('\n')
  return [...new Map(errors.map((error) => [keyOf(error), error])).values()]
}
