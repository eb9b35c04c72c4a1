import { runAlone } from '../../../kit/alone.ts'
import { apiGateway } from './app.ts'

await runAlone(apiGateway)
