import path from 'node:path'
import { type DeepChain, deepChainFiles } from './deep-chain.js'
import { HELPERS, WINDOWS } from './helper-form.js'
import { type Compiler, type Measurement, measure } from './measure.js'
import { type Form, writeFiles } from './write-project.js'

interface NamedChain extends DeepChain {
  readonly name: string
  /** The ratio to plain Kysely that it may have. */
  readonly target: number
}

const usual = [HELPERS.iff, WINDOWS['sum over a window of expressions']]

const CHAINS: readonly NamedChain[] = [
  { name: '20 layers × 10 columns', layers: 20, width: 10, adds: usual, target: 1.05 },
  { name: '60 layers × 10 columns', layers: 60, width: 10, adds: usual, target: 0.5 },
  { name: '12 layers × 200 columns', layers: 12, width: 200, adds: usual, target: 1.05 },
  { name: '20 layers with nothing else', layers: 20, width: 10, adds: [], target: 1.1 },
  ...Object.entries({ ...WINDOWS, ...HELPERS }).map(([name, form]) => ({
    name: `20 layers with ${name}`,
    layers: 20,
    width: 10,
    adds: [form],
    target: 1.1,
  })),
]

/** Measures chains of models, prints a line for each, and says whether all are within their targets. */
export function reportChains(compiler: Compiler, places: { root: string; folder: string; packages: string }): boolean {
  const { root, folder, packages } = places
  console.log('\n| compiler | chain | kerros: instantiations | Kysely | ratio |\n|---|---|---|---|---|')
  return CHAINS.map((chain, i) => {
    const measured = (form: Form): Measurement => {
      const project = path.join(folder, `${compiler}-chain-${form}-${i}`)
      const files = [...deepChainFiles(chain, form)].map(([file, text]) => [`src/${file}`, text] as const)
      writeFiles(project, files, packages)
      return measure(root, compiler, project)
    }
    const [kerros, kysely] = [measured('kerros').instantiations, measured('kysely').instantiations]
    const cells = [compiler, chain.name, kerros.toLocaleString('en'), kysely.toLocaleString('en')]
    console.log(`| ${[...cells, (kerros / kysely).toFixed(3)].join(' | ')} |`)
    return kerros / kysely <= chain.target
  }).every(Boolean)
}
