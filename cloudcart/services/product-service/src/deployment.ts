/**
 * The fault `bad-deployment`: a new version is out, and the graded share of requests runs into its mistake. The version stands in logs,
 * traces and `product_build_info`, so that it can be seen what changed when the errors began; the end of the fault is the rollback.
 */
import { trace } from '@opentelemetry/api'
import { Gauge } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'

export const BAD_VERSION = '1.1.0'
const NOTICED_EVERY_MS = 500

export function watchDeployment(kit: Kit): void {
  const { app, faults, log, settings, registry } = kit
  const build = new Gauge({
    name: 'product_build_info',
    help: '1 for the version of the product service that runs.',
    labelNames: ['version'],
    registers: [registry],
  })
  let running = settings.version
  build.set({ version: running }, 1)

  const notice = (): void => {
    const wanted = faults.grade('bad-deployment') > 0 ? BAD_VERSION : settings.version
    if (wanted === running) return
    kit.deploy(wanted)
    log.info(wanted === BAD_VERSION ? 'a new version is deployed' : 'the new version is rolled back', {
      from_version: running,
    })
    running = wanted
    build.reset()
    build.set({ version: wanted }, 1)
  }

  kit.every(NOTICED_EVERY_MS, notice)
  app.addHook('preHandler', (request, _reply, next) => {
    notice()
    trace.getActiveSpan()?.setAttribute('service.version', running)
    if (request.routeOptions.config.quiet !== true && faults.hits('bad-deployment')) return next(mistake())
    next()
  })
}

/** What the new version's code would have thrown. */
function mistake(): Error {
  return new TypeError("Cannot read properties of undefined (reading 'discountCents')")
}
