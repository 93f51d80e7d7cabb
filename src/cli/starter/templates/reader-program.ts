/** A model that a program reads. */
export interface ReadModel {
  readonly model: string
  /** Its file, as the program imports it. */
  readonly file: string
  /** The lines that read and print it with `db`. */
  readonly lines: string
}

/** A program that reads a model of a project with its row type. */
export function readerProgram(name: string, { model, file, lines }: ReadModel): string {
  return `import { connect } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { ${model} } from '${file}'

// What \`npm run build\` made, read with its row types.
const db = connect(duckdb({ path: 'target/${name}.duckdb' }), { ${model} })
${lines}
await db.destroy()
`
}
