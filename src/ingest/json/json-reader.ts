import type { JsonFile } from '../../core/ports/data-file.js'
import type { FormatReader } from '../format/format-reader.js'
import { checkJson } from './check-json.js'
import { inspectJson } from './inspect-json.js'
import { JsonCounter } from './json-counter.js'
import { splitterOf } from './splitter-of.js'

/** JSON files: what their first rows say, and what all must be. */
export const jsonReader: FormatReader<JsonFile> = {
  title: 'JSON file',
  canBeCompressed: true,
  inspect: inspectJson,
  counter: (file) =>
    new JsonCounter(
      splitterOf(file),
      file.fields.map(({ name }) => name),
      file.leftOut,
    ),
  check: checkJson,
}
