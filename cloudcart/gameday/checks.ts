/** What has to be seen, each as something that can be looked for again and again. */
import type { Expected, ExpectedAlert } from '../scenarios/scenario.ts'
import type { Observed } from './observe.ts'

export interface Check {
  readonly what: string
  readonly withinSeconds: number
  begin(): Seen
}

export interface Seen {
  look(observed: Observed, elapsedSeconds: number, scale: number): Promise<'seen' | 'not yet' | 'not checked'>
}

/** Traces and logs have no time of their own: they must show by the time that the alert must. */
export function checksOf({ metrics, edges, logs, alert }: Expected): Check[] {
  const { withinSeconds } = alert
  return [
    ...metrics.map(({ says, query, withinSeconds }) =>
      check(whatShows(says), withinSeconds, async observed =>
        (await observed.finds(query)) ? 'seen' : 'not yet',
      ),
    ),
    ...edges.map(edge =>
      check(
        `traces: ${edge.from} calls ${edge.to}${edge.failed === true ? ', which fails' : ''}`,
        withinSeconds,
        async observed => answerOf(observed.edge(edge)),
      ),
    ),
    ...logs.map(({ service, says }) =>
      check(`logs: ${service} writes ${says}`, withinSeconds, async observed =>
        answerOf(observed.logged(service, says)),
      ),
    ),
    alertCheck(alert),
  ]
}

export function whatShows(says: string): string {
  return `metrics: ${says}`
}

function check(
  what: string,
  withinSeconds: number,
  look: (observed: Observed) => ReturnType<Seen['look']>,
): Check {
  return { what, withinSeconds, begin: () => ({ look }) }
}

/** Fires as an alert rule does: when its query has found something for so long, without a gap. */
function alertCheck({ name, query, forSeconds, withinSeconds }: ExpectedAlert): Check {
  return {
    what: `alert: ${name}`,
    withinSeconds,
    begin() {
      let since: number | undefined
      return {
        async look(observed, elapsedSeconds) {
          if (!(await observed.finds(query))) since = undefined
          else since ??= elapsedSeconds
          return since !== undefined && elapsedSeconds - since >= forSeconds ? 'seen' : 'not yet'
        },
      }
    },
  }
}

function answerOf(found: boolean | undefined): 'seen' | 'not yet' | 'not checked' {
  if (found === undefined) return 'not checked'
  return found ? 'seen' : 'not yet'
}
