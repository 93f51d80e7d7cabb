import path from 'node:path'
import { expandHome } from './expand-home.js'
import type { LoginSurroundings } from './login-options.js'

/**
 * The folders where Snowflake's tools keep `connections.toml`, the first one first: `SNOWFLAKE_HOME` alone when it is set,
 * else `~/.snowflake` and then the operating system's folder for settings.
 *
 * @see https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-cli
 */
export function connectionFolders({ env, homeFolder, platform }: LoginSurroundings): readonly string[] {
  const chosen = env['SNOWFLAKE_HOME']
  if (chosen) return [expandHome(chosen, homeFolder)]
  return [path.join(homeFolder, '.snowflake'), path.join(settingsFolder(env, homeFolder, platform), 'snowflake')]
}

function settingsFolder(env: LoginSurroundings['env'], homeFolder: string, platform = process.platform): string {
  if (platform === 'win32') return path.join(homeFolder, 'AppData', 'Local')
  if (platform === 'darwin') return path.join(homeFolder, 'Library', 'Application Support')
  return env['XDG_CONFIG_HOME'] || path.join(homeFolder, '.config')
}
