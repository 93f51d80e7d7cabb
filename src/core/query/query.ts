import type { Expression, QueryCreator } from 'kysely'
import type { Interval } from '../batches/interval.js'
import type { QuerySource } from './query-source.js'
import type { Db, Inputs } from './ref.js'

/**
 * What a query callback gets: Kysely's query creator over the inputs. `NoInfer` keeps the compiler from comparing query
 * creators member by member, which would cost more than ten models.
 */
export type QueryDb<I extends Inputs> = NoInfer<QuerySource<Db<I>>>

/**
 * The type of a query callback. It returns a Kysely query or a raw SQL expression with a row type, but is only said to
 * return an object: Kysely's methods would compare each of their results with anything narrower, which triples the cost
 * of a model.
 */
export type QueryCallback<I extends Inputs, Run extends readonly unknown[] = []> = (
  db: QueryDb<I>,
  ...run: Run
) => object

type ResultOf<F> = F extends (...args: any) => { readonly expressionType: infer Row | undefined } ? Row : any

/**
 * The row type of a query callback's query, as a plain object type. It is made from the callback's type, not from the
 * query's, because the compiler looks into a query's type, and so into those of its inputs, again wherever it is used. The
 * condition always holds: it keeps this alias out of what editors show.
 */
export type QueryRow<F> = [F] extends [unknown] ? { [K in keyof ResultOf<F>]: ResultOf<F>[K] } : never

/** What a query may know about a run. Facts, no context. */
export interface RunFacts {
  /** Whether the model's table already exists and only new rows are computed. */
  readonly isIncremental: boolean
  /** The batch that is computed: inputs with an event time have only its rows. */
  readonly batch?: Interval | undefined
  /** Inputs that a batch reads whole, although they have an event time. */
  readonly wholeInputs?: readonly string[] | undefined
}

/** A definition's query, as the runtime and callers by hand see it. */
export type DefinitionQuery<Row> = (db: QueryCreator<any>, facts?: RunFacts) => Expression<Row>
