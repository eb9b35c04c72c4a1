import { runAlone } from '../../../kit/alone.ts'
import { notificationWorker } from './app.ts'

await runAlone(notificationWorker)
