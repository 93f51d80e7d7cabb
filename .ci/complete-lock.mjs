// Puts optional packages of other platforms back into package-lock.json: npm leaves out those that the registry at hand
// does not have, and then refuses `npm ci` everywhere. Run it after `npm install` when test/repository.test.ts says so.
import { readFileSync, writeFileSync } from 'node:fs'

const PLATFORMS = /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/
const PROCESSORS = /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)$/

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {}, dev }) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !lock.packages[`node_modules/${name}`])
    .map(([name, version]) => [`node_modules/${name}`, entry(name, version, dev)]),
)
const { '': root, ...packages } = lock.packages
const sorted = Object.entries({ ...packages, ...Object.fromEntries(missing) }).sort(([a], [b]) => (a < b ? -1 : 1))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: { '': root, ...Object.fromEntries(sorted) } }, null, 2)}\n`)
console.log(`${missing.length} packages of other platforms added`)

/** What npm writes for a package that is not for this machine; its name tells which one it is for. */
function entry(name, version, dev) {
  const words = name.split(/[-/]/)
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return {
    version,
    cpu: words.filter((word) => PROCESSORS.test(word)),
    ...(dev && { dev }),
    ...(words.includes('linux') && words.some((word) => /^(musl|gnu)/.test(word)) && { libc: [libc] }),
    optional: true,
    os: words.filter((word) => PLATFORMS.test(word)),
  }
}
