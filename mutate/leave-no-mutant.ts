import { inject } from 'vitest'

// Stryker switches a mutant on before the tests of a file, and never off: in a thread that is kept, the one of the run
// before would still be there while the test file is loaded.
const given = inject as (name: string) => unknown
const stryker = (globalThis as { [name: string]: unknown })[String(given('globalNamespace'))] as
  | { activeMutant?: string | undefined }
  | undefined
if (stryker && given('mutantActivation') === 'runtime') stryker.activeMutant = undefined
