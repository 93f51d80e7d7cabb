import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { ShownFile } from '../docs/page.js'
import { type Compiler, parseProblems, projectRoot, type TypeProblem } from '../types/type-check.js'

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Nothing is asked of the registry but packages that npm does not have yet. */
const NPM = {
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
}

/** Runs a program to its end; a failing one is a result. */
export function runProcess(command: string, args: readonly string[], cwd: string, nodeFolder?: string): Promise<Ended> {
  const searched = nodeFolder === undefined ? '' : `${nodeFolder}${path.delimiter}`
  const env = { ...usersEnvironment(), ...NPM, PATH: `${searched}${process.env['PATH']}`, NO_COLOR: '1', CI: 'true' }
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
    })
  })
}

/** The environment without the settings of this package's .npmrc, which npm gives to the scripts that it runs. */
function usersEnvironment(): NodeJS.ProcessEnv {
  const settings = readFileSync(path.join(projectRoot, '.npmrc'), 'utf8').matchAll(/^([\w-]+)\s*=/gm)
  const own = new Set([...settings].map(([, name]) => `npm_config_${name!.replaceAll('-', '_')}`))
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.has(name.toLowerCase())))
}

/** What `npm pack` made. */
export interface PackedPackage {
  /** The path of the tarball. */
  readonly tarball: string
  /** The files in it. */
  readonly files: readonly string[]
}

/** Packs what `npm run build` made, without building again. */
export async function packPackage(folder: string): Promise<PackedPackage> {
  await checkBuild()
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const packed = await runProcess('npm', args, projectRoot)
  if (packed.code !== 0) throw new Error(packed.stderr)
  const [found] = JSON.parse(packed.stdout) as readonly [{ filename: string; files: readonly { path: string }[] }]
  return { tarball: path.join(folder, found.filename), files: found.files.map((file) => file.path) }
}

/** What is tested here is what was built: refuses to test an old build. */
async function checkBuild(): Promise<void> {
  const built = statSync(path.join(projectRoot, 'dist/index.d.ts'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = path.join(projectRoot, 'src')
  for (const file of await readdir(sources, { recursive: true })) {
    const { mtimeMs } = statSync(path.join(sources, file))
    if (mtimeMs > built) throw new Error(`src/${file} is newer than dist: run "npm run build" first`)
  }
}

/** A project outside of the repository, with the packed package, Kysely and DuckDB, and nothing else. */
export class FreshProject {
  readonly folder: string
  readonly #nodeFolder: string | undefined

  /** @param nodeFolder The folder of another Node's executable, which runs its command lines. */
  constructor(folder: string, nodeFolder?: string) {
    this.folder = folder
    this.#nodeFolder = nodeFolder
  }

  write(files: readonly ShownFile[]): void {
    mkdirSync(this.folder, { recursive: true })
    for (const file of files) {
      const target = path.join(this.folder, file.path)
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, file.content)
    }
  }

  /**
   * Type-checks files with strict options; the declarations of packages are checked too.
   *
   * @param withNode Whether or not the types of Node are known. The package has to do without.
   */
  async typeCheck(
    compiler: Compiler,
    files: readonly string[],
    resolution: 'nodenext' | 'bundler',
    withNode = false,
  ): Promise<TypeProblem[]> {
    const options = {
      target: 'es2023',
      module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
      moduleResolution: resolution,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      allowImportingTsExtensions: true,
      types: withNode ? ['node'] : [],
      typeRoots: withNode ? [path.join(projectRoot, 'node_modules/@types')] : [],
    }
    const config = `tsconfig.${compiler}.${resolution}.json`
    this.write([{ path: config, content: JSON.stringify({ compilerOptions: options, files }) }])
    const tsc = path.join(projectRoot, 'node_modules', compiler, 'bin/tsc')
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [tsc, '--pretty', 'false', '-p', config],
      this.folder,
    )
    const diagnostics = parseProblems(stdout)
    if (code !== 0 && diagnostics.length === 0) throw new Error(stdout + stderr)
    return diagnostics
  }

  /** Runs a command line of a page. */
  run(line: string, folder = this.folder): Promise<Ended> {
    const [command, ...args] = line.split(' ')
    return runProcess(command!, args, folder, this.#nodeFolder)
  }

  /** Runs command lines of a page as a shell would: `&&` and `cd` are followed. What each command did, without `cd`. */
  async runLines(lines: readonly string[]): Promise<readonly Ended[]> {
    const ended: Ended[] = []
    let { folder } = this
    for (const part of lines.flatMap((line) => line.split(' && '))) {
      if (part.startsWith('cd ')) folder = path.join(folder, part.slice('cd '.length))
      else ended.push(await this.run(part, folder))
    }
    return ended
  }

  /** Runs a module. */
  node(code: string): Promise<Ended> {
    return runProcess(process.execPath, ['--input-type=module', '--eval', code], this.folder)
  }
}
