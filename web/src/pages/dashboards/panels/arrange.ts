/** So many equal boxes in the room that there is: as square as they can be, none smaller than can be read. */
export interface Arrangement {
  readonly columns: number
  readonly rows: number
  readonly width: number
  readonly height: number
}

export function arrange(
  count: number,
  room: { readonly width: number; readonly height: number },
  orientation: unknown,
  least: { readonly width: number; readonly height: number },
): Arrangement {
  const some = Math.max(1, count)
  const mostColumns = Math.max(1, Math.min(some, Math.floor(room.width / least.width)))
  const columns =
    orientation === 'horizontal'
      ? 1
      : orientation === 'vertical'
        ? mostColumns
        : best(some, room, mostColumns, least.height)
  const rows = Math.ceil(some / columns)
  return {
    columns,
    rows,
    width: room.width / columns,
    height: Math.max(least.height, room.height / rows),
  }
}

/** The columns that leave the largest letters for a value that is three times as wide as high. */
function best(
  count: number,
  room: { readonly width: number; readonly height: number },
  most: number,
  leastHeight: number,
): number {
  let found = 1
  let largest = 0
  for (let columns = 1; columns <= most; columns++) {
    // What would have to be scrolled comes last.
    const isWhole = Math.ceil(count / columns) * leastHeight <= room.height
    const size =
      (isWhole ? 1 : 0.01) * Math.min(room.width / columns / 3, room.height / Math.ceil(count / columns))
    if (size <= largest + 0.01) continue
    largest = size
    found = columns
  }
  return found
}
