import path from 'node:path'
import { type Diagnostic, DiagnosticsError, toDiagnostics } from '../../core/errors/index.js'
import type { RenamePlan } from '../../core/rename/plan-rename.js'
import type { ProjectNames } from '../../core/rename/project-names.js'
import { groupBy } from '../../util/group-by.js'
import { readRegularTextSync } from '../../util/regular-file.js'
import { findFiles } from '../files/find-files.js'
import { type OpenProject, openProject } from '../open/open-project.js'
import { placesInErrors, placesNearErrors } from './compiler-edits.js'
import type { FileChange } from './file-change.js'
import type { ProjectFiles } from './marked-world.js'
import { type NamePlace, namePlaces } from './name-places.js'
import { placeClaims } from './place-claims.js'
import { placeEdits } from './place-edits.js'
import { renameProof } from './rename-proof.js'
import { expectedRows } from './row-places.js'
import { editedText, type PlaceEdit } from './text-edits.js'
import type { CompilerError, Texts, TypeScript } from './typescript/typescript.js'

/** What edits are decided with. */
export interface EditContext {
  readonly before: OpenProject
  readonly names: ProjectNames
  readonly plan: RenamePlan
  readonly typescript: TypeScript
  /** How the project is opened. */
  readonly opening: { readonly project: string }
  /** Where bundles of the edited files are stored. */
  readonly cacheDirectory: string
}

/** Edits that were proved. */
export interface DecidedEdits {
  readonly files: readonly FileChange[]
  /** Places that may mean the column, and may not. */
  readonly open: readonly string[]
}

/** What an edited project has other than the name. */
interface Wrong {
  readonly diagnostics: readonly Diagnostic[]
  /** How much is wrong: less of it is a step in the right direction. */
  readonly count: number
}

const UNCHANGED: Texts = new Map()

/** How many errors a message lists. */
const MOST_LISTED = 10

/** How many places are tried one by one where nothing else decides. */
const MOST_TRIED = 20

/**
 * Decides which places in the project's files change, and proves it: what the project's queries and options make of each
 * place, then what the compiler asks for in files that only use the models, such as tests.
 *
 * @throws DiagnosticsError `E_RENAME` with everything that is in the way.
 */
export async function decideEdits(context: EditContext): Promise<DecidedEdits> {
  const editor = new Editor(context)
  return editor.decide()
}

class Editor {
  readonly #context: EditContext
  readonly #texts = new Map<string, string>()

  constructor(context: EditContext) {
    this.#context = context
  }

  async decide(): Promise<DecidedEdits> {
    const { typescript, plan, before, names } = this.#context
    this.#checkFiles()
    const { from } = plan.renaming
    const places = namePlaces(typescript, typescript.files, (file) => this.#textOf(file), from)
    const marked = places.filter(({ kind }) => ['text', 'raw', 'key', 'shorthand'].includes(kind))
    const claims = await placeClaims(marked, {
      files: await this.#projectFiles(),
      project: before.project,
      names,
      plan,
      targets: Object.keys(before.config.targets),
    })
    const found = placeEdits(marked, claims, { name: from, at: (place) => this.#at(place.file, place.start) })
    if (found.diagnostics.length > 0) throw new DiagnosticsError(found.diagnostics)
    const open = [...found.open, ...places.filter((place) => !marked.includes(place))]
    let edits = this.#compiled(found.edits, open)
    let wrong = await this.#wrongWith(edits)
    for (const place of this.#placesNear(wrong.diagnostics, undecided(open, edits))) {
      if (wrong.count === 0) break
      const tried = this.#compiled([...edits, renamed(place)], open)
      const still = await this.#wrongWith(tried)
      if (still.count >= wrong.count) continue
      edits = tried
      wrong = still
    }
    // An expected row is a type too: `deepEqual` says that what it compares is of the row's type from there on.
    edits = this.#tried(this.#compiled(this.#withExpectedRows(edits, open), open), open)
    const errors = typescript.errors(this.#edited(edits))
    const rest = [...errors.map((error) => this.#ofCompiler(error, edits)), ...wrong.diagnostics]
    if (rest.length > 0) throw new DiagnosticsError(rest.slice(0, MOST_LISTED))
    return { files: this.#changes(edits), open: this.#openPlaces(edits, undecided(open, edits)) }
  }

  /** Places that nothing decides, in the files of what is wrong: a name may be compared with another one there. */
  #placesNear(wrong: readonly Diagnostic[], open: readonly NamePlace[]): readonly NamePlace[] {
    const files = new Set(wrong.map(({ at }) => at?.replace(/(?::\d+)+$/, '')))
    const near = open.filter(({ file, kind }) => kind !== 'raw' && files.has(this.#relative(file)))
    return near.slice(0, MOST_TRIED)
  }

  /** Edits with those of the open places that the compiler asks for. */
  #compiled(decided: readonly PlaceEdit[], open: readonly NamePlace[]): readonly PlaceEdit[] {
    const { typescript } = this.#context
    let edits = decided
    for (;;) {
      const errors = typescript.errors(this.#edited(edits))
      const asked = placesInErrors(undecided(open, edits), errors, this.#mover(edits)).filter(
        ({ kind }) => kind !== 'raw',
      )
      if (asked.length === 0) return edits
      edits = [...edits, ...asked.map(renamed)]
    }
  }

  /** Places that no error points at: of a call, the compiler may find another argument wrong than the one with the name. */
  #tried(decided: readonly PlaceEdit[], open: readonly NamePlace[]): readonly PlaceEdit[] {
    const { typescript } = this.#context
    let edits = decided
    let errors = typescript.errors(this.#edited(edits))
    for (const place of placesNearErrors(undecided(open, edits), errors, this.#mover(edits)).slice(0, MOST_TRIED)) {
      if (errors.length === 0) break
      const tried = this.#compiled([...edits, renamed(place)], open)
      const still = typescript.errors(this.#edited(tried))
      if (still.length >= errors.length) continue
      edits = tried
      errors = still
    }
    return edits
  }

  /** What the edited project has other than the name. */
  async #wrongWith(edits: readonly PlaceEdit[]): Promise<Wrong> {
    const { before, names, plan, opening, cacheDirectory } = this.#context
    try {
      const after = await openProject(opening, { cacheDirectory, given: this.#edited(edits) })
      const { differences, diagnostics } = renameProof({ before, names, after, plan })
      const wrong = differences.map(
        ({ node, why }): Diagnostic => ({
          code: 'E_RENAME',
          message: `"${node.name}" would not be the same but for the name: ${why}`,
          hint: 'Its query makes the name in a way that kerros cannot follow. Write the name in the query, and rename again.',
          subject: node.name,
          at: node.file,
        }),
      )
      const count = differences.reduce((sum, difference) => sum + difference.count, diagnostics.length)
      return { diagnostics: [...diagnostics, ...wrong], count }
    } catch (error) {
      const diagnostics = toDiagnostics(error).map((found) => ({
        ...found,
        message: `in the renamed project, ${found.message}`,
      }))
      return { diagnostics, count: Number.POSITIVE_INFINITY }
    }
  }

  #withExpectedRows(edits: readonly PlaceEdit[], open: readonly NamePlace[]): readonly PlaceEdit[] {
    const { typescript, plan } = this.#context
    const rows = expectedRows(undecided(open, edits), {
      typescript,
      before: UNCHANGED,
      after: this.#edited(edits),
      from: plan.renaming.from,
      to: plan.renaming.to,
      movedTo: (file, offset) => this.#moved(file, offset, edits),
    })
    if (rows.length === 0) return edits
    const tried = [...edits, ...rows.map(renamed)]
    // A row that may only have the old name is another one's.
    const refused = placesInErrors(rows, typescript.errors(this.#edited(tried)), this.#mover(tried))
    const found = rows.filter((place) => !refused.includes(place))
    return [...edits, ...found.map(renamed)]
  }

  /** Places in files that change, elsewhere the word is another one; without those that may only have the old name. */
  #openPlaces(edits: readonly PlaceEdit[], open: readonly NamePlace[]): readonly string[] {
    const files = new Set(edits.filter(changes).map(({ place }) => place.file))
    const found = open.filter(({ file, kind, start, end, textStart, textEnd }) => {
      const isWhole =
        kind !== 'text' || (end === textEnd && /^\w*\.?$/.test(this.#textOf(file).slice(textStart, start)))
      return files.has(file) && isWhole
    })
    if (found.length === 0) return []
    const tried = [...edits, ...found.map(renamed)]
    const fixed = placesInErrors(found, this.#context.typescript.errors(this.#edited(tried)), this.#mover(tried))
    return found.filter((place) => !fixed.includes(place)).map(({ file, start }) => this.#at(file, start))
  }

  #mover(edits: readonly PlaceEdit[]): (place: NamePlace) => { readonly start: number; readonly end: number } {
    return ({ file, start, end }) => {
      const moved = this.#moved(file, start, edits)
      const isTried = edits.some(({ place, isRenamed }) => isRenamed && place.file === file && place.start === start)
      return { start: moved, end: moved + (isTried ? this.#context.plan.renaming.to.length : end - start) }
    }
  }

  #changes(edits: readonly PlaceEdit[]): readonly FileChange[] {
    const edited = this.#edited(edits)
    const byFile = groupBy(edits.filter(changes), ({ place }) => place.file)
    return [...byFile].map(([file, found]) => ({
      file: this.#relative(file),
      before: this.#textOf(file),
      after: edited.get(file)!,
      places: found.length,
    }))
  }

  #edited(edits: readonly PlaceEdit[]): Texts {
    const byFile = groupBy(edits.filter(changes), ({ place }) => place.file)
    return new Map([...byFile].map(([file, found]) => [file, this.#editedFile(file, found)]))
  }

  #editedFile(file: string, edits: readonly PlaceEdit[]): string {
    return editedText(this.#textOf(file), edits, () => this.#context.plan.renaming.to)
  }

  /** Where an offset of a file on the disk is after edits: what comes after it does not move it. */
  #moved(file: string, offset: number, edits: readonly PlaceEdit[]): number {
    const earlier = edits.filter(({ place }) => place.file === file && place.end <= offset)
    return offset + this.#editedFile(file, earlier).length - this.#textOf(file).length
  }

  #textOf(file: string): string {
    let text = this.#texts.get(file)
    if (text === undefined) {
      text = readRegularTextSync(file)
      this.#texts.set(file, text)
    }
    return text
  }

  async #projectFiles(): Promise<ProjectFiles> {
    const { before, opening, cacheDirectory } = this.#context
    const { config, root, project } = before
    const files = await findFiles(config.models as readonly string[], root, opening.project)
    return {
      name: project.name,
      root,
      files: [opening.project, ...files],
      cacheDirectory,
      textOf: (file) => this.#textOf(file),
    }
  }

  /** @throws DiagnosticsError if the files are wrong before anything is renamed, or the compiler does not know some. */
  #checkFiles(): void {
    const { typescript, before, plan } = this.#context
    const known = new Set(typescript.files)
    const missing = before.project.nodes
      .filter(({ uniqueId, file }) => plan.nodes.has(uniqueId) && !known.has(path.join(before.root, file)))
      .map(({ file }) => file)
    if (missing.length > 0)
      throw new DiagnosticsError(
        [...new Set(missing)].map((file) => ({
          code: 'E_RENAME',
          message: `${file} is not among the files of tsconfig.json, so it cannot be checked`,
          hint: 'Add it to "include"; files of packages cannot be renamed.',
          at: file,
        })),
      )
    const errors = typescript.errors(UNCHANGED)
    if (errors.length > 0)
      throw new DiagnosticsError(
        errors.slice(0, MOST_LISTED).map((error) => ({
          ...this.#ofCompiler(error, []),
          hint: 'Correct what `tsc` reports first: renaming is checked by it.',
        })),
      )
  }

  #ofCompiler({ file, start, message }: CompilerError, edits: readonly PlaceEdit[]): Diagnostic {
    const text = message.split('\n')[0]!
    return {
      code: 'E_RENAME',
      message: edits.length === 0 ? `before renaming, tsc finds: ${text}` : `after renaming, tsc would find: ${text}`,
      hint: 'kerros does not know what has to change here. Change this place so that it does not depend on the name, and rename again.',
      at: file && this.#at(file, this.#movedBack(file, start, edits)),
    }
  }

  #movedBack(file: string, offset: number, edits: readonly PlaceEdit[]): number {
    let found = offset
    for (const { place } of edits)
      if (place.file === file && this.#moved(file, place.end, edits) <= offset)
        found = Math.min(found, offset - (this.#moved(file, place.end, edits) - place.end))
    return found
  }

  #at(file: string, offset: number): string {
    const before = this.#textOf(file).slice(0, offset)
    const line = before.split('\n').length
    return `${this.#relative(file)}:${line}:${offset - before.lastIndexOf('\n')}`
  }

  #relative(file: string): string {
    return path.relative(this.#context.before.root, file).split(path.sep).join('/')
  }
}

/** Places without those that have an edit. */
function undecided(places: readonly NamePlace[], edits: readonly PlaceEdit[]): readonly NamePlace[] {
  const decided = new Set(edits.map(({ place }) => place))
  return places.filter((place) => !decided.has(place))
}

function renamed(place: NamePlace): PlaceEdit {
  return { place, isRenamed: true, alias: undefined }
}

function changes({ isRenamed, alias }: PlaceEdit): boolean {
  return isRenamed || alias !== undefined
}
