/** Contents of files, by path. */
export interface Files {
  readonly [file: string]: string
}

/** Data that is too large for a string. */
export interface TemplateData {
  /** Paths in the project. */
  readonly files: readonly string[]
  /** Writes them into the folder of the project. */
  readonly write: (folder: string, signal?: AbortSignal) => Promise<void>
}

/** What one kind of new project has that others have not. */
export interface Template {
  /** What it is, in a list to choose from. */
  readonly summary: string
  /** A model and one of its columns, for the examples in AGENTS.md. */
  readonly model: string
  readonly column: string
  /** Files that have to be loaded before the models can be built. */
  readonly data?: TemplateData
  /**
   * Definitions, a unit test of a model, and a program that reads a model.
   *
   * @param name The project's name.
   */
  readonly files: (name: string) => Files | Promise<Files>
}
