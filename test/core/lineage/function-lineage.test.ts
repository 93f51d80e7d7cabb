import { compileSql } from 'kerros/testing'
import { expect, it } from 'vitest'
import { archive, functionExamples, lent, movies, prices } from '../../docs/function-examples.js'
import { lineagesOf } from './describe-lineage.js'

const sources = { movies, archive, lent, prices }
const examples = Object.values(functionExamples).flatMap((group) => Object.entries<any>(group))

it.each(examples)('%s hides no column', (name, example) => {
  const { [name]: node } = lineagesOf({ ...sources, [name]: example })
  const sql = compileSql(example, { dialect: 'duckdb', names: { ...sources, [name]: example } })
  expect([node!.isOpaque, node!.columns.filter((column) => column.isOpaque).map((column) => column.name)]).toEqual([
    false,
    [],
  ])
  const found = [...node!.rows, ...node!.columns.flatMap(({ values, deciders }) => [...values, ...deciders])]
  // Each column of a source that the SQL names is found, and no other.
  const named = [...sql.replace(/'(?:''|[^'])*'/g, '').matchAll(/"(\w+)"\."(\w+)"/g)].map(([, , column]) => column!)
  const columns = new Set([movies, archive, lent, prices].flatMap((source) => Object.keys(source.columns)))
  expect([...new Set(found.map(({ column }) => column))].sort()).toEqual(
    [...new Set(named.filter((column) => columns.has(column)))].sort(),
  )
})
