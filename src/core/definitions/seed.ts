import type { Columns } from '../columns/index.js'
import type { Ref } from '../query/ref.js'
import type { Materialization } from '../steps/materialization.js'
import { brand } from './options/brand.js'
import { columnOptionMistakes, declaredColumnMistakes, undeclaredColumnMistakes } from './options/column-mistakes.js'
import { invalid, type Mistake } from './options/mistake.js'
import { type ModelOptions, STORAGE_OPTIONS } from './options/model-options.js'
import { kindOf, type OptionNames, objectOrEmpty, optionMistakes, tagMistakes } from './options/option-mistakes.js'
import { storageMistakes } from './options/storage-mistakes.js'

/** A small CSV file in the project that becomes a table. */
export interface Seed<Row> extends Ref<Row> {
  readonly kind: 'seed'
  /** The CSV file, relative to the project's root. */
  readonly file: string
  readonly columns: Columns
  readonly materialization: Materialization
  readonly options: SeedOptions<Row, string>
}

/** What else a {@link seed} says. */
export interface SeedOptions<Row, Name extends string = keyof Row & string>
  extends Omit<ModelOptions<Row, Name>, 'contract'> {
  /** One character; default `,`. */
  readonly delimiter?: string
  /**
   * The npm package that carries the file, whose path then starts at the package's folder. For definitions that are
   * published, as those of `kerros/movielens` are. Default: the project itself.
   */
  readonly package?: string
}

const OPTIONS: OptionNames<SeedOptions<any>> = {
  ...STORAGE_OPTIONS,
  description: true,
  tags: true,
  meta: true,
  columns: true,
  delimiter: true,
  package: true,
}

/** What the seed's definer hands over to {@link createSeed}. */
export interface SeedParts<Row> {
  readonly file: string
  readonly columns: Columns
  readonly materialization: Materialization
  readonly options: SeedOptions<Row, string>
}

/** Creates a seed; `seed` is what users call. */
export function createSeed<Row>(parts: SeedParts<Row>): Seed<Row> {
  const { file, columns } = parts
  const options = objectOrEmpty(parts.options)
  const mistakes = [
    ...fileMistakes(file),
    ...declaredColumnMistakes(columns),
    ...optionMistakes(parts.options, OPTIONS),
    ...tagMistakes(options.tags),
    ...columnOptionMistakes(options.columns),
    ...storageMistakes(options, parts.materialization.relationType),
    ...undeclaredColumnMistakes(options.columns, Object.keys(columns ?? {})),
    ...undeclaredColumnMistakes(options.maskingPolicies, Object.keys(columns ?? {}), 'maskingPolicies'),
  ]
  return brand<Seed<Row>>(
    {
      kind: 'seed',
      file,
      columns: Object.freeze({ ...parts.columns }),
      materialization: parts.materialization,
      options: Object.freeze({ ...parts.options }),
    },
    mistakes,
  )
}

function fileMistakes(file: unknown): readonly Mistake[] {
  if (typeof file === 'string' && file !== '') return []
  const what = file === '' ? 'an empty text' : kindOf(file)
  return [invalid(`its file is ${what}, not a path`, "Name the CSV file: seed('src/codes.csv', { code: varchar() }).")]
}
