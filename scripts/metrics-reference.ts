/** Prints docs/reference/metrics.md. */
import { metricsReference } from '../server/src/self/reference.ts'
import { serverSources } from '../server/testing/server-sources.ts'

process.stdout.write(metricsReference(serverSources()))
