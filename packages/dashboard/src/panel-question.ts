/** One query of a panel, ready to be asked: its variables put in, its step worked out, its range on multiples of the step. */
import type { Panel, Target } from './dashboard.ts'
import { interpolate } from './interpolate.ts'
import type { Scope } from './scope.ts'
import { alignRange, type PanelStep, panelStep, parseInterval, queryStep } from './steps.ts'

export interface PanelQuestion {
  readonly refId: string
  readonly target: Target
  /** PromQL. */
  readonly expr: string
  readonly stepMs: number
  /** On multiples of the step. */
  readonly fromMs: number
  readonly toMs: number
  /** Where an instant query is asked: the range's end as it is. */
  readonly atMs: number
  readonly asks: readonly ('range' | 'instant')[]
  readonly exemplars: boolean
  /** `{{label}}` are left in it. */
  readonly legendFormat: string
  /** An interval that can't be read, which counts as if it weren't there. */
  readonly problem?: string | undefined
}

export interface PanelQuestionOptions {
  /** Of the panel, in pixels; 0 where it isn't known yet. */
  readonly width: number
  /** Minutes that the reader's clock is ahead of UTC, for steps of days. */
  readonly zoneOffsetMinutes?: number | undefined
}

/** The step of the whole panel: `$__interval` in titles and texts. `scope.range` is the panel's own. */
export function stepOfPanel(panel: Panel, scope: Scope, width: number): PanelStep {
  const { fromMs, toMs } = scope.range
  return panelStep({
    rangeMs: toMs - fromMs,
    width,
    interval: interpolate(panel.interval ?? '', scope),
    maxDataPoints: panel.maxDataPoints,
    scrapeIntervalMs: scope.scrapeIntervalMs,
  })
}

/** Those that are neither hidden nor empty. */
export function questionsOf(panel: Panel, scope: Scope, options: PanelQuestionOptions): PanelQuestion[] {
  const step = stepOfPanel(panel, scope, options.width)
  return panel.targets
    .filter(({ hide, expr }) => hide !== true && typeof expr === 'string' && expr.trim() !== '')
    .map(target => questionOfTarget(panel, target, step, scope, options))
}

function questionOfTarget(
  panel: Panel,
  target: Target,
  panelStep: PanelStep,
  scope: Scope,
  { zoneOffsetMinutes = 0 }: PanelQuestionOptions,
): PanelQuestion {
  const { fromMs, toMs } = scope.range
  const { intervalMs } = panelStep
  const interval = ownInterval(target.interval, { ...scope, intervalMs })
  const { stepMs, rateIntervalMs } = queryStep({
    rangeMs: toMs - fromMs,
    panel: panelStep,
    interval,
    intervalFactor: target.intervalFactor,
    scrapeIntervalMs: scope.scrapeIntervalMs,
  })
  const inside: Scope = { ...scope, intervalMs: stepMs, rateIntervalMs }
  const { instant = false, range = false, exemplar = false } = target
  return {
    refId: target.refId,
    target,
    expr: interpolate(target.expr ?? '', inside, 'promql'),
    stepMs,
    ...alignRange({ fromMs, toMs }, stepMs, zoneOffsetMinutes * 60_000),
    atMs: toMs,
    // A query of before there was a choice says neither.
    asks: instant && range ? ['range', 'instant'] : instant ? ['instant'] : ['range'],
    exemplars: exemplar,
    legendFormat: interpolate(target.legendFormat ?? '', inside),
    problem: problemOf(interpolate(panel.interval ?? '', scope)) ?? problemOf(interval),
  }
}

/** `$__interval` and `$__rate_interval` mean something of their own here, and are left. */
function ownInterval(interval: string | undefined, scope: Scope): string {
  const text = (interval ?? '').trim()
  return /^\$\{?__(rate_)?interval(_ms)?\}?$/.test(text) ? text : interpolate(text, scope)
}

function problemOf(interval: string): string | undefined {
  const text = interval.trim()
  if (text === '' || text.startsWith('$__') || text.startsWith('${__')) return undefined
  return parseInterval(text) === undefined ? `The interval ${text} can't be read` : undefined
}
