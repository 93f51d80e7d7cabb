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

// A change here is a change of the public interface: say it in CHANGELOG.md, and run `npx vitest run test/exports.test.ts -u`.
it.each(Object.entries(ENTRIES))('%s exports what it did', async (entry, file) => {
  const names = await exportsOf(path.join(ROOT, file))
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(`exports/${entry.replace('/', '-')}.txt`)
})
