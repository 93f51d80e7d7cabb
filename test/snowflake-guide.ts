import { readFileSync } from 'node:fs'
import path from 'node:path'

/** docs/snowflake.md. */
export const guideText: string = readFileSync(path.resolve(import.meta.dirname, '../docs/snowflake.md'), 'utf8')

/** The blocks of a language, without the indent of the list that they stand in. */
export function guideBlocks(language: string): readonly string[] {
  return [...guideText.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)]
    .filter((match) => match[2] === language)
    .map(([, indent, , content]) => content!.replace(new RegExp(`^${indent}`, 'gm'), ''))
}

/** What stands between a heading of the second level and the next one. */
export function guideSection(heading: string): string {
  return guideText.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
}
