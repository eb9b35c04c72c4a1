/** The picture of a product: its motif before a wall in the colours of its category. */
import { memo, type ReactNode } from 'react'
import { motifOf, numberOf } from './motifs.ts'
import type { Shape } from './shapes.ts'

export interface ProductArtProps {
  readonly category: string
  readonly name: string
  /** What it shows stands beside it in words nearly everywhere; else say so. */
  readonly label?: string
}

export const ProductArt = memo(function ProductArt({ category, name, label }: ProductArtProps) {
  const seed = numberOf(name)
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is hidden, or has a label
    <svg
      className="art"
      data-category={category}
      viewBox="0 0 200 200"
      preserveAspectRatio="xMidYMid slice"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <rect className="a0" width="200" height="200" />
      {backdrop(seed)}
      <path className="a1" d="M0 158h200v42H0z" />
      <ellipse className="shade" cx="100" cy="160" rx="72" ry="6" />
      {motifOf(category, name).map((shape, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a motif never changes
        <Drawn key={at} shape={shape} />
      ))}
    </svg>
  )
})

function backdrop(seed: number): ReactNode {
  const shift = (seed % 5) * 14 - 28
  const kinds = [
    <circle key="sun" className="a1" cx={100 + shift} cy={88} r={66} />,
    <path key="arch" className="a1" d={`M${46 + shift} 158V86a54 54 0 0 1 108 0v72z`} />,
    <path key="hill" className="a1" d={`M0 158V${120 + shift / 2}q60-64 110-22t90-20v80z`} />,
    <path key="stripes" className="a1" d={`M0 ${150 - shift}L150 0h34L0 184zM60 200 200 60v34L94 200z`} />,
  ]
  return kinds[(seed >>> 8) % kinds.length]
}

function Drawn({ shape }: { readonly shape: Shape }) {
  switch (shape.kind) {
    case 'rect': {
      const [x, y, width, height, rx] = shape.box
      return <rect className={`a${shape.fill}`} {...{ x, y, width, height, rx }} />
    }
    case 'circle': {
      const [cx, cy, r] = shape.at
      return <circle className={`a${shape.fill}`} {...{ cx, cy, r }} />
    }
    case 'path':
      return <path className={`a${shape.fill}`} d={shape.d} />
    case 'line':
      return <path className={`line s${shape.stroke}`} d={shape.d} strokeWidth={shape.width} />
  }
}
