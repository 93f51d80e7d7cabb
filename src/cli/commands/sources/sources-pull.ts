import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import type { ProjectRelations } from '../../../runtime/sources/project-relations.js'
import type { PulledSources } from '../../../runtime/sources/pull-sources.js'
import { makeFolder } from '../../../util/make-folder.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { formatCount } from '../../reporters/format-size.js'
import type { AddCommand } from '../shared/add-command.js'

interface PullCommandOptions extends CommonOptions {
  readonly schema: string
  readonly database?: string
  readonly select?: readonly string[]
  readonly out?: string
  readonly kysely?: boolean
  readonly force?: boolean
}

/** `kerros sources pull`: a typed source file from a live schema. */
export const sourcesPullCommand: AddCommand = (sources, terminal) => {
  const command = sources.command('pull').description('write a typed source file from a live schema')
  withCommonOptions(command)
    .requiredOption('--schema <name>', 'the schema to read')
    .option('--database <name>', "its database (default: the target's)")
    .option('-s, --select <name...>', 'tables and views to declare, as in raw_* (default: all)')
    .option('--kysely', 'write the Database interface of plain Kysely instead of a source, to src/database/<schema>.ts')
    .option('--out <file>', 'the file to write (default: src/sources/<schema>.ts in the project)')
    .option('--force', 'replace the file if it exists')
    .action(async (options: PullCommandOptions) => {
      const { openTarget } = await import('../../../runtime/open/open-target.js')
      const { projectRelations } = await import('../../../runtime/sources/project-relations.js')
      const { pullSources } = await import('../../../runtime/sources/pull-sources.js')
      const { cwd } = terminal
      const opened = await openTarget({ ...options, cwd })
      // An application may read any relation, including those that the project builds.
      const known = options.kysely
        ? NOTHING_KNOWN
        : await projectRelations({ project: options.config, target: options.target, cwd })
      const file =
        options.out === undefined
          ? path.join(opened.root, options.kysely ? 'src/database' : 'src/sources', fileName(options.schema))
          : path.resolve(cwd, options.out)
      const displayPath = path.relative(cwd, file)
      // What the file itself declares is replaced with it.
      const declared = known?.declared.filter((table) => path.resolve(opened.root, table.file) !== file)
      const pulled = await pullSources(opened, { ...options, built: known?.built, declared })
      await write(file, displayPath, pulled.text, options.force)
      const { text: _, ...about } = pulled
      if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'pulled', file, ...about })}\n`)
      else if (!options.quiet) {
        terminal.stdout.write(report(displayPath, pulled, options.kysely))
        const isOwnSchema = options.schema.toLowerCase() === opened.target.schema.toLowerCase()
        if (!known && isOwnSchema) terminal.stdout.write(UNKNOWN_MODELS)
      }
    })
}

const NOTHING_KNOWN: ProjectRelations = { built: [], declared: [] }

function fileName(schema: string): string {
  return `${schema.toLowerCase().replace(/[^\p{L}\p{N}_-]+/gu, '_')}.ts`
}

/** For the schema into which the target builds. */
const UNKNOWN_MODELS = `  The project does not load, so the file may declare relations that the project itself builds: kerros ls shows why.
`

function report(file: string, { tables, leftOut, built }: PulledSources, isKysely = false): string {
  const missing = leftOut.map(({ table, column, type }) =>
    isKysely
      ? `  left out: ${column === undefined ? table : `${table}.${column}`}, whose name is quoted: read it with exact(…) of kerros/snowflake\n`
      : column === undefined
        ? `  left out: ${table}, since kerros has no column for any of its types\n`
        : `  left out: ${table}.${column} (${type}), since kerros has no column for this type\n`,
  )
  const own = built.length === 0 ? '' : `  left out: ${built.join(', ')}, which the project itself builds\n`
  return `Wrote ${file}: ${formatCount(tables.length, 'table')}\n${missing.join('')}${own}`
}

async function write(file: string, displayPath: string, text: string, force = false): Promise<void> {
  try {
    await makeFolder(path.dirname(file))
    await writeFile(file, text, { flag: force ? 'w' : 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && !force)
      throw new KerrosError('E_INVALID_OPTION', `${displayPath} already exists`, {
        hint: 'Replace it with --force, or name another file with --out. Nothing was written.',
      })
    throw new KerrosError('E_NOT_PERMITTED', `kerros cannot write ${displayPath}`, {
      hint: 'Make the folder writable, or name another file with --out.',
      cause,
    })
  }
}
