/** What a report shows. */
export interface Report {
  readonly title: string
  /** When and where, in a line. */
  readonly subtitle: string
  /** Figures to begin with. */
  readonly figures: readonly ReportFigure[]
  readonly charts: readonly ReportChart[]
  readonly tables: readonly ReportTable[]
  /** What was loaded, built and tested. */
  readonly work: readonly ReportTable[]
}

/** A number and what it is, for the top of the page. */
export interface ReportFigure {
  readonly value: string
  readonly label: string
}

/** A chart with what it draws. */
export interface ReportChart {
  readonly name: string
  readonly title: string
  readonly description: string | undefined
  /** SVG for wide and for narrow screens; `undefined` if its rows cannot be read. */
  readonly picture: { readonly wide: string; readonly narrow: string } | undefined
  /** Why there is no picture. */
  readonly note: string | undefined
  /** The rows that it draws, with a note if there are more. */
  readonly data: (Pick<ReportTable, 'columns' | 'rows'> & { readonly note: string | undefined }) | undefined
  /** The statement that reads them, and that of the model that they are from. */
  readonly sql: readonly { readonly title: string; readonly sql: string }[]
}

/** A table of the page; its cells are strings already. */
export interface ReportTable {
  readonly title: string
  readonly description: string | undefined
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly (readonly string[])[]
}

/** A column of such a table. */
export interface ReportColumn {
  readonly title: string
  readonly isNumber: boolean
}
