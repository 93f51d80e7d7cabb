import { isKerrosError } from '../../../core/errors/index.js'
import type { SchemaPlace } from '../../../core/ports/relation.js'
import type { NeededSource, TargetCheck, TargetNeeds } from '../../../core/ports/target-check.js'
import { isMissing } from '../catalog/describe-table.js'
import type { RunShow } from '../catalog/show-pages.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { quoteRelation } from '../text/quote-relation.js'
import { grantSql, judgeRights } from './judge-rights.js'
import { rightsToBuild, rightsToLoad } from './needed-rights.js'
import { readRoleGrants } from './role-grants.js'
import { lookAround } from './seen-objects.js'
import { sessionChecks, sessionState } from './session-checks.js'
import { sourceChecks, type TriedSource } from './source-checks.js'

/** Where the project is built, who was asked for, and what the project needs besides. */
export interface DiagnosisInput extends SchemaPlace {
  /** What the login names: role, warehouse, …. */
  readonly wanted: Readonly<Record<string, string>>
  readonly needs: TargetNeeds
}

/**
 * Looks at the session's role, warehouse and database, at the rights to build and to load, and reads no row of each source.
 * Changes nothing. What can be tried is tried; the rest is judged by SHOW GRANTS.
 */
export async function diagnose(session: SnowflakeSession, input: DiagnosisInput): Promise<readonly TargetCheck[]> {
  const run: RunShow = async <Row>(sql: string) => (await session.query<Row>(sql)).rows
  const state = await sessionState(run)
  const { role } = state
  const checks = sessionChecks(state, input.wanted)
  if (role === undefined) return checks
  const grants = await readRoleGrants(run, role)
  const stagePlaces = input.needs.sources.flatMap(({ stage, relation }) =>
    stage ? [{ database: stage.database ?? relation.database, schema: stage.schema ?? relation.schema }] : [],
  )
  const places = [input, ...input.needs.sources.map(({ relation }) => relation), ...stagePlaces]
  const seen = await lookAround(run, places, stagePlaces)
  if (!seen.hasDatabase(input.database)) return [...checks, noDatabase(input.database, role)]
  const own: readonly TargetCheck[] = [
    ...checks,
    { name: 'database', status: 'ok', detail: `role ${role} can use ${input.database.toUpperCase()}` },
    ...judgeRights(rightsToBuild(input, seen), grants, role),
  ]
  // Without a warehouse nothing can be read, whatever the rights are.
  if (state.warehouse === undefined) return own
  const tried = await Promise.all(input.needs.sources.map((source) => tryToRead(session, source)))
  return [...own, ...sourceChecks(tried, role, seen), ...judgeRights(rightsToLoad(tried, input, seen), grants, role)]
}

function noDatabase(database: string, role: string): TargetCheck {
  const name = [database.toUpperCase()]
  return {
    name: 'database',
    status: 'missing',
    detail: `there is no database ${name[0]}, or role ${role} may not use it`,
    hint: `${grantSql(['USAGE', 'CREATE SCHEMA'], { kind: 'DATABASE', name }, role)}\nIf there is none: create database "${name[0]}";`,
  }
}

async function tryToRead(session: SnowflakeSession, source: NeededSource): Promise<TriedSource> {
  try {
    await session.query(`select 1 as one from ${quoteRelation(source.relation)} limit 0`)
    return { ...source, isThere: true, problem: undefined }
  } catch (error) {
    if (isMissing(error)) return { ...source, isThere: false, problem: undefined }
    if (!isKerrosError(error) || error.code === 'E_CANCELLED' || error.code === 'E_CONNECTION') throw error
    return { ...source, isThere: true, problem: error.message }
  }
}
