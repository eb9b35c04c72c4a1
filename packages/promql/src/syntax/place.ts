/** Places in a query as people read them: `line:column`, both from 1, columns counted in bytes of UTF-8, as Prometheus does. */
const encoder = new TextEncoder()

export function positionOf(query: string, offset: number): string {
  const before = query.slice(0, offset)
  const line = before.split('\n').length
  const column = encoder.encode(before.slice(before.lastIndexOf('\n') + 1)).length + 1
  return `${line}:${column}`
}
