import path from 'node:path'
import { compilerPath } from './compiler-path.js'
import { kindTable } from './kind-table.js'
import { nodeAt } from './node-at.js'
import { ownFiles } from './own-files.js'
import type { CompilerError, FileRange, SyntaxNode, Texts, TypeScript } from './typescript.js'

/** The part of the API of TypeScript up to 6 that kerros uses. */
export interface ClassicApi {
  readonly version: string
  readonly SyntaxKind: { readonly [name: string]: unknown }
  readonly DiagnosticCategory: { readonly Error: number }
  readonly sys: { readonly [name: string]: unknown; readFile(file: string): string | undefined }
  getParsedCommandLineOfConfigFile(file: string, options: object, host: object): ParsedConfig | undefined
  createCompilerHost(options: object): Host
  createProgram(options: object): Program
  createSourceFile(file: string, text: string, target: unknown): SyntaxNode
  flattenDiagnosticMessageText(text: unknown, newLine: string): string
}

interface ParsedConfig {
  readonly options: { readonly composite?: boolean; readonly declaration?: boolean }
  readonly fileNames: readonly string[]
  readonly errors: readonly ClassicDiagnostic[]
}

interface Host {
  getSourceFile(file: string, ...options: unknown[]): SyntaxNode | undefined
  readFile(file: string): string | undefined
}

interface SourceFile extends SyntaxNode {
  readonly fileName: string
  readonly text: string
}

interface Program {
  getSourceFiles(): readonly SourceFile[]
  getSourceFile(file: string): SourceFile | undefined
  isSourceFileFromExternalLibrary(file: SourceFile): boolean
  getConfigFileParsingDiagnostics(): readonly ClassicDiagnostic[]
  getOptionsDiagnostics(): readonly ClassicDiagnostic[]
  getGlobalDiagnostics(): readonly ClassicDiagnostic[]
  getSyntacticDiagnostics(file: SourceFile): readonly ClassicDiagnostic[]
  getSemanticDiagnostics(file: SourceFile): readonly ClassicDiagnostic[]
  getTypeChecker(): Checker
}

interface Checker {
  getTypeAtLocation(node: SyntaxNode): object
  getIndexTypeOfType(type: object, kind: number): object | undefined
  getPropertiesOfType(type: object): readonly { readonly name: string }[]
}

interface ClassicDiagnostic {
  readonly category: number
  readonly file?: SourceFile
  readonly start?: number
  readonly length?: number
  readonly messageText: unknown
}

/** The index signature of numbers in the API. */
const NUMBERS = 1

/** The compiler of TypeScript up to 6. */
export function classicTypeScript(ts: ClassicApi, configFile: string): TypeScript {
  const config = ts.getParsedCommandLineOfConfigFile(
    configFile,
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  )
  const options = checkedOptions(config?.options ?? {}, configFile)
  const kindOf = kindTable(ts.SyntaxKind)
  const sources = new Map<string, { readonly text: string; readonly tree: SyntaxNode }>()
  let last: { readonly texts: Texts; readonly program: Program } | undefined
  const programOf = (texts: Texts): Program => {
    if (last?.texts === texts) return last.program
    const given = new Map([...texts].map(([file, text]) => [compilerPath(file), text]))
    const host = ts.createCompilerHost(options)
    const read = host.readFile.bind(host)
    host.readFile = (file) => given.get(file) ?? read(file)
    host.getSourceFile = (file, target) => {
      const text = host.readFile(file)
      if (text === undefined) return undefined
      const known = sources.get(file)
      if (known?.text === text) return known.tree
      const tree = ts.createSourceFile(file, text, target)
      sources.set(file, { text, tree })
      return tree
    }
    const program = ts.createProgram({
      rootNames: config?.fileNames ?? [],
      options,
      host,
      oldProgram: last?.program,
      configFileParsingDiagnostics: config?.errors,
    })
    last = { texts, program }
    return program
  }
  const NONE: Texts = new Map()
  const own = programOf(NONE)
  const isOwn = ownFiles(configFile, config?.fileNames ?? [])
  const files = own
    .getSourceFiles()
    .filter((file) => isOwn(file.fileName) && !own.isSourceFileFromExternalLibrary(file))
  const trees = new Map(files.map((file) => [file.fileName, file]))
  return {
    version: ts.version,
    files: [...trees.keys()].map(path.normalize),
    tree: (file) => trees.get(compilerPath(file))!,
    kindOf,
    errors: (texts) =>
      diagnosticsIn(programOf(texts), [...trees.keys()])
        .filter(({ category }) => category === ts.DiagnosticCategory.Error)
        .map(({ file, start = 0, length = 0, messageText }): CompilerError => {
          const message = ts.flattenDiagnosticMessageText(messageText, '\n')
          return { file: file && path.normalize(file.fileName), start, end: start + length, message }
        }),
    propertiesAt: (texts, places) => {
      const program = programOf(texts)
      return places.map((place) => propertiesOf(program, place))
    },
    close: () => undefined,
  }
}

/**
 * Options without what only concerns what is written. What a configuration references is read from its sources: the
 * declarations that another build wrote have the old names.
 */
function checkedOptions(options: ParsedConfig['options'], configFile: string): object {
  return {
    ...options,
    noEmit: true,
    incremental: false,
    declaration: options.composite ?? options.declaration,
    composite: false,
    tsBuildInfoFile: undefined,
    // The default is the folder of the configuration, which the sources of others are not in.
    rootDir: path.parse(configFile).root,
  }
}

function diagnosticsIn(program: Program, files: readonly string[]): readonly ClassicDiagnostic[] {
  return [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((name) => {
      const file = program.getSourceFile(name)!
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    }),
  ]
}

function propertiesOf(program: Program, { file, start, end }: FileRange): ReadonlySet<string> | undefined {
  const source = program.getSourceFile(compilerPath(file))
  const node = source && nodeAt(source, start, end)
  if (!node) return undefined
  const checker = program.getTypeChecker()
  const type = checker.getTypeAtLocation(node)
  const row = checker.getIndexTypeOfType(type, NUMBERS) ?? type
  const names = checker.getPropertiesOfType(row).map(({ name }) => name)
  return names.length > 0 ? new Set(names) : undefined
}
