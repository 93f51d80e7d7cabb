import ts from 'typescript-6'

/** What the callback of each example returns, as it is written in the file, by the example's name. */
export function exampleCode(file: string): ReadonlyMap<string, string> {
  const source = ts.createSourceFile('examples.ts', ts.sys.readFile(file)!, ts.ScriptTarget.Latest, true)
  const found = new Map<string, string>()
  const visit = (node: ts.Node): void => {
    const [callback] =
      ts.isPropertyAssignment(node) && ts.isCallExpression(node.initializer) ? node.initializer.arguments : []
    if (ts.isPropertyAssignment(node) && callback && ts.isArrowFunction(callback))
      found.set(node.name.getText(), withoutIndent(callback.body.getText(), callback.body.getStart(), source))
    else ts.forEachChild(node, visit)
  }
  const table = source.statements.filter(ts.isVariableStatement).at(-1)
  if (table) visit(table)
  return found
}

function withoutIndent(code: string, start: number, source: ts.SourceFile): string {
  const line = source.text.slice(source.getLineStarts()[source.getLineAndCharacterOfPosition(start).line]!)
  const indent = /^ */.exec(line)![0]
  return code.replaceAll(`\n${indent}`, '\n')
}
