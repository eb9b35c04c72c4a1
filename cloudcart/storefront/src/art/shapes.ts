/** The few shapes that pictures are made of, on a field of 200 by 200 with the floor at 158. Colours are numbers of the palette. */
export type Colour = 0 | 1 | 2 | 3 | 4 | 5

/** Of a palette: 0 wall, 1 behind, 2 main, 3 second, 4 light, 5 dark. */
export type Shape =
  | {
      readonly kind: 'rect'
      readonly box: readonly [x: number, y: number, w: number, h: number, r: number]
      readonly fill: Colour
    }
  | {
      readonly kind: 'circle'
      readonly at: readonly [x: number, y: number, r: number]
      readonly fill: Colour
    }
  | { readonly kind: 'path'; readonly d: string; readonly fill: Colour }
  | { readonly kind: 'line'; readonly d: string; readonly stroke: Colour; readonly width: number }

export type Motif = readonly Shape[]

export const r = (x: number, y: number, w: number, h: number, radius: number, fill: Colour): Shape => ({
  kind: 'rect',
  box: [x, y, w, h, radius],
  fill,
})
export const c = (x: number, y: number, radius: number, fill: Colour): Shape => ({
  kind: 'circle',
  at: [x, y, radius],
  fill,
})
export const p = (d: string, fill: Colour): Shape => ({ kind: 'path', d, fill })
export const l = (d: string, stroke: Colour, width: number): Shape => ({ kind: 'line', d, stroke, width })
