import path from 'node:path'
import { compilerPath } from './compiler-path.js'
import { kindTable } from './kind-table.js'
import { nodeAt } from './node-at.js'
import { ownFiles } from './own-files.js'
import type { CompilerError, FileRange, SyntaxNode, Texts, TypeScript } from './typescript.js'

/** The part of the API of TypeScript 7 that kerros uses: `typescript/unstable/sync` and `typescript/unstable/ast`. */
export interface NativeApi {
  readonly version: string
  readonly API: new (options: object) => Server
  readonly SyntaxKind: { readonly [name: string]: unknown }
}

interface Snapshot {
  getProjects(): readonly NativeProject[]
  dispose(): void
}

interface Server {
  updateSnapshot(change: object): Snapshot
  close(): void
  readonly client?: { readonly channel?: { readonly child?: { kill: (signal?: 'SIGKILL') => void } } }
}

interface NativeProject {
  readonly rootFiles: readonly string[]
  readonly program: Program
  readonly checker: Checker
}

interface Program {
  getSourceFileNames(): readonly string[]
  getSourceFile(file: string): SourceFile | undefined
  isSourceFileFromExternalLibrary(file: SourceFile): boolean
  getSyntacticDiagnostics(file: string): readonly NativeDiagnostic[]
  getSemanticDiagnostics(file: string): readonly NativeDiagnostic[]
  getProgramDiagnostics(): readonly NativeDiagnostic[]
  getConfigFileParsingDiagnostics(): readonly NativeDiagnostic[]
}

type SourceFile = SyntaxNode

interface Checker {
  getTypeAtLocation(node: SyntaxNode): object | undefined
  getPropertiesOfType(type: object): readonly { readonly name: string }[]
  getIndexInfosOfType(type: object): readonly { readonly keyType: object; readonly valueType: object }[]
  typeToString(type: object): string
}

interface NativeDiagnostic {
  readonly fileName?: string
  readonly pos: number
  readonly end: number
  readonly category: number
  readonly text: string
  readonly messageChain?: readonly NativeDiagnostic[]
}

/** The category of errors in the API. */
const ERROR = 1

/** The compiler of TypeScript 7, which is a process of its own. */
export function nativeTypeScript({ version, API, SyntaxKind }: NativeApi, configFile: string): TypeScript {
  let given: Texts = new Map()
  const server = new API({ fs: { readFile: (file: string) => given.get(path.normalize(file)) } })
  const first = server.updateSnapshot({ openProjects: [configFile] })
  let snapshot = first
  const use = (texts: Texts): NativeProject => {
    const changed = [...new Set([...given.keys(), ...texts.keys()])].filter(
      (file) => given.get(file) !== texts.get(file),
    )
    given = texts
    if (changed.length > 0) {
      const last = snapshot
      snapshot = server.updateSnapshot({ fileChanges: { changed: changed.map(compilerPath) } })
      // Each holds what was checked: hundreds of megabytes in a large project. The first one has the trees.
      if (last !== first) last.dispose()
    }
    return snapshot.getProjects()[0]!
  }
  const project = use(given)
  const isOwn = ownFiles(configFile, project.rootFiles)
  const trees = new Map<string, SourceFile>()
  for (const file of project.program.getSourceFileNames()) {
    // Each file that is asked for is sent from the other process.
    const tree = isOwn(file) ? project.program.getSourceFile(file) : undefined
    if (tree && !project.program.isSourceFileFromExternalLibrary(tree)) trees.set(file, tree)
  }
  return {
    version,
    files: [...trees.keys()].map(path.normalize),
    tree: (file) => trees.get(compilerPath(file))!,
    kindOf: kindTable(SyntaxKind),
    errors: (texts) => {
      const { program } = use(texts)
      return [
        ...program.getConfigFileParsingDiagnostics(),
        ...program.getProgramDiagnostics(),
        ...[...trees.keys()].flatMap((file) => [
          ...program.getSyntacticDiagnostics(file),
          ...program.getSemanticDiagnostics(file),
        ]),
      ]
        .filter(({ category }) => category === ERROR)
        .map(
          (found): CompilerError => ({
            file: found.fileName === undefined ? undefined : path.normalize(found.fileName),
            start: found.pos,
            end: found.end,
            message: textOf(found),
          }),
        )
    },
    propertiesAt: (texts, places) => {
      const used = use(texts)
      return places.map((place) => propertiesOf(used, place))
    },
    close: () => {
      // Asked to end, the process may write "context canceled" to the terminal.
      const child = server.client?.channel?.child
      const kill = child?.kill.bind(child)
      if (child && kill) child.kill = () => kill('SIGKILL')
      server.close()
    },
  }
}

function textOf({ text, messageChain = [] }: NativeDiagnostic): string {
  return [text, ...messageChain.map(textOf)].join('\n')
}

function propertiesOf({ program, checker }: NativeProject, { file, start, end }: FileRange) {
  const source = program.getSourceFile(compilerPath(file))
  const node = source && nodeAt(source, start, end)
  const type = node && checker.getTypeAtLocation(node)
  if (!type) return undefined
  const elements = checker.getIndexInfosOfType(type).find(({ keyType }) => checker.typeToString(keyType) === 'number')
  const names = checker.getPropertiesOfType(elements?.valueType ?? type).map(({ name }) => name)
  return names.length > 0 ? new Set(names) : undefined
}
