import type { OperationNode } from 'kysely'
import type { SqlType } from '../columns/index.js'
import { describeSqlType } from '../columns/sql-type.js'
import type { RelationDefinition } from '../definitions/definition.js'
import type { Model } from '../definitions/model.js'
import { isKerrosError } from '../errors/index.js'
import { storesRows } from '../lineage/impact.js'
import { SELF } from '../nodes/self.js'
import { isBuildable, type ProjectNode } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import type { DefinitionQuery, RunFacts } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import type { RelationType } from '../relations/relation.js'
import type { FormContext, FormInput } from './form/form-input.js'
import { type QueryDoubt, queryDoubt } from './form/query-doubts.js'
import { type QueryForm, queryForm } from './form/query-form.js'

/** A column of a node, as others read it. */
export interface FormColumn {
  readonly name: string
  /** As in `decimal(10, 2)`; `undefined` when it is not known. */
  readonly type: string | undefined
  readonly isNullable: boolean
}

/** Digests of what decides how a node is built besides its query, by name. */
export interface NodeSettings {
  /** What decides which rows it has: keys, strategies, the content of a seed's file. */
  readonly ofRows: { readonly [name: string]: string }
  /** What decides how they are stored, and who may read them. */
  readonly ofStorage: { readonly [name: string]: string }
}

/** What a node is made of: everything that decides what a build leaves of it, and nothing else. */
export interface NodeForm {
  readonly uniqueId: string
  readonly name: string
  readonly resourceType: ProjectNode['resourceType']
  readonly materialized: string | undefined
  /** What it leaves behind; `undefined` for nothing. */
  readonly relationType: RelationType | undefined
  /** Whether it is built at all. */
  readonly isBuilt: boolean
  /** Whether a later run leaves stored rows as they are. */
  readonly keepsRows: boolean
  /** The query of a full run. */
  readonly query: QueryForm | undefined
  /** The query of a later run of an incremental model. */
  readonly later: QueryForm | undefined
  /** `undefined` when raw SQL hides them. */
  readonly columns: readonly FormColumn[] | undefined
  readonly settings: NodeSettings
  /** Unique ids of the nodes that it reads. */
  readonly dependsOn: readonly string[]
  /** Why its queries may have another result over the same rows; `undefined` when they have the same. */
  readonly doubt: QueryDoubt | undefined
}

/** What has to be known of a project around its nodes. */
export interface ProjectContext extends FormContext {
  settingsOf(node: ProjectNode): NodeSettings
  /** A query as it is written. */
  written(subject: { readonly name: string; readonly query: DefinitionQuery<any> }, facts: RunFacts): OperationNode
  columnsOf(definition: RelationDefinition):
    | readonly {
        readonly name: string
        readonly type: SqlType | undefined
        readonly isNullable?: boolean | undefined
      }[]
    | undefined
}

/**
 * The forms of a project's nodes.
 *
 * @throws KerrosError for a query that throws.
 */
export function projectForms(project: Project, context: ProjectContext): ReadonlyMap<string, NodeForm> {
  const forms = new ProjectForms(project, context)
  return new Map(project.nodes.map((node) => [node.uniqueId, forms.of(node)]))
}

/** The forms of those nodes whose queries do not throw. */
export function rightForms(project: Project, context: ProjectContext): ReadonlyMap<string, NodeForm> {
  const forms = new ProjectForms(project, context)
  return new Map(
    project.nodes.flatMap((node) => {
      try {
        return [[node.uniqueId, forms.of(node)] as const]
      } catch (error) {
        if (isKerrosError(error)) return []
        throw error
      }
    }),
  )
}

const FULL: RunFacts = { isIncremental: false }
const LATER: RunFacts = { isIncremental: true }

class ProjectForms {
  readonly #project: Project
  readonly #context: ProjectContext
  readonly #columns = new Map<RelationDefinition, readonly FormColumn[] | undefined>()
  /** What speaks against each ephemeral model that was read so far. */
  readonly #inlined = new Map<RelationDefinition, QueryDoubt | undefined>()

  constructor(project: Project, context: ProjectContext) {
    this.#project = project
    this.#context = context
  }

  of(node: ProjectNode): NodeForm {
    const { uniqueId, name, resourceType, dependsOn } = node
    const queried = queriedBy(node)
    const hasLaterRuns = isBuildable(node) && node.definition.materialization.hasIncrementalQuery === true
    const isRelation = isBuildable(node) || resourceType === 'source'
    // Before the query, which is called for its columns and kept until it is read here.
    const columns = isRelation ? this.#columnsOf(node.definition as RelationDefinition) : undefined
    const query = queried && this.#form(node, queried, FULL)
    const later = queried && hasLaterRuns ? this.#form(node, queried, LATER) : undefined
    return {
      uniqueId,
      name,
      resourceType,
      materialized: isBuildable(node) ? node.materialized : undefined,
      relationType: isBuildable(node) ? node.definition.materialization.relationType : undefined,
      isBuilt: isBuildable(node),
      keepsRows: storesRows(node),
      query: query?.form,
      later: later?.form,
      columns,
      settings: this.#context.settingsOf(node),
      dependsOn,
      doubt: query?.doubt ?? later?.doubt ?? (queried && this.#doubtOfInputs(queried.inputs)),
    }
  }

  #form(
    node: ProjectNode,
    { inputs, query }: Queried,
    facts: RunFacts,
  ): { readonly form: QueryForm; readonly doubt: QueryDoubt | undefined } {
    const own: FormInput = {
      kind: 'relation',
      id: node.uniqueId,
      columns: () =>
        'definition' in node && isBuildable(node) ? this.#names(node.definition as RelationDefinition) : undefined,
    }
    const tables = this.#inputs(inputs)
    const written = this.#context.written({ name: node.name, query }, facts)
    const form = queryForm(written, (name) => (name === SELF ? own : tables(name)), this.#context)
    return { form, doubt: queryDoubt(written) }
  }

  /** An ephemeral model is part of the query that reads it. */
  #doubtOfInputs(inputs: Inputs): QueryDoubt | undefined {
    for (const input of Object.values(inputs) as RelationDefinition[]) {
      if (!isInlined(input)) continue
      if (!this.#inlined.has(input))
        this.#inlined.set(input, queryDoubt(this.#inlinedQuery(input)) ?? this.#doubtOfInputs(input.inputs))
      const doubt = this.#inlined.get(input)
      if (doubt) return doubt
    }
    return undefined
  }

  #inlinedQuery(definition: Model<any>): OperationNode {
    const name = this.#project.nodeOf.get(definition)?.name ?? 'a query'
    return this.#context.written({ name, query: definition.query }, FULL)
  }

  #inputs(inputs: Inputs): (name: string) => FormInput | undefined {
    return (name) => (Object.hasOwn(inputs, name) ? this.#input(inputs[name] as RelationDefinition) : undefined)
  }

  #input(definition: RelationDefinition): FormInput | undefined {
    if (isInlined(definition))
      return {
        kind: 'query',
        key: definition,
        node: () => this.#inlinedQuery(definition),
        inputs: this.#inputs(definition.inputs),
      }
    const id = this.#project.nodeOf.get(definition)?.uniqueId
    return id === undefined ? undefined : { kind: 'relation', id, columns: () => this.#names(definition) }
  }

  #names(definition: RelationDefinition): readonly string[] | undefined {
    return this.#columnsOf(definition)?.map(({ name }) => name)
  }

  #columnsOf(definition: RelationDefinition): readonly FormColumn[] | undefined {
    if (!this.#columns.has(definition)) {
      const columns = this.#context.columnsOf(definition)?.map(({ name, type, isNullable }) => ({
        name,
        type: type && describeSqlType(type),
        isNullable: isNullable === true,
      }))
      this.#columns.set(definition, columns)
    }
    return this.#columns.get(definition)
  }
}

function isInlined(definition: RelationDefinition): definition is Model<any> {
  return definition.kind === 'model' && definition.materialization.relationType === undefined
}

interface Queried {
  readonly inputs: Inputs
  readonly query: DefinitionQuery<any>
}

function queriedBy(node: ProjectNode): Queried | undefined {
  if (node.resourceType === 'test') return node
  if (node.resourceType === 'analysis') return node.definition
  if (!isBuildable(node) || node.definition.kind === 'seed') return undefined
  return node.definition
}
