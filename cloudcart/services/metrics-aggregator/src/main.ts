/** Runs alone: `node cloudcart/services/metrics-aggregator/src/main.ts`. */
import { runAlone } from '../../../kit/alone.ts'
import { metricsAggregator } from './app.ts'

await runAlone(metricsAggregator)
