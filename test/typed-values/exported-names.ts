import * as macros from 'kerros/macros'
import * as functions from '../../src/core/functions/index.js'

const namesIn = (module: object): readonly string[] =>
  Object.entries(module).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))

/** Every function for queries that `kerros` exports. */
export const FUNCTIONS = namesIn(functions)

/** Everything that `kerros/macros` exports. */
export const MACROS = namesIn(macros)
