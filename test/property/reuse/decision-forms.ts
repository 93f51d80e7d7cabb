import type { NodeLineage } from '../../../src/core/lineage/node-lineage.js'
import type { NodeForm } from '../../../src/core/state/node-form.js'
import type { Sign, SignPart, Signs } from './decision-spec.js'

/** Equal texts have equal numbers, others have others. */
export class Interned {
  readonly #known = new Map<string, string>()

  of(...parts: readonly unknown[]): string {
    const text = JSON.stringify(parts)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const made = `#${this.#known.size}`
    this.#known.set(text, made)
    return made
  }
}

/** What the definitions say of an input: a relation by its name, an ephemeral model by its code. */
export class Codes {
  readonly #signs: ReadonlyMap<string, Sign>
  readonly #interned: Interned

  constructor(signs: Signs, interned: Interned) {
    this.#signs = new Map(signs.map((sign) => [sign.id, sign]))
    this.#interned = interned
  }

  rows(sign: Sign): string {
    const { rows, from, isOpaque, doubt } = sign
    const hidden = isOpaque ? inputsOf(sign).map((id) => this.#whole(this.#signs.get(id)!)) : []
    return this.#interned.of(
      hidden,
      doubt,
      isOpaque,
      this.part(rows),
      from.map((id) => this.#rowsOf(id)),
    )
  }

  part({ code, reads }: SignPart): string {
    return this.#interned.of(
      code,
      reads.map(([id, column]) => this.#column(id, column)),
    )
  }

  column({ columns }: Sign, name: string): string {
    const column = columns.find((each) => each.name === name)!
    return this.#interned.of(
      this.part(column),
      column.counts.map((id) => this.#rowsOf(id)),
    )
  }

  /** All of it, without the state of what it reads. */
  all(sign: Sign): string {
    return this.#interned.of(sign.kind, sign.option, this.rows(sign), [
      ...sign.columns.map((column) => [column.name, column.type, column.isNullable, this.column(sign, column.name)]),
    ])
  }

  doubt(sign: Sign): Sign['doubt'] {
    if (sign.doubt) return sign.doubt
    for (const id of inputsOf(sign)) {
      const input = this.#signs.get(id)!
      const doubt = input.kind === 'ephemeral' ? this.doubt(input) : undefined
      if (doubt) return doubt
    }
    return undefined
  }

  /** Raw SQL may name any column of an ephemeral model. */
  #whole(sign: Sign): unknown {
    if (sign.kind !== 'ephemeral') return sign.id
    return [this.rows(sign), sign.columns.map(({ name }) => [name, this.column(sign, name)])]
  }

  #rowsOf(id: string): string {
    const input = this.#signs.get(id)!
    return input.kind === 'ephemeral' ? this.rows(input) : id
  }

  #column(id: string, name: string): string {
    const input = this.#signs.get(id)!
    return input.kind === 'ephemeral' ? this.column(input, name) : `${id}.${name}`
  }
}

/** Everything that a node reads. */
export function inputsOf({ from, columns }: Sign): readonly string[] {
  return [...new Set([...from, ...columns.flatMap(({ counts }) => counts)])]
}

/** The forms and the lineage that kerros would have of the same project. */
export function formsOf(
  signs: Signs,
  interned: Interned,
): { readonly forms: ReadonlyMap<string, NodeForm>; readonly lineage: readonly NodeLineage[] } {
  const codes = new Codes(signs, interned)
  return {
    forms: new Map(signs.map((sign) => [sign.id, formOf(sign, codes, interned)])),
    lineage: signs.map(lineageOf),
  }
}

function formOf(sign: Sign, codes: Codes, interned: Interned): NodeForm {
  const { id, kind, option, later } = sign
  const doubt = codes.doubt(sign)
  const query = {
    rows: codes.rows(sign),
    columns: new Map(sign.columns.map(({ name }) => [name, codes.column(sign, name)])),
    clauses: new Map([['where', interned.of(sign.rows.code)]]),
    asWritten: undefined,
  }
  const isBuilt = kind !== 'source' && kind !== 'test'
  return {
    uniqueId: id,
    name: id,
    resourceType: kind === 'source' || kind === 'test' ? kind : 'model',
    materialized: isBuilt ? kind : undefined,
    relationType: kind === 'view' ? 'view' : kind === 'table' || kind === 'keeping' ? 'table' : undefined,
    isBuilt,
    keepsRows: kind === 'keeping',
    query: kind === 'source' ? undefined : query,
    later: kind === 'keeping' ? { ...query, rows: interned.of(query.rows, later) } : undefined,
    columns: sign.columns.map(({ name, type, isNullable }) => ({ name, type, isNullable })),
    settings: { ofRows: { option: String(option) }, ofStorage: {} },
    dependsOn: inputsOf(sign),
    doubt: doubt && { code: doubt },
  }
}

function lineageOf(sign: Sign): NodeLineage {
  const { id, kind, from, isOpaque, columns, rows } = sign
  const refs = ({ reads }: SignPart) => reads.map(([node, column]) => ({ node, column }))
  return {
    uniqueId: id,
    name: id,
    resourceType: kind === 'source' || kind === 'test' ? kind : 'model',
    file: '',
    columns: columns.map((column) => ({
      name: column.name,
      values: refs(column)
        .slice(0, 1)
        .map((ref) => ({ ...ref, how: 'transformed' })),
      deciders: refs(column)
        .slice(1)
        .map((ref) => ({ ...ref, why: 'case' as never })),
      rowsOf: column.counts,
      isOpaque: isOpaque && column.name === 'a',
    })),
    rows: refs(rows).map((ref) => ({ ...ref, why: 'where' })),
    rowsOf: from,
    isOpaque,
    named: [],
  }
}
