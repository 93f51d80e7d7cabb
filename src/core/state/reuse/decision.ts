import type { QueryDoubt } from '../form/query-doubts.js'

/** Why a node is built, or a test asked, although a record of it could say what comes out. docs/reuse.md explains each. */
export type BuildReason =
  | { readonly code: 'forced' | 'noRecord' | 'otherVersion' | 'missing' | 'touched' | 'unsettled' }
  /** What it reads may change in this run, and its tests read where it is built. */
  | { readonly code: 'audited' }
  | { readonly code: 'hooks' | 'dynamicTable' | 'microbatch' | 'unknownColumns' | 'storesFailures' | 'history' }
  | QueryDoubt
  /** Its code: columns that are new, gone, of another type or made in another way; clauses; the query of later runs. */
  | {
      readonly code: 'code'
      readonly columns: readonly string[]
      readonly clauses: readonly string[]
      readonly isLater: boolean
    }
  | { readonly code: 'settings'; readonly names: readonly string[] }
  /** What it reads of a node is another: columns, or its rows. */
  | {
      readonly code: 'input'
      readonly node: string
      readonly columns: readonly string[]
      readonly hasOtherRows: boolean
    }
  | { readonly code: 'unknownInput'; readonly node: string }

/** What is done about a node that a run has selected. */
export type Decision =
  | { readonly kind: 'build'; readonly reasons: readonly BuildReason[] }
  | { readonly kind: 'reuse' }
  /** It is built if one of these nodes, whose runs may change rows, does. */
  | { readonly kind: 'unlessChanged'; readonly nodes: readonly string[] }
