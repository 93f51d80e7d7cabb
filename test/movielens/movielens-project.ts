import path from 'node:path'
import type { ProjectOptions, RunOptions, RunResult } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import * as movielens from 'kerros/movielens'
import { ScratchProject } from '../conformance/scratch-project.js'

/** The repository, where the seeds' files lie. */
export const ROOT = path.resolve(import.meta.dirname, '../..')

/** An empty database for the reference project. */
export function createMovieLensProject(): Promise<ScratchProject> {
  return ScratchProject.create({
    name: 'duckdb',
    createTarget: (folder) => duckdb({ path: path.join(folder, 'movielens.duckdb') }),
  })
}

/** Builds the reference project, all of it unless options select less. */
export function buildMovieLens(
  project: ScratchProject,
  options: Omit<RunOptions, 'project'> = {},
  given: Partial<ProjectOptions> = {},
): Promise<RunResult> {
  return project.build({ ...movielens }, { cwd: ROOT, ...options }, given)
}

/** What went wrong, in words; empty when nothing did. */
export function complaints(result: RunResult): readonly string[] {
  return result.nodes
    .filter(({ status }) => status !== 'success' && status !== 'pass')
    .map(({ name, status, error, failures }) => `${name}: ${status} ${error?.message ?? failures ?? ''}`)
}
