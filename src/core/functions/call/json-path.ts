import { KerrosError } from '../../errors/index.js'

const STEP = /\.?([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\["([^"\\\0]+)"\]/y

/**
 * The steps of a path into JSON: names of keys and positions, as in `a.b[0]` or `a["some key"]`.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a path that is not of this form.
 */
export function parseJsonPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < path.length) {
    const start = STEP.lastIndex
    const match = STEP.exec(path)
    const startsRight = match && path.startsWith('.', start) === (start > 0 && match[1] !== undefined)
    if (!startsRight) return invalid(path)
    steps.push(match[2] === undefined ? (match[1] ?? match[3]!) : Number(match[2]))
  }
  return steps.length > 0 ? steps : invalid(path)
}

function invalid(path: string): never {
  throw new KerrosError('E_INVALID_OPTION', `"${path}" is not a path into JSON`, {
    hint: 'Write keys separated by points, positions from 0 in brackets and other keys in quotes: a.b[0]["some key"].',
  })
}
