/** The flags above the lines of marks: buttons, so that they can be reached and pressed. Those that would lie on one another are one. */
import type uPlot from 'uplot'
import { type ChartMark, MARK_WORDS } from './chart-types.ts'
import { formatMoment } from './time-ticks.ts'

export interface FlagHandlers {
  onOpen(mark: ChartMark): void
  onHover(marks: readonly ChartMark[] | undefined, flag: HTMLElement): void
}

export interface Flags {
  layOut(u: uPlot, marks: readonly ChartMark[], zone: string): void
}

const APART = 12

export function createFlags(handlers: FlagHandlers): Flags {
  let laidOut = ''
  let layer: HTMLElement | undefined
  return {
    layOut(u, marks, zone) {
      const groups = grouped(u, marks)
      const signature = groups
        .map(({ left, members }) => `${left} ${members.map(mark => mark.key)}`)
        .join('|')
      if (layer !== undefined && layer.parentElement === u.over && signature === laidOut) return
      laidOut = signature
      layer?.remove()
      layer = document.createElement('div')
      layer.className = 'chart-flags'
      for (const { left, members } of groups) layer.append(flag(left, members, zone, handlers))
      u.over.append(layer)
    },
  }
}

interface Group {
  readonly left: number
  readonly members: ChartMark[]
}

function grouped(u: uPlot, marks: readonly ChartMark[]): Group[] {
  const groups: Group[] = []
  for (const mark of [...marks].sort((a, b) => a.atMs - b.atMs)) {
    const left = Math.round(u.valToPos(mark.atMs, 'x'))
    if (!(left >= 0) || left > u.over.clientWidth) continue
    const last = groups.at(-1)
    if (last !== undefined && left - last.left < APART) last.members.push(mark)
    else groups.push({ left, members: [mark] })
  }
  return groups
}

function flag(
  left: number,
  marks: readonly ChartMark[],
  zone: string,
  { onOpen, onHover }: FlagHandlers,
): HTMLElement {
  const [first] = marks
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `chart-flag chart-flag-${first!.kind}`
  button.style.left = `${left}px`
  const words = marks.map(mark => `${MARK_WORDS[mark.kind]}: ${mark.label}, ${formatMoment(mark.atMs, zone)}`)
  button.setAttribute('aria-label', words.join('; '))
  const shape = document.createElement('span')
  shape.className = 'chart-flag-shape'
  if (first!.colour !== undefined) shape.style.background = first!.colour
  button.append(shape)
  // The plot below takes presses for the beginning of a zoom.
  button.addEventListener('mousedown', event => event.stopPropagation())
  button.addEventListener('click', () => onOpen(first!))
  for (const type of ['mouseenter', 'focus']) button.addEventListener(type, () => onHover(marks, button))
  for (const type of ['mouseleave', 'blur']) button.addEventListener(type, () => onHover(undefined, button))
  return button
}
