import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')

/** Everything that is committed, or would be. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(ROOT, file)))

/** The lines of committed files that match. */
function linesWith(pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    readFileSync(path.join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim().slice(0, 160)}`] : [])),
  )
}

it('the files are found', () => {
  expect(files).toContain('package-lock.json')
  expect(files).toContain('src/index.ts')
})

it('no committed file names a registry, so that any of them serves', () => {
  expect(linesWith(/https?:\/\/[^\s/'"]*(registry|npmjs|artifactory|nexus|verdaccio)/i)).toEqual([])
  const lock = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')
  expect(lock.match(/"resolved": "(?!file:).*/g) ?? []).toEqual([])
})

it('the lock file has the optional packages of every platform, without which `npm ci` refuses it', () => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: {
      readonly [at: string]: { readonly optionalDependencies?: { readonly [name: string]: string } }
    }
  }
  const optional = Object.values(packages).flatMap((found) => Object.keys(found.optionalDependencies ?? {}))
  expect(optional.length).toBeGreaterThan(10)
  // `node .ci/complete-lock.mjs` adds them.
  expect(optional.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([])
})

it('no committed file names a path of the machine that it was written on', () => {
  const slash = '/'
  const folders = ['work/(main|shared)', 'root/', 'Users/[a-z]', 'farm/', 'home/[a-z]+/'].join('|')
  expect(linesWith(new RegExp(`(?<![\\w.)}$\\]])${slash}(${folders})`))).toEqual([])
  expect(linesWith(/\b[A-Z]:\\{1,2}Users\b/)).toEqual([])
})

it('only `npm run build`, which makes the declarations again, removes them', async () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly [name: string]: string }
  }
  const { default: config } = await import('../tsup.config.js')
  expect(config).toHaveLength(3)
  for (const each of [config].flat()) expect(each).toMatchObject({ clean: false })
  expect(Object.values(scripts).filter((script) => /tsup.* --clean/.test(script))).toEqual([])
  const cleaning = Object.entries(scripts).filter(([, script]) => script.includes('rmSync'))
  expect(cleaning).toEqual([
    ['build', expect.stringMatching(/ && tsup && tsc -p tsconfig\.build\.json && node pack\/[\w-]+\.mjs$/)],
  ])
})
