import path from 'node:path'
import { glob } from 'tinyglobby'
import { readRegularText } from '../../util/regular-file.js'

/** Declarations, and what is installed or written by commands. */
const IGNORED = ['**/*.d.ts', '**/*.d.mts', '**/*.d.cts', '**/node_modules/**', 'target/**']

/**
 * The files of TypeScript in a folder that say a name and that the compiler does not know, relative and sorted.
 *
 * @param known Absolute.
 */
export async function filesNotChecked(
  root: string,
  known: readonly string[],
  name: string,
): Promise<readonly string[]> {
  const checked = new Set(known)
  const all = await glob(['**/*.{ts,tsx,mts,cts}'], { cwd: root, ignore: IGNORED })
  const others = all.filter((file) => !checked.has(path.join(root, file))).sort()
  const texts = await Promise.all(others.map((file) => readRegularText(path.join(root, file))))
  return others.filter((_, i) => saysName(texts[i]!, name))
}

/** Whether a string says a name, and not only a longer one with it. */
function saysName(text: string, name: string): boolean {
  const isPart = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_$]/u.test(char)
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true
  return false
}
