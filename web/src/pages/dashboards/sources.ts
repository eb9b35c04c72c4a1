/** Queries of a panel that are for another kind of database than the one here. */
import { LATER_TYPES, type Panel, PROMETHEUS_TYPES } from '@vedette/dashboard'

/** What a panel that asks only such sources says in the place of data; undefined where it asks something that is here. */
export function otherSourceWords({ targets, datasource }: Panel): string | undefined {
  if (targets.length === 0) return undefined
  const types = targets.map(target => target.datasource?.type ?? datasource?.type ?? 'prometheus')
  const [first] = types
  const isOwn = (type: string): boolean =>
    PROMETHEUS_TYPES.includes(type) || type === 'datasource' || type.startsWith('$')
  if (first === undefined || types.some(isOwn)) return undefined
  const signal = Object.hasOwn(LATER_TYPES, first) ? LATER_TYPES[first] : undefined
  return signal === undefined
    ? `Its queries are for ${first}, which is not connected here.`
    : `Its queries are for ${first}: they are answered once Vedette keeps ${signal}.`
}
