import path from 'node:path'
import type { Catalog } from '../../artifacts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import { readRegularText } from '../../util/regular-file.js'

/** The catalog that is written, and what there is to say of it. */
export interface CatalogToWrite {
  readonly catalog: Catalog
  /** Why it is not of now. */
  readonly warning: KerrosError | undefined
}

/**
 * The catalog to write into a folder. When the target could not be read, that is the last one, with the reason among its
 * `errors`: an empty one would say that nothing exists.
 *
 * @param catalog What was read: nothing, when the target could not be.
 * @param unread Why the target could not be read.
 */
export async function keptCatalog(
  folder: string,
  catalog: Catalog,
  unread: KerrosError | undefined,
): Promise<CatalogToWrite> {
  if (!unread) return { catalog, warning: undefined }
  const last = await lastCatalog(path.join(folder, 'catalog.json'))
  const state = last ? `is still that of ${last.metadata.generated_at}` : 'is empty'
  const { code, message, hint, subject } = unread
  const said = `${message}. The catalog ${state}`
  return {
    catalog: { ...(last ?? catalog), errors: [`${code}: ${said}`] },
    warning: new KerrosError(code, said, { ...(hint && { hint }), ...(subject && { subject }), cause: unread }),
  }
}

/** The catalog in a file; `undefined` if the file holds no catalog of dbt's form. */
async function lastCatalog(file: string): Promise<Catalog | undefined> {
  try {
    const last = JSON.parse(await readRegularText(file)) as Partial<Catalog> | null
    const isCatalog = last?.metadata?.dbt_schema_version?.endsWith('/catalog/v1.json') && last.nodes && last.sources
    return isCatalog ? (last as Catalog) : undefined
  } catch {
    return undefined
  }
}
