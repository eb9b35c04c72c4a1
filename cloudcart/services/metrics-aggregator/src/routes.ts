import { Type } from 'typebox'
import type { App } from '../../../kit/web.ts'
import type { Summary } from './watched-service.ts'

const Nothing = Type.Object({}, { additionalProperties: false })

const ServiceSummary = Type.Object(
  {
    service: Type.String(),
    up: Type.Boolean(),
    uptimeSeconds: Type.Number(),
    requests: Type.Number(),
    errors: Type.Number(),
    errorRatePercent: Type.Number(),
    latencyMs: Type.Union([Type.Number(), Type.Null()]),
    p95LatencyMs: Type.Union([Type.Number(), Type.Null()]),
    lookedAt: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
)

const Answer = Type.Object({ services: Type.Array(ServiceSummary) }, { additionalProperties: false })

export function addRoutes(app: App, summaries: () => readonly Summary[]): void {
  app.get('/services', { schema: { querystring: Nothing, response: { 200: Answer } } }, () => ({
    services: summaries().map(({ lookedAtMs, latencyMs, p95LatencyMs, ...summary }) => ({
      ...summary,
      latencyMs: latencyMs ?? null,
      p95LatencyMs: p95LatencyMs ?? null,
      lookedAt: lookedAtMs === undefined ? null : new Date(lookedAtMs).toISOString(),
    })),
  }))
}
