/** Why a query is compared as it is written. It never leaves this room. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical'
}
