import { type View, zoomed } from './graph-view.js'

/** The mouse's and the finger's events of a graph. */
export function graphMoves(setView: (change: (view: View) => View) => void) {
  return {
    onPointerDown: (event: PointerEvent) => {
      const start = event.target as Element
      if (event.button !== 0 || start.closest('button')) return
      const frame = event.currentTarget as HTMLElement
      let [x, y] = [event.clientX, event.clientY]
      const move = (next: PointerEvent) => {
        // Only then: a click on a node is to reach its link.
        if (!frame.hasPointerCapture(next.pointerId) && Math.hypot(next.clientX - x, next.clientY - y) < 4) return
        frame.setPointerCapture(next.pointerId)
        const [dx, dy] = [next.clientX - x, next.clientY - y]
        x = next.clientX
        y = next.clientY
        setView((view) => ({ ...view, x: view.x + dx, y: view.y + dy }))
      }
      const end = () => {
        frame.removeEventListener('pointermove', move)
        frame.removeEventListener('pointerup', end)
        frame.removeEventListener('pointercancel', end)
      }
      frame.addEventListener('pointermove', move)
      frame.addEventListener('pointerup', end)
      frame.addEventListener('pointercancel', end)
    },
    onWheel: (event: WheelEvent) => {
      // A page with a small graph is scrolled; with Ctrl, or over the large graph, the graph is zoomed.
      const frame = event.currentTarget as HTMLElement
      if (!event.ctrlKey && frame.classList.contains('small')) return
      event.preventDefault()
      const box = frame.getBoundingClientRect()
      const at = { x: event.clientX - box.left, y: event.clientY - box.top }
      setView((view) => zoomed(view, 1.0015 ** -event.deltaY, frame, at))
    },
  }
}
