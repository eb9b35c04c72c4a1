/** The end of an id tells orders apart; its beginning is the same for all of one day. */
export function shortId(id: string): string {
  return id.length <= 12 ? id : `…${id.slice(-8)}`
}
