import { SnowflakeError } from './snowflake-errors.js'

const NAME = String.raw`(?:"(?:[^"]|"")+"|\w+)(?:\.(?:"(?:[^"]|"")+"|\w+))*`
const DDL = new RegExp(
  String.raw`^\s*(?:create|alter|drop)\s[^"']*?\b(?:table|view|schema)\s+(?:if\s+(?:not\s+)?exists\s+)?(${NAME})`,
  'i',
)

/**
 * Something of that name is there already (002002), or something of another kind is (002203): what kerros makes replaces
 * what it has seen, so it has come since.
 */
const RACES: ReadonlySet<string> = new Set(['002002', '002203'])
const MESSAGE = /\bconcurrent(?:ly)?\b|\bby another (?:session|transaction|statement)\b|\balready exists\b/i

/** The relation that a statement creates, alters or drops, when it failed since another session did so at the same time. */
export function racedRelation(error: unknown, sql: string): string | undefined {
  if (!(error instanceof SnowflakeError)) return undefined
  const isRace = RACES.has(error.snowflakeCode ?? '') || MESSAGE.test(error.message)
  return isRace ? DDL.exec(sql)?.[1] : undefined
}

/** @param other Who builds the schema besides, if that is known. */
export function raceError(relation: string, error: SnowflakeError, other: string | undefined): SnowflakeError {
  const who = other ?? 'another session'
  return new SnowflakeError('E_LOCKED', `${who} changed ${relation} while this run did: ${error.message}`, {
    ...error,
    hint: 'Let only one of them write to the schema, then run again.',
  })
}
