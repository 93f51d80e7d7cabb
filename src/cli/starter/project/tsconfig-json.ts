import { json } from './json.js'

/** Strict, and valid for a Node that runs TypeScript itself. */
export function tsconfigJson(): string {
  return json({
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      // Required by `node app.ts`: only types are removed, and imports name existing files.
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
    },
    include: ['src', 'test', '*.ts'],
  })
}
