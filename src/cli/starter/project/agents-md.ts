import type { StarterChoice } from '../choice/starter-choice.js'
import type { Template } from '../templates/template.js'

/** How to work on a new project, for coding agents: ten lines of commands. */
export function agentsMd(
  name: string,
  { model, column, data }: Pick<Template, 'model' | 'column' | 'data'>,
  engine: StarterChoice['engine'],
): string {
  const load = data ? ', after `npx kerros load` has loaded the files of `data/`' : ''
  const prod = engine === 'snowflake' ? '; into Snowflake: `npm run build:prod`, which reads `.env`' : ''
  return `# ${name}

A kerros project. Each definition is an exported function call in \`src/\`; the export's name is the model's name, its inputs are imports.

- Check: \`npm run check\` finds every wrong column with tsc; \`npx kerros ls --output tree\` loads the project and prints what reads what.
- Build: \`npx kerros build\` builds and tests everything${load}; one model with all it reads: \`npx kerros build --select +${model}\`${prod}.
- Test: \`npm test\` runs the unit tests in \`test/\`; \`npx kerros test\` tests the rows that were built.
- Look: \`npx kerros show ${model}\` prints rows; \`npx kerros compile --select ${model}\` prints SQL.
- Lineage: \`npx kerros lineage ${model}.${column}\` says what a column is made of; before changing one: \`npx kerros impact ${model}.${column}\`.
- In a query only the names of its inputs are tables. Describe new columns and test their keys in the model's options.
- \`target/\` is generated: do not edit it. Done is: \`npm run check && npm test && npm run build\`.
- Each command has \`--help\` and \`--json\`; the documentation is in \`node_modules/kerros/docs/\`.
`
}
