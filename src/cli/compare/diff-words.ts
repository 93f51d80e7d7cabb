import type { DiffColumn, DiffRows, NodeDiff, RelationDiff } from '../../core/compare/node-diff.js'
import { counted } from '../../core/errors/wording.js'

/** A node that was compared. */
export type ComparedNode = Extract<NodeDiff, RelationDiff>

/** A number with its thousands apart. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** How much of a whole something is: `0.3 %`. */
export function share(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %'
  const percent = (100 * part) / whole
  if (percent < 0.1) return '< 0.1 %'
  // Less than all is never said to be all.
  return `${Math.min(percent, part < whole ? 99.9 : 100)
    .toFixed(1)
    .replace('.0', '')} %`
}

/** How many rows have a partner on the other side. */
export function pairedRows({ changed, same }: DiffRows): number {
  return changed + same
}

/** How many rows are different, in a few words: `6 added, 9 changed (0.8 %), of 1,204 rows`. */
export function differenceWords({ rows, repeated }: RelationDiff): string {
  const { added, removed, changed } = rows
  const parts = [
    ...(added > 0 ? [`${grouped(added)} added`] : []),
    ...(removed > 0 ? [`${grouped(removed)} removed`] : []),
    ...(changed > 0 ? [`${grouped(changed)} changed (${share(changed, pairedRows(rows))})`] : []),
  ]
  const of = `${grouped(rows.here)} rows here, ${grouped(rows.there)} there`
  if (parts.length > 0) return `${parts.join(', ')}; ${of}`
  return repeated && repeated.rows.added + repeated.rows.removed > 0 ? of : `the same rows, other columns; ${of}`
}

/** The columns with other values in some rows, most changed first. */
export function changedColumns({ columns }: RelationDiff): readonly DiffColumn[] {
  return columns.filter(({ changed }) => changed > 0).sort((a, b) => b.changed - a.changed)
}

/** What is said of how many of a column's changes are from or to NULL. */
export function nullWords({ nullHere, nullThere }: DiffColumn): string {
  return [
    ...(nullHere > 0 ? [`${grouped(nullHere)} NULL only here`] : []),
    ...(nullThere > 0 ? [`${grouped(nullThere)} NULL only there`] : []),
  ].join(', ')
}

/** What is said of some columns. */
export interface ColumnWords {
  readonly title: string
  readonly parts: readonly string[]
}

/** What is said of columns that only one side has, that have two types, or that are not compared. */
export function columnWords({ columns }: RelationDiff): readonly ColumnWords[] {
  const typed = (name: string, type: string | undefined): string => `${name} ${type?.toLowerCase() ?? ''}`
  const both = columns.filter(({ here, there }) => here !== undefined && there !== undefined)
  const words: readonly ColumnWords[] = [
    {
      title: 'columns only here',
      parts: columns.filter(({ there }) => there === undefined).map(({ name, here }) => typed(name, here)),
    },
    {
      title: 'columns only there',
      parts: columns.filter(({ here }) => here === undefined).map(({ name, there }) => typed(name, there)),
    },
    {
      title: 'retyped',
      parts: both
        .filter(({ here, there }) => here !== there)
        .map(
          ({ name, here, there, isCompared }) =>
            `${typed(name, here)} here and ${there?.toLowerCase()} there${isCompared ? '' : ' (values not compared)'}`,
        ),
    },
    {
      title: 'not compared',
      parts: both
        .filter(({ here, there, isCompared }) => here === there && !isCompared)
        .map(({ name, here }) => typed(name, here)),
    },
  ]
  return words.filter(({ parts }) => parts.length > 0)
}

/** What is said of keys that repeat, or have a NULL. */
export function keyWords({ key, repeated }: RelationDiff): readonly string[] {
  if (!key) return []
  const { here, there } = key.nulls
  const nulls = here + there > 0 ? [`NULL in the key  ${rows(here)} here, ${rows(there)} there`] : []
  if (!repeated) return nulls
  const { rows: apart } = repeated
  return [
    ...nulls,
    `repeated keys  ${grouped(repeated.here)} here in ${rows(apart.here)}, ${grouped(repeated.there)} there in ${rows(apart.there)};`,
    `  as whole rows: ${grouped(apart.added)} added, ${grouped(apart.removed)} removed, ${grouped(apart.same)} same`,
  ]
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${grouped(count)} rows`
}

/** How many of several relations are the same. */
export function sumWords(nodes: readonly NodeDiff[]): string {
  const of = (status: NodeDiff['status']): number => nodes.filter((node) => node.status === status).length
  const failed = of('error')
  return [
    `${counted(nodes.length, 'relation')} compared: ${of('same')} the same, ${of('different')} different`,
    ...(failed > 0 ? [`${failed} could not be compared`] : []),
  ].join(', ')
}
