import { expect, test } from 'vitest'
import { packPackage, FreshProject } from './fresh-project.js'
import { allExamples, firstCommands, firstExample } from './readme.js'
import fs from 'node:fs'
test('x', async () => {
  fs.rmSync('/tmp/pk', {recursive: true}); fs.mkdirSync('/tmp/pk/p', {recursive: true})
  const t = await packPackage('/tmp/pk')
  const p = await FreshProject.install('/tmp/pk/p', t)
  p.write(allExamples)
  console.log(firstCommands, firstExample.map(f => f.path), allExamples.map(f => f.path))
  for (const c of ['typescript-5', 'typescript'] as const) for (const r of ['nodenext', 'bundler'] as const) {
    const ps = await p.typeCheck(c, firstExample.map(f=>f.path).filter(f=>f.endsWith('.ts')), r)
    console.log(c, r, ps.length, JSON.stringify(ps.slice(0,40).map(x => x.file+':'+x.line+' '+x.message.slice(0,200)), null, 1))
  }
  const ps = await p.typeCheck('typescript', allExamples.map(f=>f.path).filter(f=>f.endsWith('.ts')), 'nodenext', true)
  console.log(JSON.stringify(ps.slice(0,40).map(x => x.file+':'+x.line+' '+x.message.slice(0,400)), null, 1))
  for (const c of firstCommands.slice(1)) console.log(await p.run(c))
  console.log(await p.run('npx kerros build'), await p.run('npx kerros build --select customers+'), await p.run('npx kerros show best_customers'))
}, 300000)
