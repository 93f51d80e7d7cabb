import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript-6'
import { USUAL_CHOICE } from '../../src/cli/starter/choice/starter-choice.js'
import { starterFiles } from '../../src/cli/starter/starter-files.js'
import { projectRoot, runCompiler } from '../types/type-check.js'

const SEED = 'src/seeds/orders.ts'
const MODEL = 'src/marts/customers.ts'

/** An error of tsc, with its place. */
interface Refusal {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** What an editor shows of the starter project after a column of its seed was renamed, as SVG. The error is what tsc prints. */
export async function editorPicture(): Promise<string> {
  const files = await starterFiles('shop', '0.1.0', USUAL_CHOICE)
  const seed = files[SEED]!.split('\n')
  const renamed = seed.map((line) => line.replace('amount: decimal', 'total: decimal'))
  const changed = seed.findIndex((line, i) => line !== renamed[i])
  const refusal = await refusalOf({ ...files, [SEED]: renamed.join('\n') })
  return draw([
    { kind: 'title', text: SEED },
    { kind: 'code', text: seed[changed]!, number: changed + 1, mark: 'removed' },
    { kind: 'code', text: renamed[changed]!, number: changed + 1, mark: 'added' },
    { kind: 'title', text: MODEL },
    ...files[MODEL]!.split('\n')
      .slice(0, LINES)
      .flatMap((text, i) => linesOf(text, i + 1, refusal)),
  ])
}

function linesOf(text: string, number: number, refusal: Refusal): readonly Row[] {
  if (number !== refusal.line) return [{ kind: 'code', text, number }]
  const length = /^'[^']*'/.exec(text.slice(refusal.column - 1))![0].length
  const wavy = { start: refusal.column - 1, length }
  const words = wrapped(`${refusal.message}`, COLUMNS - 8)
  return [{ kind: 'code', text, number, wavy }, ...words.map((line): Row => ({ kind: 'error', text: line }))]
}

/** What tsc says of the renamed column: the innermost of its errors, at the column's name. */
async function refusalOf(files: { readonly [file: string]: string }): Promise<Refusal> {
  mkdirSync(path.join(projectRoot, 'target'), { recursive: true })
  const folder = mkdtempSync(path.join(projectRoot, 'target', 'picture-'))
  try {
    for (const [file, content] of Object.entries(files).filter(([name]) => /^src\/.*\.ts$/.test(name))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      writeFileSync(path.join(folder, file), content)
    }
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { allowImportingTsExtensions: true },
      include: ['**/*.ts'],
      exclude: [],
    }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    const output = await runCompiler('typescript', ['-p', folder])
    const errors = [...output.matchAll(/^(\S+)\((\d+),(\d+)\): (error .+)$/gm)]
    if (errors.some(([, file]) => !file!.endsWith(MODEL))) throw new Error(output)
    const [, , line, column, message] = errors.at(-1)!
    return { line: Number(line), column: Number(column), message: message! }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Row =
  | { readonly kind: 'title'; readonly text: string }
  | {
      readonly kind: 'code'
      readonly text: string
      readonly number: number
      readonly mark?: 'added' | 'removed'
      readonly wavy?: { readonly start: number; readonly length: number }
    }
  | { readonly kind: 'error'; readonly text: string }

/** Of the model: its imports and its query. */
const LINES = 15
const COLUMNS = 94
const CHARACTER = 7.8
const LINE = 20
const LEFT = 56
const WIDTH = LEFT + COLUMNS * CHARACTER + 16

/** A dark editor with a ground of its own, so that it reads the same on a light page and on a dark one. */
const COLORS = {
  ground: '#1e2430',
  title: '#141922',
  border: '#3a4356',
  text: '#d8dee9',
  dim: '#7f8aa0',
  keyword: '#c792ea',
  string: '#a5d6a7',
  number: '#f0b67f',
  call: '#82aaff',
  removed: '#4a2530',
  added: '#1f4433',
  error: '#ff6b74',
  errorGround: '#3b1f28',
} as const

function draw(rows: readonly Row[]): string {
  const height = rows.length * LINE + 12
  const drawn = rows.map((row, i) => drawRow(row, 6 + i * LINE)).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH.toFixed(0)} ${height}" width="${WIDTH.toFixed(0)}" height="${height}" role="img" aria-label="An editor: a column of a seed was renamed from amount to total, and the model that still reads amount has an error at that name.">
<!-- Drawn by \`npm run docs:picture\` from what tsc prints. -->
<style>text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: ${COLORS.text} }</style>
<rect x="0.5" y="0.5" width="${(WIDTH - 1).toFixed(0)}" height="${height - 1}" rx="8" fill="${COLORS.ground}" stroke="${COLORS.border}"/>
${drawn}
</svg>
`
}

function drawRow(row: Row, top: number): string {
  const baseline = top + 14
  if (row.kind === 'title')
    return `${band(top, COLORS.title)}${text(16, baseline, [{ text: row.text, color: COLORS.dim }])}`
  if (row.kind === 'error')
    return `${band(top, COLORS.errorGround)}${text(LEFT + 4 * CHARACTER, baseline, [{ text: row.text, color: COLORS.error }])}`
  const ground = row.mark === undefined ? '' : band(top, COLORS[row.mark])
  const sign = row.mark === undefined ? '' : row.mark === 'added' ? '+' : '-'
  const number = text(16, baseline, [{ text: `${row.number}`.padStart(2) + (sign && ` ${sign}`), color: COLORS.dim }])
  const wave = row.wavy === undefined ? '' : drawWave(row.wavy.start, row.wavy.length, top + 18)
  return `${ground}${number}${text(LEFT, baseline, colored(row.text))}${wave}`
}

const band = (top: number, color: string): string =>
  `<rect x="1" y="${top}" width="${(WIDTH - 2).toFixed(0)}" height="${LINE}" fill="${color}"/>`

interface Piece {
  readonly text: string
  readonly color: string
}

/** A line of text; its length is set, so that columns stay in their places whatever the font. */
function text(x: number, y: number, pieces: readonly Piece[]): string {
  const length = pieces.reduce((sum, piece) => sum + piece.text.length, 0)
  if (length === 0) return ''
  const spans = pieces.map((piece) => `<tspan fill="${piece.color}">${escaped(piece.text)}</tspan>`).join('')
  return `<text x="${x.toFixed(1)}" y="${y}" xml:space="preserve" textLength="${(length * CHARACTER).toFixed(1)}">${spans}</text>`
}

function drawWave(start: number, length: number, y: number): string {
  const x = LEFT + start * CHARACTER
  const waves = Math.round((length * CHARACTER) / 6)
  return `<path d="M${x.toFixed(1)} ${y}${'q1.5 -3 3 0q1.5 3 3 0'.repeat(waves)}" fill="none" stroke="${COLORS.error}" stroke-width="1.5"/>`
}

/** The tokens of a line in their colours. */
function colored(line: string): readonly Piece[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, line)
  const pieces: Piece[] = []
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan())
    pieces.push({ text: scanner.getTokenText(), color: colorOf(kind, line.slice(scanner.getTokenEnd())) })
  return pieces
}

function colorOf(kind: ts.SyntaxKind, behind: string): string {
  if (kind === ts.SyntaxKind.StringLiteral) return COLORS.string
  if (kind === ts.SyntaxKind.NumericLiteral) return COLORS.number
  const isWord = kind >= ts.SyntaxKind.FirstReservedWord && kind <= ts.SyntaxKind.LastReservedWord
  if (isWord || kind === ts.SyntaxKind.FromKeyword) return COLORS.keyword
  return behind.startsWith('(') && kind !== ts.SyntaxKind.OpenParenToken ? COLORS.call : COLORS.text
}

function wrapped(message: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of message.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
