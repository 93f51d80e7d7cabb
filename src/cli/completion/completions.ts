import type { Command, Option } from 'commander'

/** Arguments of commands that name nodes. */
const NODE_ARGUMENTS: ReadonlySet<string> = new Set(['name', 'column'])

/** What comes before a name in a selector: `+`, `2+`, `@`, and the parts before a comma. */
const BEFORE_NAME = /^(?:.*,)?(?:\d*\+|@)?/

/**
 * What can be at the end of a command line.
 *
 * @param words The words after `kerros`; the last one is what is typed so far, which may be empty.
 * @param names The names of the project's nodes; asked for only where a node can be.
 */
export function completions(
  program: Command,
  words: readonly string[],
  names: () => readonly string[],
): readonly string[] {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  let command = program
  let option: Option | undefined
  let given = 0
  for (const word of before) {
    if (word.startsWith('-'))
      option = command.options.find(
        (one) => (one.long === word || one.short === word) && (one.required || one.optional),
      )
    else if (option) option = option.variadic ? option : undefined
    else {
      const inner = command.commands.find((one) => one.name() === word || one.aliases().includes(word))
      if (inner) command = inner
      else given++
    }
  }
  const fitting = (all: readonly string[]): readonly string[] => all.filter((one) => one.startsWith(typed))
  if (typed.startsWith('-')) {
    const long = command.options.filter(({ hidden }) => !hidden).flatMap((one) => one.long ?? [])
    return fitting([...long, '--help'])
  }
  if (option?.argChoices) return fitting(option.argChoices)
  const [prefix = ''] = BEFORE_NAME.exec(typed) ?? []
  if (option) return namesNodes(option) ? fitting(names().map((name) => prefix + name)) : []
  if (command.commands.length > 0) return fitting(command.commands.map((one) => one.name()))
  const { registeredArguments: all } = command
  const argument = all[given] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined)
  if (argument?.argChoices) return fitting(argument.argChoices)
  return argument && NODE_ARGUMENTS.has(argument.name()) ? fitting(names()) : []
}

function namesNodes({ long }: Option): boolean {
  return long === '--select' || long === '--exclude' || long === '--stop-at'
}
