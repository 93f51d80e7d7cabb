import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Plan } from '../../core/plan/plan.js'
import { compiledPath } from './dbt-node.js'

/**
 * Writes the SQL of a plan's nodes to `compiled/PROJECT/models/` of a folder, as dbt does; orchestrators show it with the task.
 *
 * @param folder Where the artifacts are.
 */
export async function writeCompiled({ project, nodes }: Plan, folder: string): Promise<void> {
  for (const node of nodes) {
    if (node.compiledCode === undefined) continue
    const file = path.join(folder, 'compiled', project, 'models', compiledPath(node))
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, `${node.compiledCode}\n`)
  }
}
