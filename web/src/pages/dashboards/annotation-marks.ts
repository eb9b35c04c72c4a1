/** From the answer of an annotation's query to marks: what lasts from step to step is one of them. Pure. */
import { type AnnotationQuery, fillTemplate } from '@vedette/dashboard'
import type { MatrixSeries } from '../../api/prometheus.ts'
import type { ChartMark } from '../../chart/chart-types.ts'

/** More marks than this hide what they mark. */
const MOST_MARKS = 500

/** `place` tells the annotation from others, which may have its name. */
export function marksOf(
  annotation: Pick<AnnotationQuery, 'name' | 'titleFormat' | 'textFormat' | 'useValueForTime'>,
  series: readonly MatrixSeries[],
  stepMs: number,
  place: number,
): ChartMark[] {
  const { name, titleFormat = '', textFormat = '', useValueForTime } = annotation
  const marks: ChartMark[] = []
  series.forEach(({ metric, values = [] }, index) => {
    const title = titleFormat === '' ? name : fillTemplate(titleFormat, metric)
    const text = fillTemplate(textFormat, metric)
    const label = [title, text].filter(part => part !== '').join(': ')
    let open: { fromMs: number; toMs: number } | undefined
    const close = (): void => {
      if (open === undefined || marks.length >= MOST_MARKS) return
      const { fromMs, toMs } = open
      const ends = toMs > fromMs ? { toMs } : {}
      marks.push({ key: `${place} ${index} ${fromMs}`, kind: 'note', atMs: fromMs, label, ...ends })
      open = undefined
    }
    const seen = new Set<number>()
    for (const [seconds, value] of values) {
      const number = Number(value)
      if (useValueForTime === true) {
        // A time may stand at every step; it is one mark. Seconds or milliseconds, as people have them.
        const atMs = number < 1e11 ? number * 1000 : number
        if (!Number.isFinite(atMs) || atMs <= 0 || seen.has(atMs) || marks.length >= MOST_MARKS) continue
        seen.add(atMs)
        marks.push({ key: `${place} ${index} ${atMs}`, kind: 'note', atMs, label })
        continue
      }
      const atMs = seconds * 1000
      if (!(number > 0)) continue
      if (open !== undefined && atMs - open.toMs <= stepMs * 1.01) open.toMs = atMs
      else {
        close()
        open = { fromMs: atMs, toMs: atMs }
      }
    }
    close()
  })
  return marks
}
