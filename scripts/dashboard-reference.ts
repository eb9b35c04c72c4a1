/** Prints docs/reference/dashboards.md. */
import { supportPage } from '../packages/dashboard/src/support-page.ts'

process.stdout.write(supportPage())
