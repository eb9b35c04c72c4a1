/** All game days, by name. A new one is a folder with a scenario and what is expected, and a line here. */
import { expected as badDeploymentExpected } from './bad-deployment/expected.ts'
import { scenario as badDeployment } from './bad-deployment/scenario.ts'
import { expected as cacheStampedeExpected } from './cache-stampede/expected.ts'
import { scenario as cacheStampede } from './cache-stampede/scenario.ts'
import { expected as cardinalityBombExpected } from './cardinality-bomb/expected.ts'
import { scenario as cardinalityBomb } from './cardinality-bomb/scenario.ts'
import { expected as credentialStuffingExpected } from './credential-stuffing/expected.ts'
import { scenario as credentialStuffing } from './credential-stuffing/scenario.ts'
import { expected as logFloodExpected } from './log-flood/expected.ts'
import { scenario as logFlood } from './log-flood/scenario.ts'
import { expected as memoryLeakExpected } from './memory-leak/expected.ts'
import { scenario as memoryLeak } from './memory-leak/scenario.ts'
import { expected as oversellAttemptExpected } from './oversell-attempt/expected.ts'
import { scenario as oversellAttempt } from './oversell-attempt/scenario.ts'
import { expected as paymentOutageExpected } from './payment-outage/expected.ts'
import { scenario as paymentOutage } from './payment-outage/scenario.ts'
import { expected as retryStormExpected } from './retry-storm/expected.ts'
import { scenario as retryStorm } from './retry-storm/scenario.ts'
import type { Expected, Scenario } from './scenario.ts'
import { expected as slowDatabaseExpected } from './slow-database/expected.ts'
import { scenario as slowDatabase } from './slow-database/scenario.ts'
import { expected as stuckConsumerExpected } from './stuck-consumer/expected.ts'
import { scenario as stuckConsumer } from './stuck-consumer/scenario.ts'

export interface GameDay {
  readonly scenario: Scenario
  readonly expected: Expected
}

export const GAME_DAYS: Readonly<Record<string, GameDay>> = {
  'bad-deployment': { scenario: badDeployment, expected: badDeploymentExpected },
  'cache-stampede': { scenario: cacheStampede, expected: cacheStampedeExpected },
  'cardinality-bomb': { scenario: cardinalityBomb, expected: cardinalityBombExpected },
  'credential-stuffing': { scenario: credentialStuffing, expected: credentialStuffingExpected },
  'log-flood': { scenario: logFlood, expected: logFloodExpected },
  'memory-leak': { scenario: memoryLeak, expected: memoryLeakExpected },
  'oversell-attempt': { scenario: oversellAttempt, expected: oversellAttemptExpected },
  'payment-outage': { scenario: paymentOutage, expected: paymentOutageExpected },
  'retry-storm': { scenario: retryStorm, expected: retryStormExpected },
  'slow-database': { scenario: slowDatabase, expected: slowDatabaseExpected },
  'stuck-consumer': { scenario: stuckConsumer, expected: stuckConsumerExpected },
}
