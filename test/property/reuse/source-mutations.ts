import ts from 'typescript-5'
import type { Files } from './reference-project.js'

/** An edit of one place of one file that may change a row or a column somewhere. */
export interface Mutation {
  readonly name: string
  readonly file: string
  readonly after: string
}

const OPERATORS: { readonly [operator: string]: readonly string[] } = {
  '>': ['>=', '<'],
  '>=': ['>', '<'],
  '<': ['<=', '>'],
  '<=': ['<', '>='],
  '=': ['!='],
  '!=': ['='],
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  is: ['is not'],
  'is not': ['is'],
  asc: ['desc'],
  desc: ['asc'],
}

const CALLS: { readonly [name: string]: string } = {
  sum: 'max',
  max: 'min',
  min: 'max',
  avgExact: 'max',
  countDistinct: 'max',
  lower: 'upper',
  trim: 'lower',
  rank: 'rowNumber',
  innerJoin: 'leftJoin',
  leftJoin: 'innerJoin',
  and: 'or',
  or: 'and',
  unionAll: 'union',
}

/** Calls that are left out. */
const DROPPED = ['where', 'having', 'limit', 'distinct']

const KINDS = ['table', 'view', 'incremental', 'ephemeral', 'snapshot', 'dataTest', 'analysis']

/** Options that decide rows, and other values of them. */
const OPTIONS: { readonly [name: string]: readonly string[] } = {
  hardDeletes: ["'ignore'", "'invalidate'"],
  checkColumns: ["'all'", "['avg_rating']"],
  strategy: ["'delete+insert'", "'merge'"],
  watermark: ['undefined'],
  uniqueKey: ["['user_id', 'genre']", "'tag'"],
}

/** All single edits of the queries and options of a project, and of its seeds, in the order of the files. */
export function sourceMutations(files: Files): readonly Mutation[] {
  return Object.entries(files).flatMap(([file, text]) =>
    file.endsWith('.csv') ? seedMutations(file, text) : file.includes('/analyses/') ? [] : codeMutations(file, text),
  )
}

function seedMutations(file: string, text: string): readonly Mutation[] {
  const lines = text.trimEnd().split('\n')
  const mutation = (name: string, after: readonly string[]): Mutation => ({
    name: `${file}: ${name}`,
    file,
    after: `${after.join('\n')}\n`,
  })
  const all = lines.map((line) => line.split(','))
  const cells = all.slice(1).flatMap((row, i) =>
    row.flatMap((cell, j) => {
      if (!/^[\d.]+$/.test(cell)) return []
      const other = cell.includes('.') ? (Number(cell) + 0.25).toFixed(2) : String(Number(cell) + 7)
      const after = all.map((each, k) => (k === i + 1 ? each.map((old, l) => (l === j ? other : old)) : each))
      return [
        mutation(
          `${all[0]![j]} of row ${i + 1}`,
          after.map((each) => each.join(',')),
        ),
      ]
    }),
  )
  return [mutation('a row less', lines.slice(0, -1)), ...cells]
}

function codeMutations(file: string, text: string): readonly Mutation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Mutation[] = []
  const columns = [...new Set([...text.matchAll(/'(\w+\.\w+)'/g)].map((match) => match[1]!))]
  const change = (node: ts.Node, other: string): void => {
    const [from, to] = [node.getStart(source), node.getEnd()]
    const { line } = source.getLineAndCharacterOfPosition(from)
    const before = text.slice(from, to)
    const short = (words: string): string => words.replaceAll(/\s+/g, ' ').slice(-40)
    found.push({
      name: `${file}:${line + 1} ${short(before)} → ${short(other)}`,
      file,
      after: `${text.slice(0, from)}${other}${text.slice(to)}`,
    })
  }
  const visit = (node: ts.Node, isQuery: boolean): void => {
    if (isQuery && ts.isStringLiteral(node)) {
      for (const other of OPERATORS[node.text] ?? []) change(node, `'${other}'`)
      const [table, column] = node.text.split('.')
      if (columns.includes(node.text)) {
        const others = columns.filter((name) => name.startsWith(`${table}.`) && name !== node.text)
        if (others.length > 0) change(node, `'${others[(column!.length + found.length) % others.length]}'`)
      } else if (/^\w+\.\w+ as \w+$/.test(node.text)) {
        const [value, alias] = node.text.split(' as ')
        const others = columns.filter((name) => name.startsWith(`${table}.`) && name !== value)
        if (others.length > 0) change(node, `'${others[0]} as ${alias}'`)
      } else if (isText(node)) change(node, `'${node.text}x'`)
    }
    if (isQuery && ts.isNumericLiteral(node)) change(node, String(Number(node.text) + 1))
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isNumericLiteral(node.initializer))
      change(node.initializer, String(Number(node.initializer.text) + 5))
    if (isQuery && ts.isCallExpression(node)) {
      const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression
      const name = called.getText(source)
      if (Object.hasOwn(CALLS, name)) {
        const other = CALLS[name]!
        if (ts.isPropertyAccessExpression(node.expression)) change(called, other)
        // Other functions of the package are imported as they are needed.
        else change(called, `kerros.${other}`)
      }
      if (ts.isPropertyAccessExpression(node.expression) && DROPPED.includes(name))
        change(node, node.expression.expression.getText(source))
    }
    if (ts.isPropertyAssignment(node) && Object.hasOwn(OPTIONS, node.name.getText(source)))
      for (const other of OPTIONS[node.name.getText(source)]!)
        if (other !== node.initializer.getText(source)) change(node.initializer, other)
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && KINDS.includes(node.expression.text)) {
      const kind = node.expression.text
      if (kind === 'table') change(node.expression, 'kerros.view')
      if (kind === 'view') change(node.expression, 'kerros.table')
      if (kind === 'ephemeral') change(node.expression, 'kerros.view')
      for (const [i, argument] of node.arguments.entries()) visit(argument, i === 1 && kind !== 'snapshot')
      return
    }
    node.forEachChild((child) => visit(child, isQuery))
  }
  // What the project shares among its models is part of their queries.
  visit(source, file.includes('/macros/'))
  return found.map((mutation) =>
    mutation.after.includes('kerros.') && /\bkerros\.\w+/.test(mutation.after.slice(mutation.after.indexOf('export')))
      ? { ...mutation, after: `import * as kerros from 'kerros'\n${mutation.after}` }
      : mutation,
  )
}

/** Whether a word is a value, as the first argument of `text(…)`, or what is compared with. */
function isText(node: ts.StringLiteral): boolean {
  const call = node.parent
  if (ts.isArrayLiteralExpression(call)) return call.elements.length === 2 && ts.isNumericLiteral(call.elements[0]!)
  if (!ts.isCallExpression(call)) return false
  const name = call.expression.getText()
  return (
    name === 'text' ||
    (call.arguments.length === 3 && call.arguments[2] === node) ||
    name === 'splitToTable' ||
    name === 'listagg'
  )
}

/** Edits of the files of the sources: a row changed, a row less, a row more. */
export const dataMutations: readonly {
  readonly file: string
  readonly name: string
  edit(lines: readonly string[]): readonly string[]
}[] = (
  [
    ['movies.csv', /^\d+,"?[^,]*/, '1000001,Zzz'],
    ['ratings.csv', /^(\d+),\d+/, '$1,1'],
    ['tags.csv', /^(\d+,\d+),"?[^,]*"?/, '$1,zzz'],
    ['links.csv', /,\d*$/, ',77'],
    ['genome-scores.csv', /,[\d.e-]+$/, ',0.51'],
    ['genome-tags.csv', /,.*$/, ',zzz'],
  ] as const
).flatMap(([file, pattern, other]) => [
  {
    file,
    name: 'a row changed',
    edit: (lines: readonly string[]) => lines.map((line, i) => (i === 7 ? line.replace(pattern, other) : line)),
  },
  { file, name: 'a row less', edit: (lines: readonly string[]) => lines.filter((_, i) => i !== 5) },
  { file, name: 'a row more', edit: (lines: readonly string[]) => [...lines, lines[3]!.replace(/^\d+/, '90001')] },
])
