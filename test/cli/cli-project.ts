import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { builtPackage } from './built-package.js'
import { KeptCli } from './kept-cli.js'

const MODULES = path.resolve(import.meta.dirname, '../../node_modules')

/** What a command line did. */
export interface CliResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command line that runs. */
export interface RunningCli {
  readonly child: ChildProcess
  readonly ended: Promise<CliResult>
  /** Waits until what it has written matches. */
  until(pattern: RegExp): Promise<void>
}

export interface CliOptions {
  readonly env?: { readonly [name: string]: string }
  readonly cwd?: string
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[]
  /** A program that starts the command line instead. */
  readonly via?: readonly string[]
  /** Which program of the package. Default: `kerros`. */
  readonly program?: 'cli' | 'dbt'
}

/** One for all projects of a worker: they have one package. */
let kept: KeptCli | undefined

/** A project in a folder of its own, with the package installed, and the command line in it. */
export class CliProject {
  readonly folder: string
  readonly #package: string

  readonly #files: { readonly [file: string]: string }
  readonly #changed = new Set<string>()

  private constructor(folder: string, packageFolder: string, files: { readonly [file: string]: string }) {
    this.folder = folder
    this.#package = packageFolder
    this.#files = files
  }

  static async create(files: { readonly [file: string]: string } = {}): Promise<CliProject> {
    const packageFolder = await builtPackage()
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'kerros-cli-')))
    const project = new CliProject(folder, packageFolder, files)
    await project.write(files)
    project.#changed.clear()
    await mkdir(path.join(project.folder, 'node_modules/@duckdb'), { recursive: true })
    await symlink(packageFolder, path.join(project.folder, 'node_modules/kerros'))
    for (const name of ['kysely', '@duckdb/node-api'])
      await symlink(path.join(MODULES, name), path.join(project.folder, 'node_modules', name))
    return project
  }

  /** A project with one seed, one table that reads it, and tests. */
  static async shop(files: { readonly [file: string]: string } = {}): Promise<CliProject> {
    return CliProject.create({ ...SHOP, ...files })
  }

  async write(files: { readonly [file: string]: string }): Promise<void> {
    for (const [file, content] of Object.entries(files)) {
      this.#changed.add(file)
      await mkdir(path.dirname(path.join(this.folder, file)), { recursive: true })
      await writeFile(path.join(this.folder, file), content)
    }
  }

  /**
   * Runs a command line that does not connect to its surroundings in a process that is kept for the next one, of any project:
   * most of the time of a short command is the start of its process. {@link run} is for what concerns the process: signals,
   * its end, a terminal, a project whose files end it.
   */
  async runKept(
    args: string | readonly string[],
    options: Pick<CliOptions, 'env' | 'cwd' | 'program'> = {},
  ): Promise<CliResult> {
    kept ??= new KeptCli(this.#package)
    const { cwd = this.folder, env, program = 'cli' } = options
    const result = await kept.run({ program, args: words(args), cwd, env: { ...this.#env(), ...env } })
    return { ...result, signal: null, stdout: this.#masked(result.stdout), stderr: this.#masked(result.stderr) }
  }

  #env(): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], HOME: this.folder, NO_COLOR: '1' }
  }

  /** Puts the files back as they were at first. */
  async restore(): Promise<void> {
    for (const file of [...this.#changed]) {
      const content = this.#files[file]
      if (content === undefined) await this.remove(file)
      else await this.write({ [file]: content })
    }
    this.#changed.clear()
  }

  read(file: string): Promise<string> {
    return readFile(path.join(this.folder, file), 'utf8')
  }

  async remove(...files: readonly string[]): Promise<void> {
    if (files.length === 0) await rm(this.folder, { recursive: true, force: true })
    for (const file of files) await rm(path.join(this.folder, file), { recursive: true, force: true })
  }

  /** The file of the command line. */
  get cli(): string {
    return path.join(this.#package, 'dist/cli.js')
  }

  /** The file of `kerros-dbt`. */
  get kerrosDbt(): string {
    return path.join(this.#package, 'dist/dbt.js')
  }

  /** Runs a command line to its end. */
  run(args: string | readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return this.start(args, options).ended
  }

  /** Starts a command line. */
  start(args: string | readonly string[], options: CliOptions = {}): RunningCli {
    const { env, cwd, nodeOptions = [], via = [], program: name = 'cli' } = options
    const file = name === 'cli' ? this.cli : this.kerrosDbt
    const [program = '', ...rest] = [...via, process.execPath, ...nodeOptions, file, ...words(args)]
    const child = spawn(program, rest, {
      cwd: cwd ?? this.folder,
      env: { ...this.#env(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const written = { stdout: '', stderr: '' }
    const listeners = new Set<() => void>()
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] += text
        for (const listener of listeners) listener()
      })
    const ended = new Promise<CliResult>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        resolve({ code, signal, stdout: this.#masked(written.stdout), stderr: this.#masked(written.stderr) })
        for (const listener of listeners) listener()
      })
    })
    const until = (pattern: RegExp): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(written.stdout + written.stderr)) resolve()
          else if (child.exitCode !== null)
            reject(new Error(`${pattern} was never written:\n${written.stdout}${written.stderr}`))
          else return
          listeners.delete(look)
        }
        listeners.add(look)
        look()
      })
    return { child, ended, until }
  }

  /** Output without what differs from run to run: durations, process ids, the folder. */
  #masked(text: string): string {
    return text
      .replaceAll(this.folder, '<project>')
      .replaceAll(this.#package, '<kerros>')
      .replace(/\b\d+\.\d\ds\b|\b\d+m \d\ds\b/g, '<time>')
      .replace(/process \d+( \([^)]*\))?/g, 'process <pid>')
      .replaceAll(process.execPath, '<node>')
  }
}

const words = (args: string | readonly string[]): readonly string[] =>
  typeof args === 'string' ? args.split(' ').filter((word) => word !== '') : args

const SHOP = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/shop.duckdb' }), prod: duckdb({ path: 'target/prod.duckdb', schema: 'marts' }) },
})
`,
  'src/orders.csv': 'id,customer,amount\n1,Aino,12.50\n2,Veikko,80.00\n3,Aino,7.25\n',
  'src/orders.ts': `import { decimal, integer, notNull, seed, varchar } from 'kerros'

export const orders = seed(
  'src/orders.csv',
  { id: integer(), customer: varchar(), amount: decimal(10, 2) },
  { columns: { id: { tests: [notNull()] } } },
)
`,
  'src/customers.ts': `import { sum, table, unique, variable } from 'kerros'
import { orders } from './orders.js'

const least = variable('least', 0)

export const customers = table(
  { o: orders },
  (db) =>
    db
      .selectFrom('o')
      .where('o.amount', '>=', least)
      .groupBy('o.customer')
      .select((eb) => ['o.customer', sum(eb.ref('o.amount')).as('amount')]),
  { tags: ['core'], columns: { customer: { tests: [unique()] } } },
)
`,
} as const
