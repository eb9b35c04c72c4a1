/** What goes wrong, as RFC 9457 problem details. A route throws a Problem; everything else becomes one. */
import { STATUS_CODES } from 'node:http'
import { DatabaseError } from './database/database.ts'

export class Problem extends Error {
  readonly status: number
  /** Stable, for programs: `out_of_stock`. */
  readonly code: string
  readonly more: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.more = more
  }
}

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly [more: string]: unknown
}

export const PROBLEM_TYPE = 'application/problem+json'

export function bodyOf(problem: Problem): ProblemBody {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...problem.more,
  }
}

interface FastifyFailure {
  readonly statusCode?: number
  readonly code?: string
  readonly message: string
  readonly validation?: readonly { instancePath: string; message?: string; keyword: string }[]
  readonly validationContext?: string
}

/** What is known about a failure, told to the caller only as far as it is the caller's. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DatabaseError && error.code === 'unreachable') {
    return new Problem(
      503,
      'database_unavailable',
      'The database does not answer right now; try again in a moment.',
    )
  }
  const failure = error as FastifyFailure
  if (failure.validation !== undefined) {
    return new Problem(
      400,
      'invalid_request',
      `${failure.validationContext ?? 'request'} is not valid: ${failure.message}`,
      {
        errors: failure.validation.map(each => ({
          path: each.instancePath,
          message: each.message ?? each.keyword,
        })),
      },
    )
  }
  const status = failure.statusCode ?? 500
  if (status >= 400 && status < 500) {
    return new Problem(
      status,
      (failure.code ?? 'bad_request').toLowerCase().replace(/^fst_err_/, ''),
      failure.message,
    )
  }
  return new Problem(500, 'internal', 'Something went wrong on our side.')
}
