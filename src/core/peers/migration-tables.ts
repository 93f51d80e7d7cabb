/**
 * The tables of Kysely's migrations, which introspection leaves out. `kysely/migration` exports the names; importing it would
 * make a version of Kysely that lacks it fail before kerros can say which version it needs.
 */
export const MIGRATION_TABLES: ReadonlySet<string> = new Set(['kysely_migration', 'kysely_migration_lock'])
