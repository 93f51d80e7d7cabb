import type { ArtifactProject, ArtifactRun } from './artifact-project.js'

/** The version of dbt whose artifacts these are: readers look at it to know which fields there are. */
export const DBT_VERSION = '1.13.0'

/** What every artifact says of itself, in dbt's form. */
export interface ArtifactMetadata {
  readonly dbt_schema_version: string
  readonly dbt_version: string
  readonly generated_at: string
  readonly invocation_id: string
  readonly invocation_started_at: string
  readonly env: { readonly [name: string]: string }
}

/**
 * The metadata of an artifact.
 *
 * @param schema dbt's name and version of the artifact, as in `manifest/v12`.
 */
export function artifactMetadata(
  schema: string,
  { kerrosVersion, targetName }: ArtifactProject,
  { generatedAt, startedAt, invocationId }: ArtifactRun,
): ArtifactMetadata {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: DBT_VERSION,
    generated_at: generatedAt.toISOString(),
    invocation_id: invocationId,
    invocation_started_at: startedAt.toISOString(),
    env: { kerros_version: kerrosVersion, ...(targetName !== undefined && { kerros_target: targetName }) },
  }
}
