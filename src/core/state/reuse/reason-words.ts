import type { ResourceType } from '../../project/nodes/node.js'
import { clauseWords } from '../clause-words.js'
import type { BuildReason } from './decision.js'

/** What a build with reuse on would do about a node. */
export type ExplainedDecision =
  | 'build'
  | 'reuse'
  /** It is built if the run of one of some nodes changes a row. */
  | 'unlessChanged'
  /** It is part of what reads it. */
  | 'inline'
  /** A build without `--select` leaves it out. */
  | 'unselected'

/** What is left as it is: rows, a query that shows those of others, or the answer of a test. */
export type LeftKind = 'rows' | 'definition' | 'test'

/** What has to be known to say reasons. */
export interface ReasonContext {
  /** Of the node that the reasons are about. */
  readonly resourceType: ResourceType
  /** A node's name, as its users know it. */
  nameOf(uniqueId: string): string
  /** Why it is not known what a node has; `undefined` where nothing more can be said. */
  whyUnknown(uniqueId: string): string | undefined
}

/** A reason in one sentence, without a full stop. What it is about is `it`. */
export function reasonWords(reason: BuildReason, context: ReasonContext): string {
  switch (reason.code) {
    case 'forced':
      return 'everything is built: --force or --full-refresh was given'
    case 'noRecord':
      return context.resourceType === 'test'
        ? 'nothing is recorded of it: no run with reuse on has passed it, or a later one failed, was interrupted or had reuse off'
        : 'nothing is recorded of it: no run with reuse on has built it, or a later one failed, was interrupted, had reuse off or had hooks that may change it'
    case 'otherVersion':
      return 'another version of kerros has recorded it, which may have built other rows'
    case 'missing':
      return 'its relation is not there, or another kind of relation is in its place'
    case 'touched':
      return 'its relation has changed since it was recorded, or it is not known that no one has changed it'
    case 'unsettled':
      return 'it keeps its rows, and its last run changed some of them or built it whole: another run may change some, too'
    case 'audited':
      return 'it is audited, and what it reads may change in this run'
    case 'hooks':
      return 'it has hooks, and what they do is not known'
    case 'dynamicTable':
      return 'the engine refreshes it'
    case 'microbatch':
      return 'it is computed in batches'
    case 'unknownColumns':
      return 'its columns are not known without running it'
    case 'storesFailures':
      return 'it stores its failing rows'
    case 'history':
      return 'it compares with earlier runs'
    case 'volatile':
      return `it calls ${called(reason.name)}, whose result is another one each time`
    case 'unknownFunction':
      return `it calls ${called(reason.name)}, which kerros does not know`
    case 'rawSql':
      return 'it has raw SQL with more than operators, literals and its own parameters'
    case 'code':
      return codeWords(reason)
    case 'settings':
      return `it has changed: ${listed(reason.names.map(settingWords))}`
    case 'input':
      return inputWords(reason, context.nameOf(reason.node))
    case 'unknownInput': {
      const why = context.whyUnknown(reason.node)
      const unknown = `it reads ${context.nameOf(reason.node)}, of which it is not known whether it has changed`
      return why === undefined ? unknown : `${unknown}: ${why}`
    }
    default:
      return reason satisfies never
  }
}

/**
 * Why a node is not built, or on what that hangs.
 *
 * @param about.names The names of the nodes whose runs decide.
 */
export function leftWords(
  decision: Exclude<ExplainedDecision, 'build'>,
  { kind, names }: { readonly kind: LeftKind; readonly names: readonly string[] },
): string {
  switch (decision) {
    case 'reuse':
      return LEFT[kind]
    case 'unlessChanged':
      return `only if the run of ${names.join(' or ')} changes a row; nothing else has changed`
    case 'inline':
      return 'it is part of what reads it'
    case 'unselected':
      return 'kerros build does not select it'
    default:
      return decision satisfies never
  }
}

const LEFT: { readonly [K in LeftKind]: string } = {
  rows: 'neither its code nor what it reads has changed',
  definition: 'its code has not changed, and it shows what it reads as that is',
  test: 'it has passed, and neither its query nor what it reads has changed',
}

function called(name: string | undefined): string {
  return name === undefined ? 'a function' : `${name}()`
}

function codeWords({ columns, clauses, isLater }: BuildReason & { readonly code: 'code' }): string {
  const parts = [
    ...(columns.length > 0 ? [`how it makes ${listed(columns)}`] : []),
    ...(clauses.length > 0 ? [`which rows it has (${listed(clauses.map(clauseWords))})`] : []),
    ...(isLater ? ['the query of its later runs'] : []),
  ]
  return `its code has changed${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`
}

/** What settings are called that no option is called as. */
const SETTINGS: { readonly [name: string]: string } = {
  materialized: 'its materialization',
  rows: 'the rows of its file',
  columnTypes: 'the types of its columns',
  descriptions: 'descriptions that are stored with it',
  relations: 'the name or schema of what it reads',
}

function settingWords(name: string): string {
  return Object.hasOwn(SETTINGS, name) ? SETTINGS[name]! : `its option ${name}`
}

function inputWords({ columns, hasOtherRows }: BuildReason & { readonly code: 'input' }, name: string): string {
  if (hasOtherRows) return `it reads ${name}, which has other rows than before`
  return `it reads ${listed(columns)} of ${name}, where other values may be`
}

/** How many names a sentence has at most. */
const MOST_NAMES = 8

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ')
}
