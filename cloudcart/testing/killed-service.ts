/**
 * A service as a process of its own, for tests that kill it: `node killed-service.ts <service> <point> <aheadMs>` ends with SIGKILL, itself,
 * when the work has come to that point. Its clock is so far ahead. Where peers listen and where data lies stands in the environment.
 */
import { boot } from '../kit/boot.ts'
import { settingsFrom } from '../kit/settings.ts'
import { createOrderService } from '../services/order-service/src/app.ts'
import { createPaymentService } from '../services/payment-service/src/app.ts'

const [name, point, aheadMs] = process.argv.slice(2)

const reached = (at: string): void => {
  if (at === point) process.kill(process.pid, 'SIGKILL')
}
const definition =
  name === 'order-service'
    ? createOrderService({ reached, lookMs: 50 })
    : createPaymentService({ reached, recoverEveryMs: 50 })

await boot(definition, {
  settings: settingsFrom(process.env, definition.name),
  nowMs: () => Date.now() + Number(aheadMs),
  // On a busy machine others are slow without being away.
  patience: 12,
})
