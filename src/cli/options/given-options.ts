import type { CommonOptions } from './options.js'

/** What a command line said of the project and the target, in its own words: ` --target prod`; empty when nothing. */
export function givenOptions({ config, target, vars }: CommonOptions): string {
  const given = { config, target, vars: vars && JSON.stringify(vars) }
  return Object.entries(given)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellQuoted(value)}`))
    .join('')
}

/** A way out, whose commands mean the project and the target that the command line meant: they are there to be pasted. */
export function repeatGiven(wayOut: string, given: string): string {
  return wayOut.replace(COMMANDS, (command) => `${command}${given}`)
}

const COMMANDS = /\bkerros (?:build|compile|debug|load|ls|run|seed|show|snapshot|sources check|sources pull|test)\b/g

/** A word as a POSIX shell takes it: in quotes where it needs them, so that a command can be pasted. */
export function shellQuoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
