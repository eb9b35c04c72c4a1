/**
 * A line with the area down to whatever stands below it at each time. uPlot's own bands lie between two series: where the lower one has a gap the
 * band has it too, and a stack that a series joins late has a hole before.
 */
import uPlot from 'uplot'

/** `floors` of the series as they are drawn, asked for at each drawing. */
export function stackedArea(state: {
  readonly floors: readonly (Float64Array | undefined)[]
}): uPlot.Series.PathBuilder {
  const line = uPlot.paths.linear!()
  return (u, seriesIndex, from, to) => {
    const paths = line(u, seriesIndex, from, to)
    const floor = state.floors[seriesIndex - 1]
    return paths === null || floor === undefined
      ? paths
      : { ...paths, fill: areaAbove(u, seriesIndex, floor, from, to) }
  }
}

function areaAbove(u: uPlot, seriesIndex: number, floor: Float64Array, from: number, to: number): Path2D {
  const edge = u.data[seriesIndex]!
  const { scale = 'left' } = u.series[seriesIndex]!
  const xAt = (i: number): number => u.valToPos(u.data[0][i]!, 'x', true)
  const yAt = (value: number): number => u.valToPos(value, scale, true)
  const area = new Path2D()
  for (const run of runsOf(edge, from, to)) {
    run.forEach((i, n) => {
      if (n === 0) area.moveTo(xAt(i), yAt(edge[i]!))
      else area.lineTo(xAt(i), yAt(edge[i]!))
    })
    for (const i of run.toReversed()) area.lineTo(xAt(i), yAt(floor[i]!))
    area.closePath()
  }
  return area
}

/** The places between gaps; those at which other series alone have a value are passed over. */
export function runsOf(edge: ArrayLike<number | null | undefined>, from: number, to: number): number[][] {
  const runs: number[][] = []
  let run: number[] | undefined
  for (let i = from; i <= to; i++) {
    if (edge[i] === null) run = undefined
    else if (edge[i] !== undefined) {
      if (run === undefined) {
        run = []
        runs.push(run)
      }
      run.push(i)
    }
  }
  return runs
}
