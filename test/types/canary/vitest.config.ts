import path from 'node:path'
import config from '../../../vitest.config.js'

const { test, ...shared } = config as any
const types = test.projects.find((project: any) => project.test.name === 'types')
const { typecheck } = types.test

/** The project of type tests, over tests that have to fail. */
export default {
  ...shared,
  root: path.resolve(import.meta.dirname, '../../..'),
  test: {
    ...test,
    projects: [
      {
        ...types,
        test: {
          ...types.test,
          typecheck: {
            ...typecheck,
            include: ['test/types/canary/*.test-d.ts'],
            tsconfig: 'test/types/canary/tsconfig.json',
          },
        },
      },
    ],
  },
}
