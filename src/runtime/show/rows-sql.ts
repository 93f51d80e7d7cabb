import { formatSql } from '../../core/format/format-sql.js'
import type { OpenProject } from '../open/open-project.js'
import { firstRows } from './first-rows.js'
import { nodeQuery } from './node-query.js'
import type { AskedRows } from './show-node.js'

/** The statement that reads the first rows of a node, on several lines, for people to read. */
export function rowsSql(opened: OpenProject, { name, limit }: AskedRows): string {
  const { dialect } = opened.target
  return formatSql(dialect.compile(firstRows(nodeQuery(opened, name).node, limit)), dialect.lexicalRules)
}
