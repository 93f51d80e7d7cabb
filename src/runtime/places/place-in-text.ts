import { withoutComments, withoutStrings } from './masked-text.js'

/** What is looked for in a file. */
export interface Sought {
  /** The name that the definition is exported under; of a source, the table's. */
  readonly name: string
  readonly isSource: boolean
  /** One of its columns; undefined for the definition itself. */
  readonly column: string | undefined
  /** Whether to look for the column in the options: a test. */
  readonly inOptions?: boolean
  /** An option of the definition, or what it has next to its options: an input, a declared column. */
  readonly option?: string | undefined
}

/** Where something is, counted from 1. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/**
 * Where a file defines something, or writes the expression of one of its columns: in the select list that returns it, else
 * where the column is declared, else where the definition begins. `undefined` for what the file does not define by name.
 */
export function placeInText(text: string, sought: Sought): TextPosition | undefined {
  const code = withoutComments(text)
  const begin = definitionIn(code, sought)
  if (begin === undefined) return undefined
  const { column, option } = sought
  if (column === undefined && option === undefined) return positionIn(text, begin)
  const own = code.slice(begin, endOf(code, begin, sought))
  if (column === undefined) return positionIn(text, begin + (outermostKey(own, option!) ?? valueIn(own, option!) ?? 0))
  const found =
    (sought.inOptions ? keysIn(own, column).at(-1) : sought.isSource ? undefined : selectedIn(own, column)) ??
    keysIn(own, column)[0] ??
    valueIn(own, column)
  return positionIn(text, begin + (found ?? 0))
}

function definitionIn(code: string, { name, isSource }: Sought): number | undefined {
  if (isSource) return new RegExp(`(?<![\\w$])['"]?${escaped(name)}['"]?\\s*:`).exec(code)?.index
  const found = declarationIn(code, name)
  if (found !== undefined) return found
  const own = ownNameOf(code, name)
  return own === undefined ? undefined : declarationIn(code, own)
}

/** One pattern for all names: to compile one for each of 2,000 models takes longer than to search their files. */
const DECLARATION = /^((?:export\s+)?(?:const|let|var|function)\s+)([^\s:=(<,;]+)/gm

function declarationIn(code: string, name: string): number | undefined {
  for (const { index, 1: words, 2: declared } of code.matchAll(DECLARATION)) {
    if (declared === name) return index + words!.length
  }
  return undefined
}

/** What a file itself calls an export: `totals` in `export { totals as sums }`. */
function ownNameOf(code: string, exported: string): string | undefined {
  return new RegExp(`^export\\s*\\{[^}]*?([\\w$]+)\\s+as\\s+${escaped(exported)}(?![\\w$])`, 'm').exec(code)?.[1]
}

/** A definition ends where the next export begins, a table of a source where its columns do. */
function endOf(code: string, begin: number, { isSource }: Sought): number {
  if (isSource) {
    const plain = withoutStrings(code)
    return endOfBrackets(plain, plain.indexOf('{', begin) + 1)
  }
  const next = /^export\s/m.exec(code.slice(begin + 1))
  return next ? begin + 1 + next.index : code.length
}

/** In the last select list that has it: those before belong to subqueries and common table expressions. */
function selectedIn(code: string, column: string): number | undefined {
  const plain = withoutStrings(code)
  const name = escaped(column)
  const calls = [...plain.matchAll(/\.select\s*\(/g)].map((call) => call.index + call[0].length)
  for (const begin of calls.reverse()) {
    const list = code.slice(begin, endOfBrackets(plain, begin))
    for (const form of [`\\.as\\(\\s*(['"\`])${name}\\1`, `(?<=['"\`])[^'"\`\\n]*\\sas\\s+${name}(?=['"\`])`]) {
      const found = new RegExp(form).exec(list)
      if (found) return begin + afterSpace(list, beginOfElement(plain.slice(begin), found.index))
    }
    const named = new RegExp(`(['"\`])(?:[\\w$]+\\.)?${name}\\1`).exec(list)
    if (named) return begin + named.index
  }
  return undefined
}

/** Where the list element at a position begins: after the comma or the open bracket before it. */
function beginOfElement(list: string, at: number): number {
  let depth = 0
  for (let i = at - 1; i >= 0; i--) {
    const char = list[i]!
    if (')]}'.includes(char)) depth++
    else if ('([{'.includes(char) && depth-- === 0) return i + 1
    else if (char === ',' && depth === 0) return i + 1
  }
  return 0
}

function afterSpace(code: string, at: number): number {
  return at + /^\s*/.exec(code.slice(at))![0].length
}

/** Where the brackets that are open at a position end. */
export function endOfBrackets(code: string, begin: number): number {
  let depth = 1
  for (let i = begin; i < code.length; i++) {
    if ('([{'.includes(code[i]!)) depth++
    else if (')]}'.includes(code[i]!) && --depth === 0) return i
  }
  return code.length
}

/** As a key of declared columns or of options. */
function keysIn(code: string, column: string): readonly number[] {
  return [...code.matchAll(new RegExp(`(?<![\\w$.])(['"]?)${escaped(column)}\\1\\s*:`, 'g'))].map(({ index }) => index)
}

/**
 * Where a call writes an option: its key within the fewest brackets.
 *
 * @param code Begins with the call, or with what it is assigned to.
 */
export function outermostKey(code: string, option: string): number | undefined {
  const plain = withoutStrings(code)
  const found = keysIn(code, option).map((at) => ({ at, depth: depthAt(plain, at) }))
  const least = Math.min(...found.map(({ depth }) => depth))
  return found.findLast(({ depth }) => depth === least)?.at
}

function depthAt(code: string, at: number): number {
  let depth = 0
  for (const char of code.slice(0, at)) {
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char)) depth--
  }
  return depth
}

/** As the value of an option. */
function valueIn(code: string, column: string): number | undefined {
  return new RegExp(`(['"\`])${escaped(column)}\\1`).exec(code)?.index
}

/** The position of an offset. */
export function positionIn(text: string, at: number): TextPosition {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

/** The offset of a position. */
export function offsetIn(text: string, { line, column }: TextPosition): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&')
}
