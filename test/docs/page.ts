import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A file that a page shows. */
export interface ShownFile {
  readonly path: string
  readonly content: string
}

/** A fenced block. */
export interface Block {
  /** The line of the opening fence. */
  readonly line: number
  readonly language: string
  /** What is next to the language: the path of a file that is not TypeScript. */
  readonly title: string | undefined
  readonly content: string
}

/** A page of the documentation, and the blocks in it. */
export interface Page {
  /** The path from the root of the repository. */
  readonly file: string
  readonly text: string
  readonly blocks: readonly Block[]
}

/** Reads a page by its path from the root of the repository. */
export function readPage(file: string): Page {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  return { file, text, blocks: blocksOf(text) }
}

/** The README and docs/, without what is generated. */
export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`),
]
  .filter((file) => file.endsWith('.md') && file !== 'docs/functions.md')
  .map(readPage)

/** The files that a page shows: TypeScript names its file in a comment on the first line, anything else next to its language. */
export function shownFiles({ file, blocks }: Page): readonly ShownFile[] {
  return blocks.flatMap(({ language, title, line, content }) => {
    if (title !== undefined) return [{ path: title, content }]
    if (language !== 'ts') return []
    const named = /^\/\/ (\S+\.ts)\n/.exec(content)?.[1]
    if (named === undefined) throw new Error(`${file}:${line}: this TypeScript names no file in its first line`)
    return [{ path: named, content }]
  })
}

/** Every command line that a page shows in a block of its own; lines that belong to one section only if it is named. */
export function shellLines({ blocks }: Page): readonly string[] {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ content }) => content.trim().split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
}

function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^( *)```(\w*)(?: (\S+))?\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const [, indent, language, title, content] = match
    return {
      line: text.slice(0, match.index).split('\n').length,
      language: language!,
      title,
      // Without the indent of the list that it is in.
      content: content!.replace(new RegExp(`^${indent}`, 'gm'), ''),
    }
  })
}
