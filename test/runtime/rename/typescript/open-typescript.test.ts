import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTypeScript } from '../../../../src/runtime/rename/typescript/open-typescript.js'
import { projectRoot } from '../../../types/type-check.js'

const WAIT = 300_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kerros-typescript-'))
  write('tsconfig.json', '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "include": ["*.ts"] }')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), content)
}

describe.each(['typescript-5', 'typescript-6', 'typescript'])('openTypeScript with %s', (version) => {
  it(
    'reads files, finds errors in what is given in their place, and says what values have',
    async () => {
      mkdirSync(path.join(folder, 'node_modules'))
      symlinkSync(path.join(projectRoot, 'node_modules', version), path.join(folder, 'node_modules/typescript'))
      write('a.ts', "export const rows: { amount: number }[] = [{ amount: 1 }]\nexport const word = 'amount'\n")
      write('b.ts', "import { rows } from './a'\nexport const first = rows[0]!.amount\n")
      const [a, b] = [path.join(folder, 'a.ts'), path.join(folder, 'b.ts')]
      const typescript = await openTypeScript(folder)
      try {
        expect([...typescript.files].sort()).toEqual([a, b])
        expect(typescript.errors(new Map())).toEqual([])
        const given = new Map([[a, 'export const rows: { value: number }[] = [{ value: 1 }]\n']])
        expect(typescript.errors(given)).toMatchObject([{ file: b, start: 57, end: 63 }])
        const place = [{ file: a, start: 13, end: 17 }]
        expect(typescript.propertiesAt(given, place)).toEqual([new Set(['value'])])
        expect(typescript.propertiesAt(new Map(), place)).toEqual([new Set(['amount'])])
        const strings: string[] = []
        const visit = (node: ReturnType<typeof typescript.tree>): void => {
          if (typescript.kindOf(node) === 'StringLiteral')
            strings.push(`${node.getStart(typescript.tree(a))}-${node.end}`)
          node.forEachChild(visit)
        }
        visit(typescript.tree(a))
        expect(strings).toEqual(['78-86'])
      } finally {
        typescript.close()
      }
    },
    WAIT,
  )
})

describe('openTypeScript refuses', () => {
  it('a project without TypeScript', async () => {
    await expect(openTypeScript(folder)).rejects.toMatchObject({
      code: 'E_MISSING_TYPESCRIPT',
      message: 'renaming needs TypeScript, which is not installed',
      hint: 'Install it in the project: npm install --save-dev typescript',
    })
  })

  it('a version without an interface for programs', async () => {
    write('node_modules/typescript/package.json', '{ "name": "typescript", "version": "9.1.0", "main": "main.js" }')
    write('node_modules/typescript/main.js', "exports.version = '9.1.0'")
    await expect(openTypeScript(folder)).rejects.toMatchObject({
      code: 'E_MISSING_TYPESCRIPT',
      message: 'TypeScript 9.1.0 has no interface for programs that kerros knows',
    })
  })

  it('a project without tsconfig.json', async () => {
    rmSync(path.join(folder, 'tsconfig.json'))
    await expect(openTypeScript(folder)).rejects.toMatchObject({ code: 'E_LOAD_PROJECT', at: 'tsconfig.json' })
  })
})

describe.each(['typescript-5', 'typescript-6', 'typescript'])(
  'openTypeScript with %s and several configurations',
  (version) => {
    const opened = async (): Promise<{ readonly files: readonly string[]; readonly errors: readonly string[] }> => {
      mkdirSync(path.join(folder, 'node_modules'))
      symlinkSync(path.join(projectRoot, 'node_modules', version), path.join(folder, 'node_modules/typescript'))
      write('src/rows.ts', 'export const rows: { amount: number }[] = [{ amount: 1 }]\n')
      write('test/rows.test.ts', "import { rows } from '../src/rows.js'\nexport const first = rows[0]!.amount\n")
      const typescript = await openTypeScript(folder)
      try {
        expect(typescript.errors(new Map())).toEqual([])
        const given = new Map([[path.join(folder, 'src/rows.ts'), 'export const rows: { value: number }[] = []\n']])
        const relative = (file: string | undefined): string => path.relative(folder, file ?? '')
        return {
          files: typescript.files.map(relative).sort(),
          errors: typescript.errors(given).map(({ file }) => relative(file)),
        }
      } finally {
        typescript.close()
      }
    }
    const BOTH = { files: ['src/rows.ts', 'test/rows.test.ts'], errors: ['test/rows.test.ts'] }
    const OPTIONS = '"strict": true, "types": [], "module": "nodenext", "target": "es2022"'

    it(
      'checks what a solution references, from the sources',
      async () => {
        write('tsconfig.json', '{ "files": [], "references": [{ "path": "./src" }, { "path": "./test" }] }')
        write('tsconfig.base.json', `{ "compilerOptions": { ${OPTIONS}, "composite": true, "declarationMap": true } }`)
        write(
          'src/tsconfig.json',
          '{ "extends": "../tsconfig.base.json", "compilerOptions": { "rootDir": ".", "outDir": "../dist/src" } }',
        )
        write(
          'test/tsconfig.json',
          '{ "extends": "../tsconfig.base.json", "compilerOptions": { "rootDir": ".", "outDir": "../dist/test" }, "references": [{ "path": "../src" }] }',
        )
        expect(await opened()).toEqual(BOTH)
      },
      WAIT,
    )

    it(
      'checks tests that have a configuration apart, and no other package',
      async () => {
        write('tsconfig.json', `{ "compilerOptions": { ${OPTIONS}, "noEmit": true }, "include": ["src"] }`)
        write('tsconfig.test.json', '{ "extends": "./tsconfig.json", "include": ["src", "test"] }')
        write('tsconfig.build.json', '{ "extends": "./tsconfig.json", "include": ["src"] }')
        write('other/package.json', '{}')
        write('other/tsconfig.json', '{}')
        write('other/wrong.ts', "export const wrong: number = 'one'\n")
        expect(await opened()).toEqual(BOTH)
      },
      WAIT,
    )
  },
)
