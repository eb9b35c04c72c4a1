/** What a person is told when a read fails, where the engine's own words are no help to them. */
import { VedetteError } from '../errors.ts'
import { failureKind, INVALID_REGEX, RESULT_TOO_LARGE } from './clickhouse/failure.ts'
import { ClickHouseError } from './clickhouse/port.ts'

/** The error to throw in place of the engine's; what is no fault of the question or the circumstances stays as it is. */
export function readFailure(error: unknown): unknown {
  if (!(error instanceof ClickHouseError)) return error
  const cause = { cause: error }
  if (error.number === INVALID_REGEX)
    return new VedetteError('bad-request', `a regular expression can't be used: ${error.message}`, cause)
  if (error.number === RESULT_TOO_LARGE || failureKind(error.number) === 'memory')
    return new VedetteError(
      'limit-exceeded',
      'the answer takes more memory than one query may have: ask for fewer series or a shorter time, or raise memory.budget or memory.engine_share',
      cause,
    )
  switch (failureKind(error.number)) {
    case 'busy':
      return new VedetteError('overloaded', `the store is busy: ${error.message}`, {
        ...cause,
        retryAfterSec: 2,
      })
    case 'timeout':
      return new VedetteError('timeout', `the store took too long: ${error.message}`, cause)
    case 'canceled':
      return new VedetteError('canceled', 'the query was canceled', cause)
    case 'connection':
    case 'disk':
    case 'space':
      return new VedetteError('store-unavailable', `the store does not answer: ${error.message}`, {
        ...cause,
        retryAfterSec: 5,
      })
    default:
      return error
  }
}

/** The read, its failures told in these words. */
export function inWords<A extends unknown[], R>(
  read: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await read(...args)
    } catch (error) {
      throw readFailure(error)
    }
  }
}
