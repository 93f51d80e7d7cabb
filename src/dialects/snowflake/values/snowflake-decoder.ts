/** Turns the text of one value on the wire, never null, into the JavaScript value of docs/types.md. */
export type SnowflakeDecoder = (raw: string) => unknown
