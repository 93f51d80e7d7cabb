import pc from 'picocolors'
import type { ChangesSince, DescribedChange } from '../../runtime/changes/changes-since.js'
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

/** What is different between a project and a revision of it, for a terminal. */
export function changesText(found: ChangesSince): string {
  if (found.nodes.length === 0) return nothingWords(found)
  const sorted = sortedChanges(found)
  const nameOf = namesOf(found)
  const { changed, follows, tests, readers } = sorted
  const sections = [
    ...section('Changed', changed, (change) => [
      nodeLine(change, effectWords(change)),
      ...changeLines(change).flatMap(partLines),
      ...(change.asWritten === undefined ? [] : [`    ${pc.dim(`compared as it is written: ${change.asWritten}`)}`]),
    ]),
    ...section('Has other values or rows', follows, (change) => [
      nodeLine(change, effectWords(change)),
      ...changeLines(change).flatMap(partLines),
      ...followedLines(change, nameOf).map((line) => `    ${line}`),
    ]),
    ...testLines(tests),
    ...section('Read by', readers, (change) => [
      nodeLine(change, change.resourceType),
      ...followedLines(change, nameOf).map((line) => `    ${line}`),
    ]),
  ]
  const title = `Compared with ${pc.bold(found.ref)} ${pc.dim(found.commit.slice(0, 8))}`
  return [title, ...sections, '', sumWords(found, sorted)].join('\n')
}

/** How many tests are named. */
const MOST_TESTS = 8

function testLines(tests: readonly DescribedChange[]): readonly string[] {
  const more = tests.length - MOST_TESTS
  const named = more > 1 ? tests.slice(0, MOST_TESTS) : tests
  const lines = section(
    'Tests that may say something else',
    named,
    (change) => [nodeLine(change, effectWords(change))],
    tests.length,
  )
  return more > 1 ? [...lines, `  ${pc.dim(`and ${more} more, which --json lists`)}`] : lines
}

const COLORS = { '+': pc.green, '-': pc.red, '~': pc.yellow } as const

function partLines({ mark, text, before, now }: ChangeLine): readonly string[] {
  return [
    `    ${COLORS[mark](mark)} ${text}`,
    ...(before === undefined ? [] : [`        ${pc.dim('was')}  ${before}`]),
    ...(now === undefined ? [] : [`        ${pc.dim('now')}  ${now}`]),
  ]
}

function nodeLine({ name, kindOfModel, at, file }: DescribedChange, words: string): string {
  const said = [kindOfModel, words].filter((word) => word !== undefined && word !== '').join(', ')
  return `  ${pc.bold(name)}${said ? `  ${pc.cyan(said)}` : ''}  ${pc.dim(at ?? file)}`
}

function section(
  title: string,
  changes: readonly DescribedChange[],
  lines: (change: DescribedChange) => readonly string[],
  count = changes.length,
): readonly string[] {
  return changes.length === 0 ? [] : ['', `${pc.underline(title)} (${count})`, ...changes.flatMap(lines)]
}
