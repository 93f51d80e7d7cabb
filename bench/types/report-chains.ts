import { mkdtempSync } from 'node:fs'
import path from 'node:path'
import { type DeepChain, deepChainFiles } from './deep-chain.js'
import { HELPERS, WINDOWS } from './helper-form.js'
import { type Compiler, measure } from './measure.js'
import { type Form, writeFiles } from './write-project.js'

interface NamedChain extends DeepChain {
  readonly name: string
  /** The ratio to plain Kysely that it may have. */
  readonly target: number
  /**
   * Whether what its first model costs is left out: a helper for `$call` makes the compiler compare Kysely's builder with
   * ours, once in a project.
   */
  readonly isPerModel?: boolean
}

const usual = [HELPERS.iff, WINDOWS['sum over a window of expressions']]
const perModel = { layers: 20, width: 10, isPerModel: true, target: 1.1 }

const CHAINS: readonly NamedChain[] = [
  { name: '20 layers × 10 columns', layers: 20, width: 10, adds: usual, target: 1.05 },
  { name: '60 layers × 10 columns', layers: 60, width: 10, adds: usual, target: 0.5 },
  { name: '12 layers × 200 columns', layers: 12, width: 200, adds: usual, target: 1.05 },
  { name: 'nothing else', adds: [], ...perModel },
  ...Object.entries({ ...WINDOWS, ...HELPERS }).map(([name, form]) => ({
    name,
    adds: [form],
    ...perModel,
    // Plain Kysely has no word for it: there one writes the list that it makes.
    ...(name === 'columnsExcept' && { target: 1.6 }),
    // Nor for these: its groupBy leaves the types of the columns as they are, and in totals they may be NULL.
    ...(name === 'groupingSets' && { target: 2.2 }),
    ...(name === 'grouping' && { target: 7.5 }),
  })),
]

/** Measures chains of models, prints a line for each, and says whether all are within their targets. */
export function reportChains(compiler: Compiler, places: { root: string; folder: string; packages: string }): boolean {
  const { root, folder, packages } = places
  console.log('\n| compiler | chain | kerros: instantiations | Kysely | ratio |\n|---|---|---|---|---|')
  const measured = (chain: DeepChain, form: Form): number => {
    const project = mkdtempSync(path.join(folder, `${compiler}-${form}-`))
    const files = [...deepChainFiles(chain, form)].map(([file, text]) => [`src/${file}`, text] as const)
    writeFiles(project, files, packages)
    return measure(root, compiler, project).instantiations
  }
  return CHAINS.map((chain) => {
    const cost = (form: Form): number => {
      const whole = measured(chain, form)
      if (!chain.isPerModel) return whole
      return Math.round((whole - measured({ ...chain, layers: 1 }, form)) / (chain.layers - 1))
    }
    const [kerros, kysely] = [cost('kerros'), cost('kysely')]
    const name = chain.isPerModel ? `a model with ${chain.name}` : chain.name
    const cells = [
      compiler,
      name,
      kerros.toLocaleString('en'),
      kysely.toLocaleString('en'),
      (kerros / kysely).toFixed(3),
    ]
    console.log(`| ${cells.join(' | ')} |`)
    return kerros / kysely <= chain.target
  }).every(Boolean)
}
