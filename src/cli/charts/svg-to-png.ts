import { KerrosError } from '../../core/errors/index.js'

/** Pixels of the PNG for each pixel of the SVG: two, so that text is sharp on the screens of today. */
const ZOOM = 2

/**
 * An SVG picture as PNG.
 *
 * @throws KerrosError `E_MISSING_DRIVER` when `@resvg/resvg-js`, an optional peer dependency, is not installed.
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await loadResvg()
  const fonts = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' }
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: ZOOM }, font: fonts }).render().asPng()
}

async function loadResvg(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js')
  } catch (cause) {
    throw new KerrosError('E_MISSING_DRIVER', 'PNG needs the package "@resvg/resvg-js", which is not installed', {
      hint: 'Install it next to kerros: npm install @resvg/resvg-js. SVG needs no package.',
      cause,
    })
  }
}
