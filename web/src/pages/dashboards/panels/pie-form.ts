/** Which parts of a pie have room beside it, and where. Pure. */
export interface PieForm {
  readonly legend: 'right' | 'bottom' | 'none'
  /** Are the slices large enough to be written on? */
  readonly hasLabels: boolean
  /** Is there room for the shares beside the values? */
  readonly hasBoth: boolean
}

/** Of the smallest pie that one can see something on. */
const LEAST_PIE = 48
const LEAST_LEGEND = { right: 96, bottom: 40 }

export function pieForm(
  { width, height }: { readonly width: number; readonly height: number },
  wanted: PieForm['legend'],
): PieForm {
  // Nothing is known yet.
  if (width === 0) return { legend: wanted, hasLabels: true, hasBoth: true }
  const fits = {
    right: width >= LEAST_PIE + LEAST_LEGEND.right && height >= LEAST_PIE - 16,
    bottom: height >= LEAST_PIE + LEAST_LEGEND.bottom && width >= LEAST_LEGEND.right,
    none: true,
  }
  const other = wanted === 'right' ? 'bottom' : 'right'
  const legend = wanted === 'none' ? 'none' : fits[wanted] ? wanted : fits[other] ? other : 'none'
  const pie = legend === 'right' ? Math.min(height, width - LEAST_LEGEND.right) : Math.min(height, width)
  return { legend, hasLabels: pie >= 90, hasBoth: (legend === 'right' ? width - LEAST_PIE : width) >= 150 }
}
