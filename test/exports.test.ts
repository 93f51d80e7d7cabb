import path from 'node:path'
import ts from 'typescript-6'
import { beforeAll, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')

/** Each entry of package.json with its source. */
const ENTRIES = {
  kerros: 'src/index.ts',
  'kerros/macros': 'src/macros/index.ts',
  'kerros/duckdb': 'src/dialects/duckdb/index.ts',
  'kerros/snowflake': 'src/dialects/snowflake/index.ts',
  'kerros/testing': 'src/testing/index.ts',
  'kerros/movielens': 'src/movielens.ts',
} as const

/** These members say by their names all there is to say: a discriminant, and SQL types by their own names. */
const SAYS_ITSELF = /\.kind$|^SnowflakeTypes\./

let program: ts.Program

beforeAll(() => {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
      },
    },
  )!
  const files = Object.values(ENTRIES).map((file) => path.join(ROOT, file))
  program = ts.createProgram(files, config.options)
}, 60_000)

/** The public names of an entry; those that are nothing at run time are marked as types. */
async function exportsOf(file: string): Promise<readonly string[]> {
  const checker = program.getTypeChecker()
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)
  const values: object = await import(file)
  return symbols.map(({ name }) => (Object.hasOwn(values, name) ? name : `type ${name}`)).sort()
}

/** The public names of an entry, and their members, that have no docstring. */
function undocumented(file: string): readonly string[] {
  const checker = program.getTypeChecker()
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const isDocumented = (one: ts.Symbol): boolean => one.getDocumentationComment(checker).length > 0
    const members = publicMembers(checker.getDeclaredTypeOfSymbol(symbol))
      .filter((member) => !isDocumented(member))
      .map(({ name }) => `${exported.name}.${name}`)
      .filter((name) => !SAYS_ITSELF.test(name))
    return isDocumented(symbol) ? members : [exported.name, ...members]
  })
}

/** What a type of ours has to offer. What a library's class declares, and what is overridden, is documented there. */
function publicMembers(type: ts.Type): readonly ts.Symbol[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override
  return type.getProperties().filter(({ declarations = [] }) =>
    declarations.some((declaration) => {
      const name = ts.getNameOfDeclaration(declaration)
      const isNamed = name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name))
      const isOurs = declaration.getSourceFile().fileName.startsWith(path.join(ROOT, 'src'))
      return isNamed && isOurs && (ts.getCombinedModifierFlags(declaration) & hidden) === 0
    }),
  )
}

// A change here is a change of the public interface: say it in CHANGELOG.md, and run `npx vitest run test/exports.test.ts -u`.
it.each(Object.entries(ENTRIES))('%s exports what it did', async (entry, file) => {
  const names = await exportsOf(path.join(ROOT, file))
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(`exports/${entry.replace('/', '-')}.txt`)
})

const { 'kerros/movielens': _, ...LIBRARY } = ENTRIES

// The models of kerros/movielens are described by their `description`.
it.each(Object.entries(LIBRARY))('%s has a docstring for each export and for each of its members', (_entry, file) => {
  expect(undocumented(path.join(ROOT, file))).toEqual([])
})
