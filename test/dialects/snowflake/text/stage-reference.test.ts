import { Dialect, validate } from '@polyglot-sql/sdk'
import { describe, expect, it } from 'vitest'
import { copySql } from '../../../../src/dialects/snowflake/load/snowflake-copy.js'
import { putSql } from '../../../../src/dialects/snowflake/load/snowflake-put.js'
import { stageReference } from '../../../../src/dialects/snowflake/text/stage-reference.js'

/**
 * Reads a string of Snowflake as its documentation has it: two quotes are one, a backslash escapes what follows.
 *
 * @returns What the string is, and what comes after it.
 */
function readString(sql: string): readonly [string, string] {
  expect(sql[0]).toBe("'")
  let text = ''
  for (let i = 1; i < sql.length; i++) {
    if (sql[i] === '\\') text += sql[++i]
    else if (sql[i] !== "'") text += sql[i]
    else if (sql[i + 1] === "'") text += sql[i++]
    else return [text, sql.slice(i + 1)]
  }
  throw new Error(`a string without an end: ${sql}`)
}

/** Reads `@"A"."B"."C"/path`. */
function readReference(text: string): { readonly names: readonly string[]; readonly path: string } {
  const names: string[] = []
  let rest = text.slice(1)
  for (;;) {
    const [quoted] = /^"(?:[^"]|"")+"/.exec(rest)!
    names.push(quoted.slice(1, -1).replaceAll('""', '"'))
    rest = rest.slice(quoted.length)
    if (rest[0] !== '.') return { names, path: rest }
    rest = rest.slice(1)
  }
}

const NAMES = ['PLAIN', 'WITH BLANK', 'DASH-ED', `IT'S`, 'A "QUOTE"', 'BACK\\SLASH', "'; DROP TABLE X; --", 'Ä.Ö']

describe('a reference to a stage', () => {
  const places = NAMES.flatMap((database) =>
    NAMES.flatMap((schema) => NAMES.map((name) => ({ database, schema, name }))),
  )

  it('is one string that names database, schema, stage and path, with any characters in them', () => {
    for (const { database, schema, name } of places)
      for (const path of ['', `a b/it's "c"-\\d.csv`]) {
        const [text, rest] = readString(stageReference({ database, schema, name }, path))
        expect(rest).toBe('')
        expect(text[0]).toBe('@')
        expect(readReference(text)).toEqual({ names: [database, schema, name], path: path && `/${path}` })
      }
  })

  it('has no path where none is given', () => {
    expect(stageReference({ database: 'db', schema: 's', name: 'files' })).toBe(`'@"DB"."S"."FILES"'`)
  })

  it('is where PUT and COPY INTO have it, next to the names of files', () => {
    for (const name of NAMES) {
      const reference = stageReference({ database: 'DB', schema: name, name })
      const put = putSql(`/data/${name}/a b.csv`, reference, true)
      const [file, afterFile] = readString(put.slice('put '.length))
      expect(file).toBe(`file:///data/${name}/a b.csv`)
      expect(readReference(readString(afterFile.trimStart())[0]).names).toEqual(['DB', name, name])
      const copy = copySql('"DB"."S"."T"', reference, `${name} 1.csv`, 'type = csv')
      const [, afterStage] = readString(copy.slice(copy.indexOf(" from '") + ' from '.length))
      expect(readString(afterStage.slice(' files = ('.length))[0]).toBe(`${name} 1.csv`)
      expect(validate(copy, Dialect.Snowflake)).toMatchObject({ valid: true })
    }
  })
})
