/** The moments at which an expression is evaluated: `count` of them, `stepMs` apart. An instant query has one. */
export interface Grid {
  readonly startMs: number
  readonly stepMs: number
  readonly count: number
}

/** Without any moment when the end lies before the start. */
export function gridOf(startMs: number, endMs: number, stepMs: number): Grid {
  return { startMs, stepMs, count: endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1 }
}

export function timeAt(grid: Grid, step: number): number {
  return grid.startMs + step * grid.stepMs
}

export function endOf(grid: Grid): number {
  return timeAt(grid, grid.count - 1)
}

export function timesOf(grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, step) => timeAt(grid, step))
}
