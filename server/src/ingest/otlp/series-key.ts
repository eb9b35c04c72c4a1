/**
 * The label keys of one point's series. They differ in the name and in `le` or `quantile` only, so the rest is encoded once and the
 * canonical key of each is put together from pieces.
 */
import { compareUtf8, encodeLabelKey, type Labels, METRIC_NAME } from '@vedette/model'

export interface PointKeys {
  /** With the name, and with the bucket's or quantile's label where there is one, both encoded. */
  key(name: Uint8Array, extra?: Uint8Array): Uint8Array
}

const NOTHING = new Uint8Array(0)

/** `labels` are sorted and have no name. An attribute called like the extra label gives way where that one is set. */
export function pointKeys(labels: Labels, extraName: string | undefined): PointKeys {
  const nameAt = placeOf(METRIC_NAME, labels)
  const extraAt = extraName === undefined ? labels.length : placeOf(extraName, labels)
  const taken = extraName !== undefined && labels[extraAt]?.name === extraName
  const before = encodeLabelKey(labels.slice(0, nameAt))
  const between = encodeLabelKey(labels.slice(nameAt, extraAt))
  const own = taken ? encodeLabelKey([labels[extraAt]!]) : NOTHING
  const after = encodeLabelKey(labels.slice(taken ? extraAt + 1 : extraAt))
  return {
    key(name, extra = own) {
      const key = new Uint8Array(before.length + name.length + between.length + extra.length + after.length)
      let at = 0
      for (const piece of [before, name, between, extra, after]) {
        key.set(piece, at)
        at += piece.length
      }
      return key
    },
  }
}

function placeOf(name: string, labels: Labels): number {
  const at = labels.findIndex(label => compareUtf8(label.name, name) >= 0)
  return at === -1 ? labels.length : at
}

export function encodedName(name: string): Uint8Array {
  return encodeLabelKey([{ name: METRIC_NAME, value: name }])
}
