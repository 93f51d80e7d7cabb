import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Compiler, parseProblems, projectRoot, runCompiler } from './type-check.js'

const folder = 'test/types/fixtures'

/** A line that must be refused: `// ^ TS2345: "r.usr"` stands below it. */
interface Mark {
  readonly place: string
  readonly code: string
  readonly fragment: string
}

const marks = readdirSync(path.join(projectRoot, folder))
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file): Mark[] => {
    const lines = readFileSync(path.join(projectRoot, folder, file), 'utf8').split('\n')
    return lines.flatMap((line, i) => {
      const mark = /^\s*\/\/ \^ (TS\d+): (.+)$/.exec(line)
      return mark ? [{ place: `${folder}/${file}:${i}`, code: mark[1]!, fragment: mark[2]! }] : []
    })
  })

describe.each<{ compiler: Compiler; codes: boolean }>([
  { compiler: 'typescript', codes: true },
  // Older compilers say the same at the same lines, now and then under another number.
  { compiler: 'typescript-6', codes: false },
  { compiler: 'typescript-5', codes: false },
])('$compiler', ({ compiler, codes }) => {
  it('reports each error at its own line, and nothing else', async () => {
    const diagnostics = parseProblems(await runCompiler(compiler, ['-p', folder]))
    const found = new Map<string, string[]>()
    for (const { file, line, code, message } of diagnostics) {
      const place = `${file}:${line}`
      found.set(place, [...(found.get(place) ?? []), `${code}: ${message}`])
    }

    expect(marks.length).toBeGreaterThan(70)
    expect([...found.keys()].sort()).toEqual(marks.map(({ place }) => place).sort())
    for (const { place, code, fragment } of marks) {
      const messages = found.get(place)!
      const fits = messages.some((message) => message.includes(fragment) && (!codes || message.startsWith(code)))
      expect(fits, `${place} must say ${code}: ${fragment}\n${messages.join('\n')}`).toBe(true)
      if (place.includes('unknown-column')) expect(messages, place).toHaveLength(1)
    }
  }, 240_000)
})
