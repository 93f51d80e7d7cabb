import path from 'node:path'

/** What a project's configuration is called: its file relative to the project's root, with forward slashes. */
export function configPath({
  configFile,
  root,
}: {
  readonly configFile: string | undefined
  readonly root: string
}): string {
  return configFile === undefined ? 'defineProject(…)' : path.relative(root, configFile).split(path.sep).join('/')
}
