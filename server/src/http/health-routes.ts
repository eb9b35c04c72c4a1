/** `/-/healthy` and `/-/ready` for machines, as Prometheus has them; `/health` for people: each thing that Vedette depends on, by name. */
import { type HealthCheck, type HealthReport, type HealthState, healthReport } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from './app.ts'
import { html } from './html.ts'
import { sendPage } from './page.ts'

export interface HealthOptions {
  readonly readiness: () => Readiness
  /** Cheap: asked with every look at the page. */
  readonly checks: () => readonly HealthCheck[]
}

export function healthRoutes({ readiness, checks }: HealthOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    const open = { config: { scope: 'open' as const } }

    app.get('/-/healthy', open, async (_request, reply) => {
      reply.type('text/plain; charset=utf-8')
      return 'Vedette is healthy.\n'
    })

    app.get('/-/ready', open, async (_request, reply) => {
      const { ready, waitingFor } = readiness()
      reply.type('text/plain; charset=utf-8')
      if (ready) return 'Vedette is ready.\n'
      reply.status(503).header('Retry-After', '1')
      return `Vedette is not ready: it waits for ${waitingFor.join(', ')}.\n`
    })

    app.get('/health', async (request, reply) => {
      const report = healthReport(checks())
      if (report.state === 'critical') reply.status(503)
      const wantsPage = (request.headers.accept ?? '').includes('text/html')
      return wantsPage ? sendPage(reply, healthPage(report)) : reply.send(report)
    })
  }
}

/** The state as a word with its colour; the shape in front of it differs too. */
export function stateMark(state: HealthState | 'unknown', word: string = state) {
  return html`<span class="state ${state}">${word}</span>`
}

const SUMMARIES: Record<HealthState, string> = {
  good: 'Everything that Vedette depends on is well.',
  warning: 'Vedette works; something needs a look before long.',
  critical: 'Something that Vedette depends on has failed.',
}

function healthPage({ state, checks }: HealthReport) {
  return {
    title: `Health: ${state} - Vedette`,
    bar: html`${stateMark(state)}<nav><a href="/">Overview</a><a href="/metrics">Metrics</a></nav>`,
    main: html`<h1>Health</h1><p class="note">${SUMMARIES[state]}</p>
<div class="panel scroll"><table><thead><tr><th>What</th><th>State</th><th>In words</th></tr></thead><tbody>
${checks.map(check => html`<tr><td class="nowrap">${check.name}</td><td>${stateMark(check.state)}</td><td>${check.sentence}</td></tr>`)}
</tbody></table></div>`,
  }
}
