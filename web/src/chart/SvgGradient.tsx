/** A gradient over the whole axis of a drawing, so that bars of one height have one colour at their end. */
import type { GradientStop } from './gradient.ts'

export interface SvgGradientProps {
  readonly id: string
  /** From the upper end of the axis to its lower one. */
  readonly stops: readonly GradientStop[]
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
}

export function SvgGradient({ id, stops, from, to }: SvgGradientProps) {
  return (
    <linearGradient
      id={id}
      gradientUnits="userSpaceOnUse"
      {...{ x1: from[0], y1: from[1], x2: to[0], y2: to[1] }}
    >
      {stops.map(({ at, colour }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: where a colour ends the next one begins
        <stop key={i} offset={at} stopColor={colour} />
      ))}
    </linearGradient>
  )
}
