import { rowsOf } from '../columns.ts'
import { interpolate } from '../interpolate.ts'
import { numberIn, textIn } from './options.ts'
import type { Transform } from './transformation.ts'

/** The first so many rows of each frame; the last so many where the number is below zero. */
export const limit: Transform = (frames, options, { scope }) => {
  const written = interpolate(textIn(options, 'limitField'), scope)
  const most = Math.trunc(
    numberIn({ ...options, ...(written === '' ? {} : { limitField: written }) }, 'limitField') || 10,
  )
  return frames.map(frame => {
    if (frame.length <= Math.abs(most)) return frame
    const first = most > 0 ? 0 : frame.length + most
    return rowsOf(
      frame,
      Uint32Array.from({ length: Math.abs(most) }, (_, row) => first + row),
    )
  })
}
