import { useEffect, useState } from 'preact/hooks'
import type { SiteDrawing } from '../../site-data.js'

declare global {
  interface Window {
    /** Called by the script of each drawing. */
    KERROS_DRAWN: (file: string, drawing: SiteDrawing) => void
  }
}

const drawings = new Map<string, Promise<SiteDrawing>>()
const arrived = new Map<string, SiteDrawing>()

window.KERROS_DRAWN = (file, drawing) => {
  arrived.set(file, drawing)
}

/** The drawing of a chart, which is loaded when it is first asked for; `undefined` until it is there, `null` if it is missing. */
export function useDrawing(file: string | undefined): SiteDrawing | null | undefined {
  const [drawing, setDrawing] = useState(file === undefined ? undefined : arrived.get(file))
  const [isMissing, setMissing] = useState(false)
  useEffect(() => {
    if (file === undefined) return
    load(file).then(setDrawing, () => setMissing(true))
  }, [file])
  return isMissing ? null : drawing
}

function load(file: string): Promise<SiteDrawing> {
  const known = drawings.get(file)
  if (known) return known
  const loading = new Promise<SiteDrawing>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = file
    script.onload = () => (arrived.has(file) ? resolve(arrived.get(file)!) : reject(new Error(file)))
    script.onerror = () => reject(new Error(file))
    document.head.append(script)
  })
  drawings.set(file, loading)
  return loading
}
