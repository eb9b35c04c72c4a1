/** Runs alone: `node cloudcart/services/chaos-service/src/main.ts`. */
import { runAlone } from '../../../kit/alone.ts'
import { chaosService } from './app.ts'

await runAlone(chaosService)
