import { describe, expect, it } from 'vitest'
import { labelPlaces } from './label-places.ts'

describe('labelPlaces', () => {
  it('leaves labels in the middle of what they name', () => {
    expect(
      labelPlaces(
        [
          { at: 50, width: 20 },
          { at: 90, width: 20 },
        ],
        0,
        200,
      ),
    ).toEqual([50, 90])
  })

  it('moves those at the ends inwards, so that none is cut', () => {
    expect(
      labelPlaces(
        [
          { at: 0, width: 40 },
          { at: 200, width: 60 },
        ],
        0,
        200,
      ),
    ).toEqual([20, 170])
  })

  it('leaves out what would lie on its neighbour or is wider than all', () => {
    expect(
      labelPlaces(
        [
          { at: 10, width: 40 },
          { at: 40, width: 40 },
          { at: 90, width: 40 },
        ],
        0,
        200,
      ),
    ).toEqual([20, undefined, 90])
    expect(labelPlaces([{ at: 10, width: 400 }], 0, 200)).toEqual([undefined])
  })
})
