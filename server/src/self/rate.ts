/** How fast a count grows, over the last half minute: for people who look, not for graphs. */
export interface Rate {
  perSecond(): number
}

const SLOTS = 7

export function createRate(count: () => number, everyMs = 5000): Rate & Disposable {
  const readings: { atMs: number; count: number }[] = [{ atMs: performance.now(), count: count() }]
  const timer = setInterval(() => {
    readings.push({ atMs: performance.now(), count: count() })
    if (readings.length > SLOTS) readings.shift()
  }, everyMs)
  timer.unref()
  return {
    perSecond() {
      const first = readings[0]!
      const seconds = (performance.now() - first.atMs) / 1000
      return seconds < 0.5 ? 0 : (count() - first.count) / seconds
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
