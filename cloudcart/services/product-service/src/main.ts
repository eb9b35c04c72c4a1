import { runAlone } from '../../../kit/alone.ts'
import { productService } from './app.ts'

await runAlone(productService)
