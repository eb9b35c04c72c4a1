/**
 * Has what comes closely one after the other told in one task, so that the page is rendered, laid out and painted once for all of it. On a small machine
 * doing so twenty times takes the cores that the next answers need.
 */
export interface Together {
  /** Soon, with the others: at once in the next task, but not before `everyMs` have passed since some were told. */
  add(tell: () => void): void
  /** Now: no more come. */
  tellAll(): void
}

export function together(everyMs = 0): Together {
  let waiting: (() => void)[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  const tellAll = (): void => {
    clearTimeout(timer)
    timer = undefined
    lastMs = performance.now()
    const told = waiting
    waiting = []
    for (const tell of told) {
      try {
        tell()
      } catch (error) {
        // One that fails must not keep the others from being told.
        reportError(error)
      }
    }
  }
  return {
    add(tell) {
      waiting.push(tell)
      timer ??= setTimeout(tellAll, Math.max(0, lastMs + everyMs - performance.now()))
    },
    tellAll,
  }
}
