import { runAlone } from '../../../kit/alone.ts'
import { orderService } from './app.ts'

await runAlone(orderService)
