/** One caller at a time, in the order in which they asked. */
export class Turn {
  #taken = false
  readonly #waiting = new Set<() => void>()

  /** Resolves with true when it is the caller's turn, with false when that took too long. Who has the turn must pass it on. */
  take(withinMs: number): Promise<boolean> {
    if (!this.#taken) {
      this.#taken = true
      return Promise.resolve(true)
    }
    return new Promise(resolve => {
      const called = () => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = Number.isFinite(withinMs)
        ? setTimeout(() => {
            this.#waiting.delete(called)
            resolve(false)
          }, withinMs)
        : undefined
      this.#waiting.add(called)
    })
  }

  pass(): void {
    for (const next of this.#waiting) {
      this.#waiting.delete(next)
      next()
      return
    }
    this.#taken = false
  }
}
