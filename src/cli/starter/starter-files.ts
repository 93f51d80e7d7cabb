import type { StarterChoice } from './choice/starter-choice.js'
import { agentsMd } from './project/agents-md.js'
import { configFile } from './project/config-file.js'
import { envExample } from './project/env-example.js'
import { githubWorkflow } from './project/github-workflow.js'
import { packageJson } from './project/package-json.js'
import { tsconfigJson } from './project/tsconfig-json.js'
import { TEMPLATES } from './templates/index.js'
import type { Files } from './templates/template.js'

/**
 * The files of a new project, by path, but for its data.
 *
 * @param name The project's name.
 * @param version The version of kerros: the project accepts compatible ones.
 * @throws KerrosError `E_NO_PROJECT` if this package lacks the files of the template.
 */
export async function starterFiles(name: string, version: string, choice: StarterChoice): Promise<Files> {
  const { engine, ci } = choice
  const template = TEMPLATES[choice.template]
  return {
    'package.json': packageJson(name, version, engine, template),
    'tsconfig.json': tsconfigJson(),
    '.gitignore': 'node_modules/\ntarget/\n.env\n',
    '.env.example': envExample(engine),
    ...(ci === 'github' && { '.github/workflows/kerros.yml': githubWorkflow(template) }),
    'AGENTS.md': agentsMd(name, template, engine),
    'kerros.config.ts': configFile(name, engine),
    ...(await template.files(name)),
  }
}
