/** Something that a privilege is granted on. */
export interface Securable {
  /** As GRANT says it: `DATABASE`, `SCHEMA`, `WAREHOUSE`, `INTEGRATION`, `STAGE`, `FILE FORMAT`, `DYNAMIC TABLE`, …. */
  readonly kind: string
  /** Its name, part by part, as Snowflake has it; none for the account. */
  readonly name: readonly string[]
}

/** What kerros reads of a row of SHOW GRANTS TO …. */
export interface GrantRow {
  readonly privilege: string
  /** As in `DATABASE_ROLE`; for what is in a schema at times a general word, such as `TABLE` for a view. */
  readonly granted_on: string
  /** With points between its parts; quotes around those that need them, or none. */
  readonly name: string
}

/** What roles may do that act as one: a role and those within it. */
export class RoleGrants {
  readonly #granted: ReadonlySet<string>
  /** What any privilege is granted on. */
  readonly #touched: ReadonlySet<string>
  readonly #roles: ReadonlySet<string>
  /** Whether all of their grants are known: otherwise there may be more. */
  readonly isComplete: boolean

  /**
   * @param rows The grants to all of the roles.
   * @param roles Their names, those of database roles with their database.
   */
  constructor(rows: readonly GrantRow[], roles: readonly string[] = [], isComplete = rows.length > 0) {
    this.#granted = new Set(rows.map(({ privilege, granted_on, name }) => key(privilege, granted_on, name)))
    this.#touched = new Set(rows.map(({ granted_on, name }) => key('', granted_on, name)))
    this.#roles = new Set(roles.map(plain))
    this.isComplete = isComplete
  }

  /** Whether no grant is known at all. */
  get isEmpty(): boolean {
    return this.#granted.size === 0
  }

  /**
   * Whether the roles have a privilege. An owner has all; and any privilege on a database or a schema lets into it.
   *
   * @see https://docs.snowflake.com/en/user-guide/security-access-control-privileges
   */
  has(privilege: string, { kind, name }: Securable): boolean {
    const dotted = name.join('.')
    if (privilege === 'USAGE' && (kind === 'DATABASE' || kind === 'SCHEMA'))
      return this.#touched.has(key('', kind, dotted))
    return [privilege, 'OWNERSHIP', 'ALL', 'ALL PRIVILEGES'].some((one) => this.#granted.has(key(one, kind, dotted)))
  }

  /** Whether a role is one of them. */
  isRole(name: string): boolean {
    return this.#roles.has(plain(name))
  }
}

/** Spellings that differ from version to version of Snowflake are one: quotes, `_` for a space, kinds of tables. */
function key(privilege: string, kind: string, name: string): string {
  return JSON.stringify([words(privilege), group(words(kind)), kind === 'ACCOUNT' ? '' : plain(name)])
}

function words(text: string): string {
  return text.toUpperCase().replaceAll('_', ' ')
}

/** Tables and views of all kinds share their names; storage integrations are listed as integrations. */
function group(kind: string): string {
  if (/\b(TABLE|VIEW)$/.test(kind)) return 'TABLE'
  return kind.endsWith('INTEGRATION') ? 'INTEGRATION' : kind
}

function plain(name: string): string {
  return name.replaceAll('"', '')
}
