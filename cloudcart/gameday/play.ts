/** Plays one game day: breaks what the scenario says, looks for what is expected, mends everything, and says what was seen when. */
import type { Expected, Moment, Scenario } from '../scenarios/scenario.ts'
import { type Check, checksOf, type Seen, whatShows } from './checks.ts'
import type { Observed } from './observe.ts'

export interface FaultSwitch {
  start(fault: string, grade: number, seconds: number): Promise<void>
  end(fault: string): Promise<void>
  endAll(): Promise<void>
}

export interface Stage {
  readonly faults: FaultSwitch
  readonly observed: Observed
  /** 1 plays at the speed of the story; 0.1 ten times as fast, for which scrapes must be that much more frequent. */
  readonly scale: number
  /** Whatever is waited for may take so many times as long as its story says: for machines that do other things beside. */
  readonly patience?: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  readonly nowMs?: () => number
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface Verdict {
  readonly passed: boolean
  readonly results: readonly Result[]
}

export interface Result {
  readonly what: string
  readonly outcome: 'seen' | 'missed' | 'not checked'
  /** Seconds from the first fault on. */
  readonly afterSeconds?: number
  readonly detail?: string
}

const LOOK_EVERY_MS = 1_000
const CALM_WITHIN_S = 120
const RECOVERS_WITHIN_S = 180
/** Faults end by themselves this long after the game should be over. */
const GRACE_S = 60

export async function play(scenario: Scenario, expected: Expected, stage: Stage): Promise<Verdict> {
  const { faults, observed, scale, patience = 1, say, signal } = stage
  const { nowMs = () => performance.now(), pause = wait } = stage
  const checks = checksOf(expected)
  const results: Result[] = []
  const lasts = Math.max(
    ...checks.map(check => check.withinSeconds * patience),
    ...scenario.timeline.map(each => each.atSeconds),
  )

  if (!(await becomesCalm(expected, stage))) {
    say(
      `before anything is broken, ${expected.alert.name} or what must stay quiet already shows; the verdict may mean little`,
    )
  }
  await observed.begin()
  const before = await alreadyThere(expected, observed)

  const beganMs = nowMs()
  const elapsed = (): number => (nowMs() - beganMs) / 1000 / scale
  const pending = [...scenario.timeline].sort((a, b) => a.atSeconds - b.atSeconds)
  const open = new Map<Check, Seen>(checks.map(check => [check, check.begin()]))
  const guilty = new Set<string>()
  try {
    while (open.size > 0 && elapsed() <= lasts) {
      signal.throwIfAborted()
      while (pending[0] !== undefined && pending[0].atSeconds <= elapsed()) {
        await act(pending.shift()!, faults, (lasts + GRACE_S) * scale, say)
      }
      for (const [check, seen] of open) {
        const answer = await seen.look(observed, elapsed(), scale)
        if (answer === 'not yet' && elapsed() <= check.withinSeconds * patience) continue
        open.delete(check)
        const outcome = answer === 'not yet' ? 'missed' : answer
        const proves = outcome !== 'seen' || !before.has(check.what)
        const detail = proves ? {} : { detail: 'but before anything was broken, too: it proves nothing' }
        const result: Result = { what: check.what, outcome, afterSeconds: elapsed(), ...detail }
        results.push(result)
        say(lineOf(result))
      }
      for (const { says, query } of expected.innocent) {
        if (!guilty.has(says) && (await observed.finds(query))) guilty.add(says)
      }
      await pause(LOOK_EVERY_MS * Math.min(1, scale * 4), signal)
    }
  } finally {
    await faults.endAll()
    say('everything is mended')
  }
  const tell = (result: Result): void => {
    results.push(result)
    say(lineOf(result))
  }
  for (const { what } of open.keys()) tell({ what, outcome: 'missed' })
  for (const { says } of expected.innocent) {
    tell({ what: `stayed quiet: ${says}`, outcome: guilty.has(says) ? 'missed' : 'seen' })
  }
  tell(await recovery(expected, stage))
  return { passed: results.every(({ outcome }) => outcome !== 'missed'), results }
}

async function act(moment: Moment, faults: FaultSwitch, seconds: number, say: Stage['say']): Promise<void> {
  if ('start' in moment) {
    await faults.start(moment.start, moment.grade, Math.ceil(seconds))
    say(`${moment.start} at ${moment.grade * 100} %`)
  } else {
    await faults.end(moment.end)
    say(`${moment.end} is mended`)
  }
}

/** Whether nothing of the story shows yet; what another game left behind is waited for. */
async function becomesCalm({ alert, innocent }: Expected, stage: Stage): Promise<boolean> {
  const questions = [alert, ...innocent].map(({ query }) => query)
  return within(CALM_WITHIN_S, stage, async ({ finds }) => {
    for (const query of questions) if (await finds(query)) return false
    return true
  })
}

/** What questions about metrics find although nothing is broken yet: they would be answered whatever happens. */
async function alreadyThere({ metrics }: Expected, observed: Observed): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { says, query } of metrics) if (await observed.finds(query)) found.add(whatShows(says))
  return found
}

async function recovery({ alert }: Expected, stage: Stage): Promise<Result> {
  const over = await within(RECOVERS_WITHIN_S, stage, async ({ finds }) => !(await finds(alert.query)))
  return { what: `${alert.name} is over again`, outcome: over ? 'seen' : 'missed' }
}

/** Looks until it is so, at most for so many seconds of the story. */
async function within(
  seconds: number,
  stage: Stage,
  so: (observed: Observed) => Promise<boolean>,
): Promise<boolean> {
  const { observed, scale, patience = 1, signal, nowMs = () => performance.now(), pause = wait } = stage
  const beganMs = nowMs()
  for (;;) {
    if (await so(observed)) return true
    if ((nowMs() - beganMs) / 1000 / scale > seconds * patience) return false
    await pause(LOOK_EVERY_MS * Math.min(1, scale * 4), signal)
  }
}

export function lineOf({ what, outcome, afterSeconds, detail }: Result): string {
  const mark = { seen: 'ok', missed: 'MISSED', 'not checked': 'not checked' }[outcome]
  const when = afterSeconds === undefined || outcome !== 'seen' ? '' : ` after ${Math.round(afterSeconds)} s`
  return `${mark.padEnd(12)}${what}${when}${detail === undefined ? '' : ` (${detail})`}`
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    const leave = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
  })
}
