import type { Template } from '../templates/template.js'

/** A workflow that checks, tests and builds a project on GitHub. Failures become annotations without further settings. */
export function githubWorkflow({ data }: Pick<Template, 'data'>): string {
  return `name: kerros
on:
  push:
    branches: [main]
  pull_request:
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # kerros plan compares with the branch that a pull request is for.
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      # Needs package-lock.json: commit it.
      - run: npm ci
      - run: npm run check
      - run: npm test
      # What a pull request changes, on the page of this run.
      - if: github.event_name == 'pull_request'
        run: npx kerros plan --base "origin/$BASE" --markdown >> "$GITHUB_STEP_SUMMARY"
        env:
          BASE: \${{ github.base_ref }}
${data ? '      - run: npx kerros load\n' : ''}      - run: npx kerros build
`
}
