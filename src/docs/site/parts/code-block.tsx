import { useMemo, useState } from 'preact/hooks'
import { highlighted, languageTitle } from '../data/highlight.js'

/** Code with colors and a button that copies it. */
export function CodeBlock({ code, language }: { readonly code: string; readonly language: string }) {
  const [copied, setCopied] = useState(false)
  const html = useMemo(() => highlighted(code, language), [code, language])
  const copy = async () => {
    await navigator.clipboard.writeText(code)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <div class="code">
      <button type="button" class="copy" onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label={languageTitle(language) ?? 'Text'}>
        <pre>
          {/* What is not highlighted is escaped. */}
          <code dangerouslySetInnerHTML={{ __html: html }} />
        </pre>
      </section>
    </div>
  )
}
