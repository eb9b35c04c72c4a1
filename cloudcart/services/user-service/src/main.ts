/** Runs alone: `node cloudcart/services/user-service/src/main.ts`. */
import { runAlone } from '../../../kit/alone.ts'
import { userService } from './app.ts'

await runAlone(userService)
