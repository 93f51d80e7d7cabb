import pc from 'picocolors'
import textWidth from 'string-width'
import type { Diagnostic } from '../../core/errors/index.js'
import { counted } from '../../core/errors/wording.js'
import { isTest, type ResourceType } from '../../core/project/nodes/node.js'
import type { BatchResult } from '../../core/result/batch-result.js'
import { differenceCounts } from '../../core/result/difference-counts.js'
import type { Position } from '../../core/result/reporter.js'
import {
  hasError,
  type NodeNote,
  type NodeResult,
  type NodeStatus,
  type RunResult,
} from '../../core/result/run-result.js'
import type { UnitTestOutcome } from '../../core/result/unit-test-outcome.js'
import { shellQuoted } from '../../util/shell-quoted.js'
import type { ShownAs } from '../output/format-diagnostic.js'
import { formatDiagnostics } from '../output/format-diagnostics.js'
import { formatCount } from './format-size.js'

const WORDS: { readonly [S in NodeStatus]: string } = {
  success: 'OK',
  'partial success': 'PART',
  pass: 'PASS',
  warn: 'WARN',
  fail: 'FAIL',
  error: 'ERROR',
  skipped: 'SKIP',
  cancelled: 'STOP',
}

const COLORS: { readonly [S in NodeStatus]: (text: string) => string } = {
  success: pc.green,
  'partial success': pc.red,
  pass: pc.green,
  warn: pc.yellow,
  fail: pc.red,
  error: pc.red,
  skipped: pc.dim,
  cancelled: pc.yellow,
}

/** Characters of the title and its dots; fewer on a narrow terminal, which would break the line. */
const TITLE_WIDTH = 74

/** Characters of the rest of the line: ` 3 of 46 OK    `, ` [20,000,263 rows in 2m 03s]`. */
const REST_WIDTH = 46

/** The result of one node, in one line: ` 3 of 46 OK    table main.dim_genres ....... [19 rows in 0.02s]`. */
export function formatNodeEnd(result: NodeResult, { index, total }: Position, columns = Infinity): string {
  const place = `${String(index).padStart(String(total).length)} of ${total}`
  const what = result.materialized ?? typeWord(result.resourceType)
  const name = isTest(result) ? result.name : (result.relationName ?? result.name).replaceAll('"', '')
  const status = COLORS[result.status]((result.isReused ? 'REUSE' : WORDS[result.status]).padEnd(5))
  const title = `${what} ${name} `
  const width = Math.min(TITLE_WIDTH, columns - REST_WIDTH)
  const dots = pc.dim('.'.repeat(Math.max(3, width - textWidth(title))))
  return `${pc.dim(place)} ${status} ${title}${dots} [${outcome(result)}]`
}

/** What a node is, for readers. */
export function typeWord(type: ResourceType): string {
  return type === 'unit_test' ? 'unit test' : type
}

/** The result of one batch, in a line below those of nodes: `      OK    batch 2026-01-05 of daily, 3 of 31 [12 rows in 0.02s]`. */
export function formatBatchEnd(of: string, batch: BatchResult, { index, total }: Position): string {
  const { name, status, rowsAffected, durationMs } = batch
  const rows = rowsAffected === undefined ? [] : [rowsOf(rowsAffected)]
  const word = COLORS[status](WORDS[status].padEnd(5))
  return `      ${word} batch ${name} of ${of}, ${index} of ${total} [${[...rows, `in ${formatDuration(durationMs)}`].join(' ')}]`
}

function outcome(result: NodeResult): string {
  const { status, rowsAffected, isUnchanged, failures, durationMs, cause } = result
  const time = `in ${formatDuration(durationMs)}`
  switch (status) {
    case 'skipped':
      return cause === 'fail-fast'
        ? 'not started: --fail-fast'
        : `because of ${cause === undefined ? 'another node' : nameIn(cause)}`
    case 'cancelled':
      return 'stopped'
    case 'fail':
    case 'warn':
      return `${rowsOf(failures ?? 0)} ${time}`
    default:
      if (result.isReused) return 'nothing has changed'
      if (isUnchanged) return 'unchanged'
      return [...(rowsAffected === undefined ? [] : [rowsOf(rowsAffected)]), ...batchesOf(result), time].join(' ')
  }
}

/** How many batches of a node are done: `in 3 batches`, or `in 3 of 5 batches`. */
function batchesOf({ batches }: NodeResult): readonly string[] {
  if (!batches) return []
  const done = batches.filter(({ status }) => status === 'success').length
  const all = counted(batches.length, 'batch', 'batches')
  return [done === batches.length ? `in ${all},` : `in ${done} of ${all},`]
}

/** The name in a unique id: what follows its type and its project. The name itself can have dots. */
function nameIn(uniqueId: string): string {
  return uniqueId.split('.').slice(2).join('.')
}

function rowsOf(count: number): string {
  return formatCount(count, 'row')
}

/** Why a node failed, with the name by which the others that failed in the same way are listed. */
export function failureOf({ status, error, name }: NodeResult): readonly Diagnostic[] {
  return hasError(status) && error ? [{ ...error, subject: error.subject ?? name }] : []
}

/** What went wrong, each failure of several nodes once, and the counts of all. */
export function formatSummary(result: RunResult, shownAs: ShownAs): readonly string[] {
  const lines: string[] = ['']
  for (const text of formatDiagnostics(result.nodes.flatMap(failureOf), shownAs)) lines.push(text, '')
  for (const node of result.nodes) {
    for (const note of node.notes) lines.push(noteLine(node, note), '')
    if (node.status === 'fail' || node.status === 'warn') lines.push(testLine(node, shownAs), '')
  }
  const count = (...statuses: NodeStatus[]): number =>
    result.nodes.filter((node) => statuses.includes(node.status)).length
  const counts = [
    `OK=${count('success', 'pass')}`,
    `WARN=${count('warn')}`,
    `ERROR=${count('error', 'partial success', 'fail')}`,
    `SKIP=${count('skipped')}`,
    ...(result.cancelled ? [`STOPPED=${count('cancelled')}`] : []),
    `TOTAL=${result.nodes.length}`,
  ].join(' ')
  if (result.cancelled) lines.push(...stoppedLines(result))
  const word = result.cancelled ? pc.yellow('Stopped.') : result.ok ? pc.green('Done.') : pc.red('Failed.')
  lines.push(`${word} ${counts}`)
  return lines
}

function testLine(node: NodeResult, { given }: ShownAs): string {
  if (node.unitTest) return unitTestLines(node, node.unitTest)
  const color = node.status === 'fail' ? pc.red : pc.yellow
  const stored = node.relationName === undefined ? '' : `\n  ${pc.dim(`stored in ${node.relationName}`)}`
  return `${color(pc.bold(node.status.toUpperCase()))} test ${node.name}: ${formatFailures(node)}\n  ${pc.dim(`at ${node.at ?? node.file}`)}${stored}\n  ${pc.cyan('→')} See them with: kerros show ${shellQuoted(node.name)}${given}`
}

/** The rows that differ, too: the test itself gave them. */
function unitTestLines({ name, at, file }: NodeResult, { text }: UnitTestOutcome): string {
  const [summary, ...table] = text.split('\n')
  const lines = [`${pc.red(pc.bold('FAIL'))} unit test ${name}: ${summary}`, ...table.map((line) => `  ${line}`)]
  return [...lines, `  ${pc.dim(`at ${at ?? file}`)}`].join('\n')
}

/** How many rows fail a test, and the threshold that decides where the user gave one: `12 failing rows (fails if > 10)`. */
export function formatFailures({ failures = 0, status, threshold, unitTest }: NodeResult): string {
  if (unitTest) return `other rows than expected: ${differenceCounts(unitTest)}`
  const rows = formatCount(failures, 'failing row')
  if (threshold === undefined || threshold === '!= 0') return rows
  return `${rows} (${status === 'fail' ? 'fails' : 'warns'} if ${threshold})`
}

function noteLine({ at, file }: NodeResult, { message, hint }: NodeNote): string {
  return `${pc.yellow(pc.bold('NOTE'))} ${message}\n  ${pc.dim(`at ${at ?? file}`)}\n  ${pc.cyan('→')} ${hint}`
}

/** Lists what a stopped run built, and what it did not build. */
function stoppedLines(result: RunResult): readonly string[] {
  const names = (statuses: readonly NodeStatus[]): string =>
    result.nodes
      .filter((node) => !isTest(node) && statuses.includes(node.status))
      .map((node) => node.name)
      .join(', ') || 'nothing'
  return [`Built: ${names(['success'])}`, `Not built: ${names(['cancelled', 'skipped', 'error'])}`, '']
}

/** A duration in whole seconds: `12s`, `2m 03s`. */
export function formatSpan(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000).replace(/\.\d+/, '')
}

/** A duration for readers: `0.02s`, `12.3s`, `2m 03s`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)}s`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`
}
