import type { RoleGrants, Securable } from './role-grants.js'

/** Whether a session may do something; `unseen` when it may or may not. */
export type Verdict = 'yes' | 'no' | 'unseen'

/** What a session may do: by its role, and by what else is in use. */
export class Access {
  readonly role: string
  readonly #own: RoleGrants
  readonly #others: RoleGrants | undefined
  readonly #hasSecondaryRoles: boolean

  /**
   * @param own What the role may do, by itself and by the roles within it.
   * @param others What the secondary roles may do, and the user by itself; `undefined` when nothing of that is in use.
   * @param hasSecondaryRoles Whether there are other roles in use, or it is not known.
   */
  constructor(role: string, own: RoleGrants, others?: RoleGrants, hasSecondaryRoles = others !== undefined) {
    this.role = role
    this.#own = own
    this.#others = others
    this.#hasSecondaryRoles = hasSecondaryRoles
  }

  /**
   * Whether the session has a privilege. CREATE is the role's alone.
   *
   * @see https://docs.snowflake.com/en/sql-reference/sql/use-secondary-roles
   */
  may(privilege: string, on: Securable): Verdict {
    if (this.#own.has(privilege, on)) return 'yes'
    const isCreate = privilege.startsWith('CREATE ')
    if (!isCreate && this.#others?.has(privilege, on)) return 'yes'
    return this.#no(isCreate)
  }

  /** Whether the session may do what the owner of something may. @param owner The role that Snowflake names. */
  owns(owner: string, on: Securable): Verdict {
    return this.actsAs(owner) === 'yes' ? 'yes' : this.may('OWNERSHIP', on)
  }

  /** Whether the session has what a role has. */
  actsAs(role: string): Verdict {
    return this.#own.isRole(role) || this.#others?.isRole(role) ? 'yes' : this.#no(false)
  }

  /** Why something may be there that is not seen. */
  get doubt(): string {
    if (this.#own.isEmpty) return 'Snowflake shows none of its grants'
    return this.#own.isComplete ? 'not seen, but other roles are in use, too' : 'not seen, but not all grants are shown'
  }

  #no(isCreate: boolean): Verdict {
    if (!this.#own.isComplete) return 'unseen'
    if (isCreate) return 'no'
    return this.#hasSecondaryRoles || this.#others?.isComplete === false ? 'unseen' : 'no'
  }
}
