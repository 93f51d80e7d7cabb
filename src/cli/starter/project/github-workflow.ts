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
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      # Needs package-lock.json: commit it.
      - run: npm ci
      - run: npm run check
      - run: npm test
${data ? '      - run: npx kerros load\n' : ''}      - run: npx kerros build
`
}
