/**
 * A service as a process of its own, for tests that kill it: `node killed-service.ts <service> <point>` ends with SIGKILL, itself, when the
 * work has come to that point. Where peers listen and where data lies stands in the environment.
 */
import { boot } from '../kit/boot.ts'
import { settingsFrom } from '../kit/settings.ts'
import { createOrderService } from '../services/order-service/src/app.ts'
import { createPaymentService } from '../services/payment-service/src/app.ts'

const [name, point] = process.argv.slice(2)

const reached = (at: string): void => {
  if (at === point) process.kill(process.pid, 'SIGKILL')
}
/** On a busy machine the work itself takes a while: who is to be killed at it must not take it for stuck. */
const stuckMs = point === 'never' ? 300 : 15_000
const definition =
  name === 'order-service'
    ? createOrderService({ reached, stuckMs, lookMs: 50 })
    : createPaymentService({ reached, stuckMs, recoverEveryMs: 50 })

await boot(definition, { settings: settingsFrom(process.env, definition.name) })
