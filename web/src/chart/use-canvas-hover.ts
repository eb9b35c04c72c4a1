/** The pointer over a canvas: a tooltip, and the crosshair that is shared with other charts. Outside React's render, like that of plots. */
import { type RefObject, useEffect, useRef } from 'react'
import { createChartTooltip, type TooltipContent } from './ChartTooltip.ts'
import { type Box, type TimeSpan, timeAt, xOf } from './canvas-frame.ts'
import type { CrosshairShare } from './chart-types.ts'
import { type CrosshairMember, joinCrosshair } from './crosshair.ts'

export interface CanvasScene {
  readonly box: Box
  readonly span: TimeSpan
  /** What stands at a point of the canvas; undefined for nothing. */
  contentAt(x: number, y: number): TooltipContent | undefined
}

/** `scene` is asked for at every move, so it may change without effect here. `line` is the node that marks the time. */
export function useCanvasHover(
  canvas: RefObject<HTMLCanvasElement | null>,
  line: RefObject<HTMLElement | null>,
  scene: () => CanvasScene | undefined,
  crosshair: CrosshairShare | undefined,
  onPick?: (x: number, y: number) => void,
): void {
  const latest = useRef({ scene, onPick })
  latest.current = { scene, onPick }
  const key = crosshair === undefined || crosshair.mode === 'off' ? undefined : crosshair.key

  useEffect(() => {
    const node = canvas.current
    const mark = line.current
    if (node === null || mark === null) return
    const tooltip = createChartTooltip()
    let member: CrosshairMember | undefined

    const lineAt = (atMs: number | null): void => {
      const now = latest.current.scene()
      const outside = atMs === null || now === undefined || atMs < now.span.fromMs || atMs > now.span.toMs
      mark.hidden = outside
      if (outside) return
      mark.style.transform = `translateX(${Math.round(xOf(atMs, now.box, now.span))}px)`
      mark.style.height = `${now.box.height}px`
      mark.style.top = `${now.box.top}px`
    }
    if (key !== undefined) member = joinCrosshair(key, lineAt)

    const move = (event: PointerEvent): void => {
      const now = latest.current.scene()
      if (now === undefined) return
      const { left, top } = node.getBoundingClientRect()
      const x = event.clientX - left
      const y = event.clientY - top
      const { box } = now
      const inside = x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height
      const atMs = inside ? timeAt(x, box, now.span) : null
      lineAt(atMs)
      member?.move(atMs)
      const content = inside ? now.contentAt(x, y) : undefined
      if (content === undefined) tooltip.hide()
      else tooltip.show(content, event.clientX, event.clientY)
    }
    const leave = (): void => {
      tooltip.hide()
      lineAt(null)
      member?.move(null)
    }
    const press = (event: MouseEvent): void => {
      const { left, top } = node.getBoundingClientRect()
      latest.current.onPick?.(event.clientX - left, event.clientY - top)
    }
    node.addEventListener('pointermove', move)
    node.addEventListener('pointerleave', leave)
    node.addEventListener('click', press)
    return () => {
      node.removeEventListener('pointermove', move)
      node.removeEventListener('pointerleave', leave)
      node.removeEventListener('click', press)
      member?.leave()
      tooltip.destroy()
    }
  }, [canvas, line, key])
}
