/** A metric as a query names it: what is no plain word stands in quotes. */
import { isLegacyMetricName } from '@vedette/model'

export function selectorOf(name: string): string {
  return isLegacyMetricName(name) ? name : `{${JSON.stringify(name)}}`
}
