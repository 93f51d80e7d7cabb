import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type ColumnRename, renameColumn } from '../../../src/runtime/rename/rename-column.js'
import { writeRename } from '../../../src/runtime/rename/write-rename.js'
import { projectRoot } from '../../types/type-check.js'

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) } })
`

/** A project in a folder of this repository, where its files are type-checked with the sources of kerros. */
export class RenameProject {
  readonly folder: string

  constructor(files: { readonly [file: string]: string }) {
    mkdirSync(path.join(projectRoot, 'target'), { recursive: true })
    this.folder = mkdtempSync(path.join(projectRoot, 'target', 'rename-'))
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { allowImportingTsExtensions: true, noUncheckedIndexedAccess: false },
      include: ['**/*.ts'],
      exclude: [],
    }
    this.write({ 'tsconfig.json': JSON.stringify(config), 'kerros.config.ts': CONFIG, ...files })
  }

  write(files: { readonly [file: string]: string }): void {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true })
      writeFileSync(path.join(this.folder, file), content)
    }
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8')
  }

  /** Every file but those that commands make. */
  files(): { readonly [file: string]: string } {
    const names = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.(?:ts|csv|json)$/.test(file) && !file.startsWith('target'),
    )
    return Object.fromEntries(names.map((file) => [file, this.read(file)]))
  }

  plan(column: string, to: string, stopAt: readonly string[] = []): Promise<ColumnRename> {
    return renameColumn(column, to, { project: path.join(this.folder, 'kerros.config.ts'), stopAt })
  }

  async rename(column: string, to: string, stopAt: readonly string[] = []): Promise<ColumnRename> {
    const found = await this.plan(column, to, stopAt)
    await writeRename(found)
    return found
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
