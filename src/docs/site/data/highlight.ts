import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import ini from 'highlight.js/lib/languages/ini'
import json from 'highlight.js/lib/languages/json'
import python from 'highlight.js/lib/languages/python'
import shell from 'highlight.js/lib/languages/shell'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { escapeHtml } from '../../../util/escape-html.js'

for (const [name, language] of Object.entries({ bash, ini, json, python, shell, sql, typescript, xml, yaml }))
  hljs.registerLanguage(name, language)

/** What a language is called; `undefined` for one that is not highlighted. */
export function languageTitle(language: string): string | undefined {
  return hljs.getLanguage(language)?.name
}

/** Code as HTML. @param language Its name or the ending of its files; of one that is not known, the code has one color. */
export function highlighted(code: string, language: string): string {
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : escapeHtml(code)
}
