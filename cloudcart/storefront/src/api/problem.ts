/** What went wrong, as the shop's problem+json told it, or as the browser saw it. */
export interface ProblemDetails {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly more: Readonly<Record<string, unknown>>
  /** Under which the shop's own people find it. */
  readonly traceId: string
}

export class ShopProblem extends Error implements ProblemDetails {
  /** 0 when nobody answered. */
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly more: Readonly<Record<string, unknown>>
  readonly traceId: string

  constructor({ status, code, detail, more, traceId }: ProblemDetails) {
    super(`${code}: ${detail}`)
    this.name = 'ShopProblem'
    this.status = status
    this.code = code
    this.detail = detail
    this.more = more
    this.traceId = traceId
  }
}

export async function problemOf(answer: Response, traceId: string): Promise<ShopProblem> {
  const body: unknown = await answer.json().catch(() => undefined)
  const told = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const { code, detail, type: _type, title: _title, status: _status, ...more } = told
  const retryAfter = answer.headers.get('retry-after')
  return new ShopProblem({
    status: answer.status,
    code: typeof code === 'string' ? code : `http_${answer.status}`,
    detail: typeof detail === 'string' ? detail : '',
    more: retryAfter === null ? more : { ...more, retryAfterSeconds: Number(retryAfter) },
    traceId,
  })
}

export function nobodyAnswered(code: 'unreachable' | 'timeout', traceId: string): ShopProblem {
  return new ShopProblem({ status: 0, code, detail: '', more: {}, traceId })
}
