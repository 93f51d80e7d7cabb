import { JsonLines } from './json-lines.js'
import { JsonList } from './json-list.js'
import type { JsonRecord, JsonSplitter } from './json-splitter.js'

/** The splitter of a file into its objects. */
export function splitterOf({
  isList,
}: {
  readonly isList: boolean
}): (onRecord: (record: JsonRecord) => void) => JsonSplitter {
  return (onRecord) => (isList ? new JsonList(onRecord) : new JsonLines(onRecord))
}
