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
const definition =
  name === 'order-service'
    ? createOrderService({ reached, stuckMs: 300, lookMs: 50 })
    : createPaymentService({ reached, stuckMs: 300, recoverEveryMs: 50 })

await boot(definition, { settings: settingsFrom(process.env, definition.name) })
