import { connect, defineProject, load } from 'kerros'
import * as movielens from 'kerros/movielens'
import type { Kysely } from 'kysely'
import { expect } from 'vitest'
import { isRelationNode } from '../../src/core/project/nodes/node.js'
import { type OpenProject, openProject } from '../../src/runtime/open/open-project.js'
import { showNode } from '../../src/runtime/show/show-node.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { comparableRows, differences } from './comparable-rows.js'
import { buildMovieLens, complaints, ROOT } from './movielens-project.js'

export type Rows = ReturnType<typeof comparableRows>
export type AllRows = ReadonlyMap<string, Rows>

/** The reference project as the API opens it. */
export function opening(project: ScratchProject) {
  const config = defineProject({
    name: 'scratch',
    models: [{ ...movielens }],
    targets: { dev: project.target },
    vars: { min_ratings: 5 },
  })
  return { project: config, cwd: ROOT }
}

/** Does what `kerros load` and `kerros build` do, on one engine after the other. */
export async function loadAndBuild(projects: readonly ScratchProject[], data: string): Promise<void> {
  for (const project of projects) {
    await load({ ...opening(project), data })
    expect(complaints(await buildMovieLens(project))).toEqual([])
  }
}

/** What `kerros show` reads. */
async function shown(opened: OpenProject, name: string, since: Date): Promise<Rows> {
  return comparableRows((await showNode(opened, name, 1_000_000)).rows, since)
}

/**
 * The rows of every relation, analysis and ephemeral, by name: relations as an application reads them.
 *
 * @param since When the test began: later moments are those of loads and runs.
 */
export async function allRows(project: ScratchProject, since: Date): Promise<AllRows> {
  const opened = await openProject(opening(project))
  const nodes = opened.project.nodes.filter(isRelationNode)
  const isInlined = ({ definition }: (typeof nodes)[number]): boolean =>
    definition.kind === 'model' && definition.materialization.relationType === undefined
  const relations = Object.fromEntries(
    nodes.filter((node) => !isInlined(node)).map(({ name, definition }) => [name, definition]),
  )
  const found = new Map<string, Rows>()
  const db: Kysely<Record<string, Record<string, unknown>>> = connect(project.target, relations)
  try {
    for (const name of Object.keys(relations))
      found.set(name, comparableRows(await db.selectFrom(name).selectAll().execute(), since))
  } finally {
    await db.destroy()
  }
  const asked = opened.project.nodes.filter(({ resourceType }) => resourceType === 'analysis')
  for (const { name } of [...nodes.filter(isInlined), ...asked]) found.set(name, await shown(opened, name, since))
  return found
}

/** How some rows differ from others, by name. */
export function allDifferences(rows: AllRows, others: AllRows): readonly string[] {
  expect([...rows.keys()]).toEqual([...others.keys()])
  return [...rows].flatMap(([name, own]) =>
    differences(own, others.get(name)!).map((unreadable) => `${name}: ${unreadable}`),
  )
}
