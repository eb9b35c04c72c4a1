import { runAlone } from '../../../kit/alone.ts'
import { paymentService } from './app.ts'

await runAlone(paymentService)
