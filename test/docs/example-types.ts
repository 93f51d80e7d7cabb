import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import ts from 'typescript-6'
import { parseProblems, projectRoot, runCompiler } from '../types/type-check.js'

/** A query or a value as the page shows it, in a callback of the examples' own form. */
export interface TypedExample {
  readonly name: string
  /** An expression whose type is the rows of the example. */
  readonly code: string
}

/**
 * The types of the rows that examples return, as the compiler infers them, by the names of the examples. What has no rows is
 * left out.
 *
 * @param file Where the examples are: its imports and tables are theirs, too.
 * @param head What the code needs besides.
 */
export async function exampleTypes(
  file: string,
  head: string,
  examples: readonly TypedExample[],
): Promise<ReadonlyMap<string, string>> {
  const name = path.basename(file, '.ts')
  const folder = path.join(projectRoot, 'target/docs', name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const lines = examples.map(({ code }, i) => `export const c${i} = ${code}`)
  await writeFile(path.join(folder, 'types.ts'), [importsOf(file), head, ...lines].join('\n'))
  const config = {
    extends: '../../../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
      rootDir: '../../..',
      outDir: 'types',
    },
    include: ['types.ts'],
    exclude: [],
  }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  const [diagnostic] = parseProblems(await runCompiler('typescript', ['-p', folder]))
  if (diagnostic) throw new Error(`${diagnostic.file}:${diagnostic.line} ${diagnostic.message}`)
  const text = await readFile(path.join(folder, `types/target/docs/${name}/types.d.ts`), 'utf8')
  const source = ts.createSourceFile('types.d.ts', text, ts.ScriptTarget.ES2023, true)
  const found = new Map<string, string>()
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement))
      for (const { name: constant, type } of statement.declarationList.declarations) {
        const place = /^c(\d+)$/.exec(constant.getText())
        if (place && type) found.set(examples[Number(place[1])]!.name, shortText(type))
      }
  return found
}

/** The imports of a file, for a file two folders below the project's. */
function importsOf(file: string): string {
  const source = ts.createSourceFile(file, ts.sys.readFile(file)!, ts.ScriptTarget.Latest, true)
  return source.statements
    .filter(ts.isImportDeclaration)
    .map((statement) => statement.getText().replace(/'\.\.\/\.\.\/src\//, "'../../../src/"))
    .join('\n')
}

function shortText(type: ts.TypeNode): string {
  return type
    .getText()
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/`\$\{number\}-\$\{number\}-\$\{number\}`/g, 'DateString')
    .replace(/`\$\{number\}`/g, 'DecimalString')
    .replace(/;?\s+\}/g, ' }')
    .replace(/\s+/g, ' ')
}
