import { PEER_VERSIONS } from '../../../core/peers/peer-versions.js'
import type { StarterChoice } from '../choice/starter-choice.js'
import type { Template } from '../templates/template.js'
import { json } from './json.js'

/** The scripts and packages of a new project. */
export function packageJson(
  name: string,
  version: string,
  engine: StarterChoice['engine'],
  { data }: Pick<Template, 'data'>,
): string {
  const onSnowflake = engine === 'snowflake'
  return json({
    name: name.replaceAll('_', '-'),
    private: true,
    type: 'module',
    scripts: {
      build: data ? 'kerros load && kerros build' : 'kerros build',
      // kerros reads the environment; Node reads the file.
      ...(onSnowflake && { 'build:prod': 'node --env-file=.env node_modules/kerros/dist/cli.js build --target prod' }),
      check: 'tsc',
      test: 'tsx --test test/*.test.ts',
      start: 'tsx app.ts',
    },
    dependencies: {
      kerros: `^${version}`,
      kysely: PEER_VERSIONS.kysely.range,
      '@duckdb/node-api': '^1.5.6-r.1',
      ...(onSnowflake && { 'snowflake-sdk': PEER_VERSIONS['snowflake-sdk'].range }),
    },
    // tsx runs TypeScript also on a Node that cannot.
    devDependencies: { '@types/node': '>=20.19.0', tsx: '^4.23.0', typescript: '>=5.9.0' },
    // Its install script only speeds up its command; npm would ask about it.
    allowScripts: { esbuild: false },
  })
}
