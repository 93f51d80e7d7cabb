import hljs from 'highlight.js/lib/core'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import { useMemo, useState } from 'preact/hooks'

hljs.registerLanguage('sql', sql)
hljs.registerLanguage('typescript', typescript)

/** Code with colors and a button that copies it. */
export function CodeBlock({ code, language }: { readonly code: string; readonly language: 'sql' | 'typescript' }) {
  const [copied, setCopied] = useState(false)
  const html = useMemo(() => hljs.highlight(code, { language }).value, [code, language])
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
      <section class="scroll" tabIndex={0} aria-label={language === 'sql' ? 'SQL' : 'TypeScript'}>
        <pre>
          <code dangerouslySetInnerHTML={{ __html: html }} />
        </pre>
      </section>
    </div>
  )
}
