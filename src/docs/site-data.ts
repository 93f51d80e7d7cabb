/** Everything that the documentation site shows, as its pages read it. */
export interface SiteData {
  readonly project: string
  readonly generatedAt: string
  readonly kerrosVersion: string
  readonly adapter: string
  /** Markdown: the project's own introduction; empty when it has none. */
  readonly overview: string
  /** Where the images of Markdown are, from the folder of the page, by their paths from the project's folder. */
  readonly images: { readonly [source: string]: string }
  /** Pages of the project's authors, in the order in which they are listed. */
  readonly pages: readonly SitePage[]
  /** All but tests, in an order in which they can be built. */
  readonly nodes: readonly SiteNode[]
  readonly tests: readonly SiteTest[]
  readonly run: SiteRun | undefined
  /** The size of the whole graph, in pixels. */
  readonly graph: { readonly width: number; readonly height: number }
}

/** A page of Markdown, or a file that one links to. */
export interface SitePage {
  /** Its path from the project's folder. */
  readonly file: string
  /** What it is listed under; `undefined` for a file that is not listed, since a page only links to it. */
  readonly heading: string | undefined
  readonly title: string
  readonly text: string
}

/** A source, seed, model, snapshot, analysis, chart or exposure. */
export interface SiteNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly materialized: string | undefined
  readonly description: string
  readonly tags: readonly string[]
  readonly owner: string | undefined
  /** The folder that it is in, below `src/`: `marts`. */
  readonly layer: string
  /** Its file, with the line where that is known. */
  readonly place: string
  readonly relation: string | undefined
  readonly hasContract: boolean
  readonly columns: readonly SiteColumn[]
  readonly parents: readonly string[]
  /** The columns that decide which rows there are. */
  readonly rowsBy: readonly SiteDecider[]
  /** Whether raw SQL may name other columns that decide them. */
  readonly isOpaque: boolean
  readonly code: string
  readonly sql: string | undefined
  readonly rows: number | undefined
  readonly bytes: number | undefined
  readonly result: SiteResult | undefined
  /** Of a source: how fresh it was when that was last measured. */
  readonly freshness: SiteFreshness | undefined
  readonly url: string | undefined
  /** The columns that a chart or an exposure needs, by the node that it reads; of one that is not named it may need all. */
  readonly needs: { readonly [node: string]: readonly string[] }
  /** What only charts have. */
  readonly chart: SiteChart | undefined
  /** Where its box is in the graph of the whole project: the middle, in pixels. */
  readonly x: number
  readonly y: number
}

/** A column that decides which rows or which value there is. */
export interface SiteDecider {
  readonly node: string
  readonly column: string
  readonly why: string
}

/** A column of a node, as the site shows it. */
export interface SiteColumn {
  readonly name: string
  readonly type: string | undefined
  readonly description: string
  readonly isKey: boolean
  readonly isRequired: boolean
  /** The node whose description it is, when that is passed on. */
  readonly descriptionFrom: string | undefined
  /** What its values are made of, one node back. */
  readonly madeOf: readonly { readonly node: string; readonly column: string; readonly how: string }[]
  /** What decides which value it gets, one node back. */
  readonly decidedBy: readonly SiteDecider[]
  /** Whether raw SQL may name other columns. */
  readonly isOpaque: boolean
}

/** What a chart draws, and where its drawing is. */
export interface SiteChart {
  readonly title: string
  /** The statement that reads the rows that it draws. */
  readonly sql: string
  /** The script with its {@link SiteDrawing}, from the folder of the page; `undefined` if it is not drawn. */
  readonly file: string | undefined
  /** Why it is not drawn. */
  readonly note: string | undefined
}

/** What the script of a chart holds: pictures for wide and for narrow screens, and the rows that they show. */
export interface SiteDrawing {
  /** SVG, whose colors are those of the page. */
  readonly wide: string
  readonly narrow: string
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[]
  readonly rows: readonly (readonly string[])[]
  /** Whether there are more rows than these. */
  readonly isCut: boolean
}

/** A data test, with what it tests. */
export interface SiteTest {
  readonly id: string
  readonly name: string
  /** dbt's name of a column test. */
  readonly kind: string | undefined
  readonly column: string | undefined
  readonly parents: readonly string[]
  readonly description: string
  readonly severity: string
  readonly sql: string | undefined
  /** The relation that its failing rows were stored in. */
  readonly storedIn: string | undefined
  readonly result: SiteResult | undefined
}

/** What became of a node in the last run. */
export interface SiteResult {
  readonly status: string
  readonly message: string
  /** Seconds. */
  readonly duration: number
  /** Seconds after the start of the run; `undefined` for what was not started. */
  readonly start: number | undefined
  readonly thread: string
}

/** How fresh a source was. */
export interface SiteFreshness {
  readonly status: string
  /** The newest row's time; `undefined` when no row has one. */
  readonly newest: string | undefined
  readonly measuredAt: string
  /** Why it could not be measured. */
  readonly error: string | undefined
}

/** The last run. */
export interface SiteRun {
  readonly command: string
  /** The target that it built; `undefined` for results of another tool that do not say. */
  readonly target: string | undefined
  readonly startedAt: string
  /** Seconds. */
  readonly duration: number
}
