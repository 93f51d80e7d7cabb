import { PassThrough } from 'node:stream'
import { Command, type Option } from 'commander'
import { addCommands } from '../../src/cli/commands/index.js'

const HEAD = `# Command line

<!-- Written by \`npm run docs:cli\` out of the commands in src/cli/commands. -->

\`kerros <command> --help\` prints what is below. Options come after the command: \`kerros build --select customers\`.

## Exit codes

| code | meaning |
|---|---|
| 0 | everything went well |
| 1 | a model or a test failed, or a source is too old or not as declared |
| 2 | the command could not run; each error has a [code](errors.md) and says how to fix it |
| 130 | the command was interrupted. Ctrl-C cancels running statements, and prints what was built and what was not |
`

/** Options that several commands have, explained once. */
const GROUPS: readonly { readonly title: string; readonly options: readonly string[] }[] = [
  { title: 'Output', options: ['--json', '--quiet', '--debug'] },
  { title: 'Project', options: ['--config', '--target', '--vars'] },
  { title: 'Selection', options: ['--select', '--exclude', '--selector'] },
  {
    title: 'Build',
    options: ['--threads', '--fail-fast', '--warn-error', '--dry-run', '--no-artifacts', '--openlineage'],
  },
]

/** docs/cli.md, as the commands are now. */
export function cliPage(): string {
  const commands = leaves(program())
  // `build` has them all. An option of another command that says something else is that command's own.
  const groups = GROUPS.map(({ title, options }) => {
    const build = commands.find(({ name }) => name === 'build')!.command
    return { title, options: options.map((long) => build.options.find((option) => option.long === long)!) }
  })
  return [
    HEAD,
    ...groups.map(({ title, options }) => `## ${title} options\n\n${optionTable(options)}`),
    ...commands.map(({ name, command }) => section(name, command, groups)),
  ].join('\n')
}

/** The names of all commands that run something, as in `sources pull`. */
export function commandNames(): readonly string[] {
  return leaves(program()).map(({ name }) => name)
}

interface NamedCommand {
  readonly name: string
  readonly command: Command
}

function program(): Command {
  const root = new Command('kerros')
  const terminal = { cwd: '/', env: {}, stdout: new PassThrough(), stderr: new PassThrough() }
  addCommands(root, terminal, () => undefined)
  return root
}

function leaves(command: Command, path: readonly string[] = []): readonly NamedCommand[] {
  return command.commands.flatMap((one) => {
    const named = [...path, one.name()]
    return one.commands.length > 0 ? leaves(one, named) : [{ name: named.join(' '), command: one }]
  })
}

interface Group {
  readonly title: string
  readonly options: readonly Option[]
}

const isSame = (one: Option, other: Option): boolean => rowOf(one) === rowOf(other)

/** Every name of a command, as `sources pull` and `source pull`. */
function namesOf(command: Command): readonly string[] {
  const own = [command.name(), ...command.aliases()]
  if (!command.parent?.parent) return own
  return namesOf(command.parent).flatMap((before) => own.map((last) => `${before} ${last}`))
}

function section(name: string, command: Command, groups: readonly Group[]): string {
  const args = command.registeredArguments.map((argument) => {
    const { required, description, defaultValue } = argument
    const written = required ? `<${argument.name()}>` : `[${argument.name()}]`
    const byDefault = defaultValue === undefined ? '' : ` (default: \`${String(defaultValue)}\`)`
    return `| \`${written}\` | ${cell(description)}${byDefault} |\n`
  })
  const aliases = namesOf(command)
    .filter((other) => other !== name)
    .map((other) => `\`${other}\``)
  const having = groups.filter(({ options }) =>
    options.every((option) => command.options.some((other) => isSame(option, other))),
  )
  const shared = having.flatMap(({ options }) => options)
  const own = command.options.filter((option) => !shared.some((other) => isSame(option, other)))
  const links = having.map(({ title }) => `[${title.toLowerCase()}](#${title.toLowerCase()}-options)`)
  const usage = ['kerros', name, command.usage()].join(' ').replace(/\s+/g, ' ')
  return [
    `## kerros ${name}\n`,
    `${sentence(command.description())}${aliases.length > 0 ? ` Also ${aliases.join(', ')}.` : ''}\n`,
    `\`${usage}\`.${links.length === 0 ? '' : ` Shared options: ${links.join(', ')}.`}\n`,
    ...(args.length + own.length === 0 ? [] : [`| | |\n|---|---|\n${args.join('')}${own.map(rowOf).join('')}`]),
  ].join('\n')
}

const optionTable = (options: readonly Option[]): string => `| option | |\n|---|---|\n${options.map(rowOf).join('')}`

function rowOf({ flags, description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? '' : ` (${argChoices.map((choice) => `\`${choice}\``).join(', ')})`
  const byDefault = defaultValue === undefined ? '' : ` (default: \`${String(defaultValue)}\`)`
  return `| \`${flags}\` | ${cell(description)}${choices}${byDefault} |\n`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;')

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`
