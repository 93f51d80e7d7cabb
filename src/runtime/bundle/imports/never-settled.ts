import { KerrosError } from '../../../core/errors/index.js'

/** Code of users awaits what nothing in the process will settle. */
export class NeverSettled extends KerrosError {
  constructor(message: string, at?: string) {
    super('E_LOAD_PROJECT', message, {
      hint: 'Nothing that runs in the process could resolve or reject the promise. Await one that settles.',
      ...(at !== undefined && { subject: at, at }),
    })
  }
}
