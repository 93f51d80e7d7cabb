import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const TOTALS = `import { count, sum, table } from 'kerros'
import { orders } from './orders.js'

export const totals = table({ o: orders }, (db) =>
  db
    .selectFrom('o')
    .groupBy('o.customer')
    .select((eb) => ['o.customer', count().as('orders'), sum(eb.ref('o.amount')).as('total')]),
)
`

const BIG = `import { view } from 'kerros'
import { totals } from './totals.js'

export const big = view({ t: totals }, (db) => db.selectFrom('t').where('t.total', '>', '50').select('t.customer'))
`

let project: CliProject

beforeAll(async () => {
  project = await CliProject.shop({
    'src/totals.ts': TOTALS,
    'src/big.ts': BIG,
    '.gitignore': 'node_modules\ntarget\n',
  })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'first')
})

beforeEach(() => project.restore())

afterAll(() => project.remove())

function git(...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd: project.folder, encoding: 'utf8' })
}

const run = (args: string) => project.runKept(`plan ${args}`)

/** Without the hash of the commit. */
function stable(text: string): string {
  return text.replace(/\b[0-9a-f]{8}\b/g, '<commit>')
}

it('says that nothing changes, and leaves the repository as it is', async () => {
  const { code, stdout, stderr } = await run('--base main')
  expect([code, stderr]).toEqual([0, ''])
  expect(stable(stdout)).toBe('Nothing changes: each of 4 relations is made as in main (<commit>).\n')
  expect(git('status', '--porcelain')).toBe('')
  expect(git('worktree', 'list').split('\n')).toHaveLength(2)
})

it('says that nothing changes when a model is written in another way', async () => {
  await project.write({
    'src/renamed/totals_of_customers.ts': `// A comment.
import { count, sum, table } from 'kerros'
import { orders as all } from '../orders.js'

export const totals = table({ all }, (db) =>
  db
    .with('rows', (cte) => cte.selectFrom('all').selectAll('all'))
    .with('grouped', (cte) =>
      cte
        .selectFrom('rows as r')
        .groupBy('r.customer')
        .select((eb) => [sum(eb.ref('r.amount')).as('amount'), 'r.customer as who', count().as('n')]),
    )
    .selectFrom('grouped')
    .select(['grouped.who as customer', 'grouped.n as orders', 'grouped.amount as total']),
)
`,
    'src/big.ts': BIG.replace('./totals.js', './renamed/totals_of_customers.js'),
  })
  await project.remove('src/totals.ts')
  const { stdout } = await run('--base main')
  expect(stable(stdout)).toBe('Nothing changes: each of 4 relations is made as in main (<commit>).\n')
  await project.write({ 'src/totals.ts': TOTALS })
})

describe('of a change', () => {
  beforeEach(() =>
    project.write({
      'src/totals.ts': TOTALS.replace(
        "sum(eb.ref('o.amount')).as('total')",
        "sum(eb.ref('o.amount')).as('total'), 'o.customer as who'",
      )
        .replace('count().as', "count().filterWhere('o.id', '>', 1).as")
        .replace(".groupBy('o.customer')", ".where('o.id', '>', 1)\n    .groupBy('o.customer')"),
    }),
  )

  it('says what is different, what follows and what is built', async () => {
    const { code, stdout } = await run('--base main')
    expect(code).toBe(0)
    const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/plan.md'), 'utf8')
    expect(stable(page)).toContain(stable(stdout))
    expect(stable(stdout)).toMatchInlineSnapshot(`
      "Compared with main <commit>

      Changed (1)
        totals  table, built again  src/totals.ts:4:14
          ~ orders  computed in another way
              was  count(*)
              now  count(*) filter(where "o"."id" > 1)
          + who  new, varchar
          ~ rows: where
              now  "o"."id" > 1

      Has other values or rows (1)
        big  view, nothing to do  src/big.ts:4:14
          reads totals

      A build writes 1 of 4 relations.
      "
    `)
  })

  it('writes one comment for a pull request', async () => {
    const { stdout } = await run('--base main --markdown')
    expect(stable(stdout)).toMatchInlineSnapshot(`
      "### kerros plan

      Compared with \`main\` (<commit>). A build writes 1 of 4 relations.

      #### Changed

      - **\`totals\`** table, built again (src/totals.ts:4:14)
        - orders  computed in another way

          \`\`\`diff
          - count(*)
          + count(*) filter(where "o"."id" > 1)
          \`\`\`
        - + who  new, varchar
        - rows: where

          \`\`\`diff
          + "o"."id" > 1
          \`\`\`

      #### Has other values or rows

      - **\`big\`** view, nothing to do (src/big.ts:4:14)
        - reads totals
      "
    `)
  })

  it('writes one object a line with --json', async () => {
    const { stdout } = await run('--base main --json')
    const lines = jsonLines(stdout)
    expect(lines.map(({ event, name, kind, effect }: any) => [event, name, kind, effect])).toEqual([
      ['change', 'totals', 'changed', 'rebuild'],
      ['change', 'big', 'follows', 'none'],
      ['changes', undefined, undefined, undefined],
    ])
    expect(lines[0]).toMatchObject({
      columns: [
        { column: 'orders', kind: 'expression' },
        { column: 'who', kind: 'added', type: 'varchar' },
      ],
      clauses: ['where'],
      clauseTexts: { where: { now: '"o"."id" > 1' } },
    })
    expect(lines.at(-1)).toMatchObject({ ref: 'main', relations: 4, built: 1 })
  })
})

it('sees other rows in the file of a seed', async () => {
  await project.write({ 'src/orders.csv': 'id,customer,amount\n1,Aino,12.50\n2,Veikko,80.00\n3,Aino,7.26\n' })
  const { stdout } = await run('--base main --json')
  expect(jsonLines(stdout)[0]).toMatchObject({ name: 'orders', kind: 'changed', settings: ['rows'], effect: 'rebuild' })
})

it('compares with the commit at which the work began', async () => {
  await project.write({ 'src/big.ts': BIG.replace("'50'", "'60'") })
  git('checkout', '--quiet', '-b', 'work')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-am', 'more')
  git('checkout', '--quiet', 'main')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--allow-empty', '-m', 'meanwhile')
  git('checkout', '--quiet', 'work')
  const { stdout } = await run('--base main --json')
  expect(jsonLines(stdout).map(({ name }: any) => name)).toEqual(['big', undefined])
  git('checkout', '--quiet', 'main')
})

describe('refuses', () => {
  it('a revision that does not exist', async () => {
    const { code, stderr } = await run('--base no-such-branch')
    expect(code).toBe(2)
    expect(stderr).toContain('E_GIT there is no revision "no-such-branch"')
    expect(stderr).toContain('fetch the others first')
  })

  it('to compare with nothing', async () => {
    const { code, stderr } = await run('')
    expect(code).toBe(2)
    expect(stderr).toContain('kerros plan --base main')
  })

  it('a revision that would be an option of git', async () => {
    const { code, stderr } = await project.runKept(['plan', '--base=--output=/tmp/kerros-owned'])
    expect(code).toBe(2)
    expect(stderr).toContain('there is no revision')
  })

  it('a revision whose project is broken, and says which', async () => {
    await project.write({ 'src/broken.ts': "throw new Error('broken')\n" })
    git('add', 'src/broken.ts')
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'broken')
    await project.remove('src/broken.ts')
    const { code, stderr } = await run('--base HEAD')
    expect(code).toBe(2)
    expect(stderr).toContain('HEAD')
    git('checkout', '--quiet', 'HEAD~1', '--', '.')
    git('reset', '--quiet', '--hard', 'HEAD~1')
  })
})

it('needs a repository', async () => {
  const other = await CliProject.shop()
  try {
    const { code, stderr } = await other.runKept('plan --base main', { env: { GIT_CEILING_DIRECTORIES: other.folder } })
    expect(code).toBe(2)
    expect(stderr).toContain('E_GIT')
    expect(stderr).toContain('not a git repository')
  } finally {
    await other.remove()
  }
})
