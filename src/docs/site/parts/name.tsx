import { Fragment } from 'preact'

/** A name that breaks between its words where a line is too short, after `_` and `.`, and not within a word. */
export function Name({ of }: { readonly of: string }) {
  return of.split(/(?<=[_.])/).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}
