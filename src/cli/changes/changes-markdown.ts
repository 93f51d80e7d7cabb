import type { ChangesSince, DescribedChange } from '../../runtime/changes/changes-since.js'
import { escapedMarkdown as escaped } from '../output/escaped-markdown.js'
import {
  type ChangeLine,
  changeLines,
  effectWords,
  followedLines,
  namesOf,
  nothingWords,
  sortedChanges,
  sumWords,
} from './change-words.js'

/** The same as one comment of a pull request. */
export function changesMarkdown(found: ChangesSince): string {
  const title = '### kerros plan'
  if (found.nodes.length === 0) return `${title}\n\n${nothingWords(found)}`
  const sorted = sortedChanges(found)
  const nameOf = namesOf(found)
  const { changed, follows, tests, readers } = sorted
  const node = (change: DescribedChange, lines: readonly string[]): string =>
    [`- **${code(change.name)}** ${escaped(wordsOf(change))} (${escaped(change.at ?? change.file)})`, ...lines].join(
      '\n',
    )
  return [
    title,
    `Compared with ${code(found.ref)} (${found.commit.slice(0, 8)}). ${sumWords(found, sorted)}`,
    ...list('Changed', changed, (change) => node(change, changeLines(change).flatMap(partLines))),
    ...list('Has other values or rows', follows, (change) =>
      node(change, [
        ...changeLines(change).flatMap(partLines),
        ...followedLines(change, nameOf).map((line) => `  - ${escaped(line)}`),
      ]),
    ),
    ...folded('Tests that may say something else', tests, (change) => node(change, [])),
    ...list('Read by', readers, (change) =>
      node(
        change,
        followedLines(change, nameOf).map((line) => `  - ${escaped(line)}`),
      ),
    ),
  ].join('\n\n')
}

function wordsOf(change: DescribedChange): string {
  return [change.kindOfModel ?? change.resourceType, effectWords(change)].filter((word) => word !== '').join(', ')
}

function partLines({ mark, text, before, now }: ChangeLine): readonly string[] {
  const texts = [...(before === undefined ? [] : [`- ${before}`]), ...(now === undefined ? [] : [`+ ${now}`])]
  const lines = [`  - ${mark === '~' ? '' : `${mark} `}${escaped(text)}`]
  if (texts.length === 0) return lines
  return [
    ...lines,
    '',
    '    ```diff',
    ...texts.flatMap((each) => each.split('\n')).map((line) => `    ${line}`),
    '    ```',
  ]
}

function list(
  title: string,
  changes: readonly DescribedChange[],
  write: (change: DescribedChange) => string,
): readonly string[] {
  return changes.length === 0 ? [] : [`#### ${title}`, changes.map(write).join('\n')]
}

function folded(
  title: string,
  changes: readonly DescribedChange[],
  write: (change: DescribedChange) => string,
): readonly string[] {
  if (changes.length === 0) return []
  return [`<details><summary>${title} (${changes.length})</summary>\n\n${changes.map(write).join('\n')}\n\n</details>`]
}

function code(text: string): string {
  return text.includes('`') ? escaped(text) : `\`${text}\``
}
