/**
 * Has what is told in one turn told in one task, so that the page is rendered once for all of it. By itself a query tells those who look at it in a task of
 * its own, and with it all of React's work, layout and paint come anew for each of twenty answers.
 */
export function together(): (tell: () => void) => void {
  let waiting: (() => void)[] = []
  const tellAll = (): void => {
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
  return tell => {
    waiting.push(tell)
    if (waiting.length === 1) setTimeout(tellAll, 0)
  }
}
