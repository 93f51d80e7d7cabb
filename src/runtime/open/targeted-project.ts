import { parseSample, type Sample, sampleWindow } from '../../core/batches/sample.js'
import { ModelCompiler } from '../../core/compile/model-compiler.js'
import { RunClock } from '../../core/compile/run-clock.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { nameRelations, type RelationNames } from '../../core/project/name-relations.js'
import type { NamingFunction } from '../../core/project/options/project-config.js'
import type { Project } from '../../core/project/project.js'
import { sourceRelation } from '../../core/project/source-relation.js'
import type { ChosenTarget } from './open-target.js'
import type { Variables } from './resolve-variables.js'

/** What a command that runs tests says of all of them. */
export interface StoringOptions {
  /** Whether tests store their failing rows that do not say it themselves. Default: the project's `storeFailures`. */
  readonly storeFailures?: boolean | undefined
}

/** What a command that builds says of what it reads. */
export interface EmptyOptions {
  /** Whether models read no rows, dbt's `--empty`: only whether they run is found out. Default: false. */
  readonly empty?: boolean | undefined
  /**
   * Of what models read, only the rows of a time or of a share, dbt's `--sample`: `3 days`, `10%`, `3 days, 10%`. Default: all.
   *
   * @see docs/selectors.md
   */
  readonly sample?: string | undefined
}

/** A project for one target: the place of every relation, and a compiler for its queries. */
export interface TargetedProject {
  readonly project: Project
  readonly relations: RelationNames
  readonly compiler: ModelCompiler
  /** Whether queries read no rows. Default: false. */
  readonly readsNothing?: boolean | undefined
  /** Which rows queries read. Default: all. */
  readonly sample?: Sample | undefined
  /** The time that `now()` is. */
  readonly clock: RunClock
}

/**
 * @throws DiagnosticsError `E_AMBIGUOUS_NAME` if two nodes would be the same relation; KerrosError `E_INVALID_OPTION` for a sample
 *   that cannot be read.
 */
export function targetProject(
  project: Project,
  { targetName, target, storeFailures, empty, sample: text }: ChosenTarget & StoringOptions & EmptyOptions,
  naming: NamingFunction | undefined,
  variables: Variables,
): TargetedProject {
  const place = { target: targetName, database: target.database, schema: target.schema, storeFailures }
  const { relations, diagnostics } = nameRelations(project, place, naming)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const clock = new RunClock()
  const sample = text === undefined ? undefined : readSample(text, empty)
  const compiler = compilerOf({ project, relations, target, empty, variables, clock, sample })
  return { project, relations, compiler, clock, readsNothing: empty, sample }
}

/** The same project, some of whose relations are read in other places. */
export function withRelations<P extends TargetedProject & ChosenTarget & { readonly variables: Variables }>(
  opened: P,
  relations: RelationNames,
): P {
  return { ...opened, relations, compiler: compilerOf({ ...opened, relations, empty: opened.readsNothing }) }
}

interface CompilerParts extends Pick<TargetedProject, 'project' | 'relations' | 'clock' | 'sample'> {
  readonly target: ChosenTarget['target']
  readonly variables: Variables
  readonly empty: boolean | undefined
}

function compilerOf({ project, relations, target, empty, variables, clock, sample }: CompilerParts): ModelCompiler {
  const node = (definition: RelationDefinition) => project.nodeOf.get(definition)
  return new ModelCompiler({
    dialect: target.dialect,
    readsNothing: empty,
    sample: sample && { times: () => sampleWindow(sample, clock.time), share: sample.share },
    nameOf: (definition) => node(definition)?.name ?? 'a query',
    relationOf: (definition) => {
      if (definition.kind !== 'source' && definition.materialization.relationType === undefined) return undefined
      const found = node(definition)
      if (found) return relations.get(found.uniqueId)
      // A table next to a source's own, which only the query of its freshness reads.
      return definition.kind === 'source' ? sourceRelation(definition, target) : undefined
    },
    variable: (name, byDefault) => variables.value(name, byDefault),
    now: () => clock.time,
  })
}

function readSample(text: string, empty: boolean | undefined): Sample {
  const sample = parseSample(String(text))
  if (!sample)
    throw new KerrosError('E_INVALID_OPTION', '--sample is neither a time nor a share', {
      hint: "Give hours, days, months or years, a share below 100 %, or both: --sample '3 days', --sample 10%, --sample '3 days, 10%'.",
    })
  if (empty)
    throw new KerrosError('E_INVALID_OPTION', '--sample and --empty were given together', {
      hint: 'Give one of them: --empty reads no rows at all.',
    })
  return sample
}
