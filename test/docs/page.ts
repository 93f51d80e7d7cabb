import { readFileSync } from 'node:fs'
import path from 'node:path'

/** A file that the README shows. */
export interface ShownFile {
  readonly path: string
  readonly content: string
}

/** A fenced block: what stands beside the opening fence, and the lines within. */
interface Block {
  readonly info: string
  readonly content: string
}

const README = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8')

/** What stands before the first heading is one project. */
const FIRST_BLOCKS = blocksOf(README.slice(0, README.indexOf('\n## ')))

/** The files of the README's first example. */
export const firstExample: readonly ShownFile[] = FIRST_BLOCKS.flatMap(shownFile)

/** The command lines of the README's first example. */
export const firstCommands: readonly string[] = FIRST_BLOCKS.filter((block) => block.info === '').flatMap((block) =>
  block.content.trim().split('\n'),
)

/** What the last of these commands prints. */
export const firstOutput: string = FIRST_BLOCKS.filter((block) => block.info === 'text')
  .map((block) => block.content)
  .join('')

/** The files of all examples. */
export const allExamples: readonly ShownFile[] = blocksOf(README).flatMap(shownFile)

/** Every command line that the README shows in a block of its own. */
export const allCommands: readonly string[] = blocksOf(README)
  .filter((block) => block.info === '')
  .flatMap((block) => block.content.trim().split('\n'))

function blocksOf(markdown: string): readonly Block[] {
  // Fences come in pairs, so that every other piece is a block.
  return markdown
    .split(/^```/m)
    .filter((_, i) => i % 2 === 1)
    .map((text) => ({ info: text.slice(0, text.indexOf('\n')), content: text.slice(text.indexOf('\n') + 1) }))
}

/** A block names its file: TypeScript in a comment on its first line, anything else beside its language. */
function shownFile({ info, content }: Block): readonly ShownFile[] {
  const [language, beside] = info.split(' ')
  if (language === '' || language === 'text') return []
  const file = beside ?? /^\/\/ (\S+\.ts)\n/.exec(content)?.[1]
  if (file === undefined) throw new Error(`a block of the README names no file:\n${content}`)
  return [{ path: file, content }]
}
