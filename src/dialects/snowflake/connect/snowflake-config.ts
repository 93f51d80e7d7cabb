import type { SnowflakeSdkConnection, SnowflakeSdkPool } from '../session/sdk-connection.js'
import type { SnowflakeSessionConfig } from '../session/snowflake-session-config.js'

/** How the user is authenticated. */
export type SnowflakeAuthenticator =
  | 'SNOWFLAKE'
  | 'SNOWFLAKE_JWT'
  | 'PROGRAMMATIC_ACCESS_TOKEN'
  | 'OAUTH'
  | 'OAUTH_AUTHORIZATION_CODE'
  | 'OAUTH_CLIENT_CREDENTIALS'
  | 'WORKLOAD_IDENTITY'
  | 'EXTERNALBROWSER'
  | 'USERNAME_PASSWORD_MFA'
  | `https://${string}`

/** Who connects, and where. Every option may also come from `connections.toml` or a variable of the environment. */
export interface SnowflakeLoginConfig {
  /** The account's identifier, such as `MYORG-MY_ACCOUNT` or `xy12345.eu-central-1`. `_` becomes `-` in the host. */
  readonly account?: string | undefined
  /** The user's login name. */
  readonly user?: string | undefined
  /**
   * How the user is authenticated.
   *
   * Default: as the other options require: `SNOWFLAKE_JWT` with a private key, `OAUTH` with a `token`,
   * `WORKLOAD_IDENTITY` with `workloadIdentityProvider`, `USERNAME_PASSWORD_MFA` with a `passcode`, else `SNOWFLAKE`
   * (the password alone).
   */
  readonly authenticator?: SnowflakeAuthenticator | (string & {}) | undefined
  /** A password. Snowflake is phasing out passwords alone: add a `passcode`, or use a key pair or a token. */
  readonly password?: string | undefined
  /** The code of the user's authenticator app, for a user with MFA. */
  readonly passcode?: string | undefined
  /** Whether the passcode is appended to the password. */
  readonly passcodeInPassword?: boolean | undefined
  /** The private key of a key pair, as PEM text (PKCS#8, encrypted or not). */
  readonly privateKey?: string | undefined
  /** The file with the private key, as PEM; `~` at its start is the home folder. */
  readonly privateKeyPath?: string | undefined
  /** The passphrase of an encrypted private key. */
  readonly privateKeyPass?: string | undefined
  /** A programmatic access token, an OAuth token or an OIDC token: `authenticator` says which. */
  readonly token?: string | undefined
  /** A file with the token; `~` at its start is the home folder. */
  readonly tokenFilePath?: string | undefined
  /** The identity provider of the workload: `AWS`, `AZURE`, `GCP` or `OIDC`. */
  readonly workloadIdentityProvider?: string | undefined
  /** The role of the session. Default: the user's default role. */
  readonly role?: string | undefined
  /** The warehouse of the session. Default: the user's default warehouse. */
  readonly warehouse?: string | undefined
  /** The database of the session. Default: the user's default namespace. */
  readonly database?: string | undefined
  /** The schema of the session. Default: the user's default namespace. */
  readonly schema?: string | undefined
  /** The URL of the account, for private links and tests. Default: made of `account`. */
  readonly accessUrl?: string | undefined
  /** The host of the account, for private links. Default: made of `account`. */
  readonly host?: string | undefined
}

/** Which Snowflake account to connect to, as whom, and how its sessions behave. */
export interface SnowflakeConfig extends SnowflakeLoginConfig, SnowflakeSessionConfig {
  /**
   * The name of a connection in `connections.toml` (or of `[connections.<name>]` in `config.toml`), in the folder
   * `SNOWFLAKE_HOME`, or else `~/.snowflake` or the operating system's folder; or a connection or pool of `snowflake-sdk`
   * that the caller opens and closes, and with which only `maxSessions` and `values` can be given.
   *
   * The file's numbers, booleans and lists are options of the driver, and its table `session_parameters` has the same
   * meaning as {@link SnowflakeSessionConfig.sessionParameters}; options in the code win over both.
   *
   * Default: `SNOWFLAKE_DEFAULT_CONNECTION_NAME`, when it is set.
   */
  readonly connection?: string | SnowflakeSdkConnection | SnowflakeSdkPool | undefined
  /**
   * Further options for `createConnection` of `snowflake-sdk`, such as `proxyHost`, `timeout` or
   * `clientStoreTemporaryCredential`.
   *
   * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-options
   */
  readonly driverOptions?: Readonly<Record<string, unknown>> | undefined
}
