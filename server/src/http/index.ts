export {
  type Access,
  type AccessOptions,
  createAccess,
  type Grant,
  type NeededScope,
  tokensNeeded,
} from './access.ts'
export {
  type AppOptions,
  type AppPlugin,
  buildApp,
  DEFAULT_LIMITS,
  type HttpLimits,
  type Readiness,
} from './app.ts'
export { type DoorAddresses, type DoorName, describeDoors } from './doors.ts'
export type { ErrorShape } from './error-reply.ts'
export { createFailureMeter, type FailureMeter } from './failure-meter.ts'
export { type HealthOptions, healthRoutes } from './health-routes.ts'
export { type LandingOptions, landingRoutes, sendLanding } from './landing-routes.ts'
export { lifecycleRoutes } from './lifecycle-routes.ts'
export { type Listening, startListening, stopListening } from './listen.ts'
export {
  formatListenAddress,
  isLoopbackHost,
  type ListenAddress,
  parseListenAddress,
} from './listen-address.ts'
export { metricsRoutes } from './metrics-routes.ts'
export { SIGN_IN_ATTEMPTS, sessionRoutes } from './session-routes.ts'
export { createSessions, type Sessions, sessionKey } from './sessions.ts'
export { tokenRoutes } from './token-routes.ts'
export { createTokenBook, type TokenBook, type TokenBookOptions } from './tokens.ts'
export { webUiRoutes } from './web-ui.ts'
