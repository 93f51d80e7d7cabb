import path from 'node:path'
import { ADDED, type DeepChain, deepChainFiles } from './deep-chain.js'
import { type Compiler, type Measurement, measure } from './measure.js'
import { type Form, writeFiles } from './write-project.js'

type AddedName = keyof typeof ADDED

const usual: readonly AddedName[] = ['iff', 'sumOver']

/** Chains of models, and the ratio to plain Kysely that each may have. */
const CHAINS: readonly (DeepChain & { readonly name: string; readonly target: number })[] = [
  { name: '20 layers × 10 columns', layers: 20, width: 10, adds: usual, isJoined: true, target: 1.1 },
  { name: '60 layers × 10 columns', layers: 60, width: 10, adds: usual, isJoined: true, target: 1.1 },
  { name: '12 layers × 200 columns', layers: 12, width: 200, adds: usual, isJoined: true, target: 1.1 },
  ...(Object.keys(ADDED) as AddedName[]).map((name) => ({
    name: `40 layers with ${name}`,
    layers: 40,
    width: 10,
    adds: [name],
    isJoined: true,
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
