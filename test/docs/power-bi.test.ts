import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isRelationNode } from '../../src/core/project/nodes/node.js'
import { openProject } from '../../src/runtime/open/open-project.js'

const ROOT = path.resolve(import.meta.dirname, '../..')
const page = readFileSync(path.join(ROOT, 'docs/power-bi.md'), 'utf8')

/** The columns of the reference project's relations, as Snowflake spells them. */
async function columnsByRelation(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { project, compiler } = await openProject({ cwd: ROOT })
  const found = project.nodes.filter(isRelationNode).map(({ name, definition }): [string, readonly string[]] => {
    const columns = compiler.columnsOf(definition) ?? []
    return [name.toUpperCase(), columns.map((column) => column.name.toUpperCase())]
  })
  return new Map(found)
}

describe('docs/power-bi.md', () => {
  it('names relations and columns that the reference project has', async () => {
    const columns = await columnsByRelation()
    const wrong: string[] = []
    const check = (relation: string, column: string): void => {
      if (!columns.get(relation)?.includes(column)) wrong.push(`${relation}.${column}`)
    }
    const joined = [...page.matchAll(/`([A-Z_]+)\.([A-Z_0-9]+)`/g)]
    for (const [, relation, column] of joined) check(relation!, column!)
    const pictures = [...page.matchAll(/^\|[^|]*\|[^|]+\| `([A-Z_]+)` \| (.+) \|$/gm)]
    for (const [, relation, named] of pictures)
      for (const [, column] of named!.matchAll(/`([A-Z_0-9]+)`/g)) check(relation!, column!)
    expect(wrong).toEqual([])
    expect([joined.length, pictures.length]).toEqual([12, 9])
  })

  it('draws nothing that the exposure does not name', async () => {
    const { project } = await openProject({ cwd: ROOT })
    const dashboard = project.nodes.find(({ name }) => name === 'movie_dashboard')!
    const read = new Set(dashboard.dependsOn.map((id) => id.split('.').at(-1)!.toUpperCase()))
    const drawn = [...page.matchAll(/^\|[^|]*\|[^|]+\| `([A-Z_]+)` \|/gm)].map(([, relation]) => relation!)
    expect(drawn.filter((relation) => !read.has(relation))).toEqual([])
  })
})
