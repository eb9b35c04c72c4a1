/** What the user service measures of itself; dashboards that know it as auth-service find the names that they ask for, too. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'
import { LATENCY_BUCKETS } from '../../../kit/metrics.ts'
import { TOKEN_FAULTS, type TokenFault } from '../../../kit/tokens.ts'
import {
  countPublished,
  measurePublishing,
  measureQueries,
  measureRequests,
} from '../../../kit/work-metrics.ts'
import type { UserCounts } from './store.ts'

/** Of a hash, which takes 50 to 100 ms on a core of its own. */
const HASHING_BUCKETS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5]
const EVENT_TYPES = ['user.registered', 'user.updated', 'user.login_failed'] as const

/** Why somebody was not let in; of a token it is `token_` and what is wrong with it. */
export const LOGIN_FAILURES = ['unknown_email', 'bad_password', 'busy'] as const
export type LoginFailure = (typeof LOGIN_FAILURES)[number]

export function createMetrics(kit: Pick<Kit, 'registry' | 'on'>) {
  const registers = [kit.registry]
  measureRequests(kit, 'user')
  measureQueries(kit, 'user')
  countPublished(kit, 'user', EVENT_TYPES)
  measurePublishing(kit, 'user', EVENT_TYPES)
  const registrationsByStatus = new Counter({
    name: 'user_registrations_total',
    help: 'Attempts to register, by their end.',
    labelNames: ['status'],
    registers,
  })
  const registrations = new Counter({
    name: 'registrations_total',
    help: 'People who registered.',
    registers,
  })
  const logins = new Counter({
    name: 'user_logins_total',
    help: 'Attempts to sign in, by whether it worked.',
    labelNames: ['success'],
    registers,
  })
  const loginAttempts = new Counter({
    name: 'login_attempts_total',
    help: 'Attempts to sign in, by their end.',
    labelNames: ['status'],
    registers,
  })
  const tokenValidations = new Counter({
    name: 'token_validations_total',
    help: 'Tokens that were looked at, by what was found.',
    labelNames: ['result'],
    registers,
  })
  const hashing = new Histogram({
    name: 'password_hashing_duration_seconds',
    help: 'Seconds that it took to hash a new password.',
    buckets: HASHING_BUCKETS,
    registers,
  })
  const validation = new Histogram({
    name: 'password_validation_duration_seconds',
    help: 'Seconds that it took to compare a password with its hash.',
    buckets: HASHING_BUCKETS,
    registers,
  })
  const updates = new Histogram({
    name: 'user_update_duration_seconds',
    help: 'Seconds that it took to change a user.',
    buckets: LATENCY_BUCKETS,
    registers,
  })
  const connectionErrors = new Counter({
    name: 'user_db_connection_errors_total',
    help: 'Failures to reach the user database.',
    registers,
  })
  const total = new Gauge({ name: 'total_users_count', help: 'Registered users.', registers })
  const active = new Gauge({
    name: 'active_users_count',
    help: 'Users who were here within the last 15 minutes.',
    registers,
  })
  const admins = new Gauge({ name: 'admin_users_count', help: 'Users who are admins.', registers })
  const authFailures = new Counter({
    name: 'user_auth_failures_total',
    help: 'Passwords and tokens that were refused, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const authSuccess = new Counter({
    name: 'user_auth_success_total',
    help: 'Passwords and tokens that were accepted.',
    registers,
  })
  const errors = new Counter({
    name: 'user_errors_total',
    help: 'Requests that the user service refused or failed, by kind.',
    labelNames: ['error_type', 'endpoint'],
    registers,
  })

  for (const status of ['success', 'failed']) registrationsByStatus.inc({ status }, 0)
  for (const success of ['true', 'false']) logins.inc({ success }, 0)
  for (const status of ['success', 'failure']) loginAttempts.inc({ status }, 0)
  for (const result of ['valid', ...TOKEN_FAULTS]) tokenValidations.inc({ result }, 0)
  for (const reason of LOGIN_FAILURES) authFailures.inc({ reason }, 0)
  for (const fault of TOKEN_FAULTS) authFailures.inc({ reason: `token_${fault}` }, 0)

  kit.on.request(({ route: endpoint, status }) => {
    if (status >= 400) errors.inc({ error_type: ERROR_TYPES.get(status) ?? otherError(status), endpoint })
  })
  kit.on.connectionError(() => connectionErrors.inc())

  return {
    registration(ok: boolean): void {
      registrationsByStatus.inc({ status: ok ? 'success' : 'failed' })
      if (ok) registrations.inc()
    },
    login(failure: LoginFailure | undefined): void {
      const ok = failure === undefined
      logins.inc({ success: String(ok) })
      loginAttempts.inc({ status: ok ? 'success' : 'failure' })
      if (ok) authSuccess.inc()
      else authFailures.inc({ reason: failure })
    },
    token(fault: TokenFault | undefined): void {
      tokenValidations.inc({ result: fault ?? 'valid' })
      if (fault === undefined) authSuccess.inc()
      else authFailures.inc({ reason: `token_${fault}` })
    },
    wrongPassword: (): void => authFailures.inc({ reason: 'bad_password' }),
    hashed: (seconds: number): void => hashing.observe(seconds),
    compared: (seconds: number): void => validation.observe(seconds),
    updated: (seconds: number): void => updates.observe(seconds),
    counted(counts: UserCounts): void {
      total.set(counts.total)
      active.set(counts.active)
      admins.set(counts.admins)
    },
  }
}

export type UserMetrics = ReturnType<typeof createMetrics>

const ERROR_TYPES: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request'],
  [401, 'not_signed_in'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
  [413, 'too_large'],
  [503, 'busy'],
])

function otherError(status: number): string {
  return status >= 500 ? 'internal' : 'bad_request'
}
