/** A column of a result. */
export interface SnowflakeResultColumn {
  /** The field of the rows: the column's name, in lower case when it is all upper case. */
  readonly name: string
  /** The column's name as Snowflake has it. */
  readonly snowflakeName: string
  /** The type as the protocol names it, such as `fixed`, `text`, `timestamp_ntz` or `variant`. */
  readonly type: string
  /** All digits of a number; `null` for other types. */
  readonly precision: number | null
  /** The digits of a number after the point, or of a timestamp's second; `null` for other types. */
  readonly scale: number | null
  /** Whether the column may hold NULL, as Snowflake reports it. */
  readonly nullable: boolean
}

/** What a statement gave. */
export interface SnowflakeResult<R> {
  /** The rows of a query; for other statements the rows of their report. */
  readonly rows: R[]
  /** The columns of the rows, in order. */
  readonly columns: readonly SnowflakeResultColumn[]
  /** How many rows an insert, update, delete, merge or `copy into` wrote; `undefined` for other statements. */
  readonly rowsChanged: number | undefined
  /** The id under which Snowflake's history has the statement. */
  readonly queryId: string
  /** The id with which the statement was sent, each time that it was. */
  readonly requestId: string
}
