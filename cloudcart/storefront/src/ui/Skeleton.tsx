/** Grey shapes of what is to come, shown when it takes longer than a moment. */
export function Skeleton({
  rows,
  shape = 'row',
}: {
  readonly rows: number
  readonly shape?: 'row' | 'card' | 'text'
}) {
  return (
    <div className={shape === 'card' ? 'cards' : 'skeleton-rows'} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={at} className={`skeleton skeleton-${shape}`} />
      ))}
    </div>
  )
}
