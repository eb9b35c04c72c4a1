import { runAlone } from '../../../kit/alone.ts'
import { inventoryService } from './app.ts'

await runAlone(inventoryService)
