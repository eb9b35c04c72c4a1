/** A line the size of a word. What it says stands beside it, so it has a name and nothing else. */
import { useMemo } from 'react'
import type { Cell } from './align.ts'
import { sparkPaths } from './sparkline-path.ts'
import './Sparkline.css'

export interface SparklineProps {
  readonly values: ArrayLike<Cell>
  /** For those who don't see it: `Request rate, last hour`. Without one it is decoration. */
  readonly name?: string | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly colour?: string | undefined
  readonly area?: boolean | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Takes the width of its parent and stretches. */
  readonly stretch?: boolean | undefined
}

export function Sparkline(props: SparklineProps) {
  const {
    values,
    name,
    width = 96,
    height = 20,
    colour = 'var(--accent)',
    area = true,
    min,
    max,
    stretch = false,
  } = props
  const paths = useMemo(() => {
    const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
    return sparkPaths(values, width, height, range)
  }, [values, width, height, min, max])
  return (
    <svg
      className={stretch ? 'sparkline sparkline-stretched' : 'sparkline'}
      viewBox={`0 0 ${width} ${height}`}
      width={stretch ? undefined : width}
      height={height}
      preserveAspectRatio={stretch ? 'none' : 'xMidYMid meet'}
      style={{ color: colour }}
      role="img"
      aria-label={name}
      aria-hidden={name === undefined}
    >
      {area && <path className="sparkline-area" d={paths.area} />}
      <path className="sparkline-line" d={paths.line} />
    </svg>
  )
}
