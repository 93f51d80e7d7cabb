import * as fc from 'fast-check'

/** The most cases of a property. */
const MOST = Number(process.env.KERROS_CASES)

/** fast-check with fewer cases, of which the first that fails is enough: a property runs for thousands of mutants. */
export function assert(property, settings = {}) {
  return fc.assert(property, { ...settings, numRuns: Math.min(settings.numRuns ?? 100, MOST), endOnFailure: true })
}

export * from 'fast-check'
export default { ...fc, assert }
