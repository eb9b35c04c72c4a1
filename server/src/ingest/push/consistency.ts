/**
 * Whether a push fits to what is there: within a project a family has one type, a series stands in one group, and no name is both a family's
 * own and one that a histogram or summary makes. As the Pushgateway checks it, without going through everything for each push.
 */
import { formatLabels, labelsOf, type MetricType } from '@vedette/model'
import { exposedFamilies, type Group } from './group.ts'
import { groupingId } from './grouping.ts'

export interface ConsistencyIndex {
  /** Why `next` can't stand in the place of `previous`; undefined where it can. */
  problem(next: Group): string | undefined
  change(previous: Group | undefined, next: Group | undefined): void
}

const MADE_NAMES: Partial<Record<MetricType, readonly string[]>> = {
  histogram: ['_count', '_sum', '_bucket'],
  summary: ['_count', '_sum'],
}
const ALL_MADE = ['_count', '_sum', '_bucket']

export function createConsistencyIndex(): ConsistencyIndex {
  /** Family to type to the groups that say so. */
  const types = new Map<string, Map<MetricType, Set<string>>>()
  const owners = new Map<string, string>()

  /** A type that another group gives the family, with that group. */
  function elsewhere(family: string, id: string): { type: MetricType; group: string } | undefined {
    for (const [type, groups] of types.get(family) ?? []) {
      for (const group of groups) if (group !== id) return { type, group }
    }
    return undefined
  }

  function problem(next: Group): string | undefined {
    const id = groupingId(next.grouping)
    for (const { family, type, series } of exposedFamilies(next)) {
      const other = elsewhere(family, id)
      if (other !== undefined && other.type !== type) {
        return `${family} is ${typeWord(type)} here and ${typeWord(other.type)} in the group ${groupWords(other.group)}`
      }
      for (const suffix of MADE_NAMES[type] ?? []) {
        const name = family + suffix
        if (next.families.has(name) || elsewhere(name, id) !== undefined) {
          return `${family} is a ${type}, which makes the name ${name} that another metric has`
        }
      }
      for (const suffix of ALL_MADE) {
        if (!family.endsWith(suffix)) continue
        const maker = elsewhere(family.slice(0, -suffix.length), id)
        if (maker !== undefined && MADE_NAMES[maker.type]?.includes(suffix)) {
          return `${family} is also made by the ${maker.type} of the group ${groupWords(maker.group)}`
        }
      }
      for (const { key, labels } of series) {
        const owner = owners.get(keyText(key))
        if (owner !== undefined && owner !== id) {
          return `${formatLabels(labels)} is already in the group ${groupWords(owner)}`
        }
      }
    }
    return undefined
  }

  return {
    problem,
    change(previous, next) {
      if (previous !== undefined) {
        const id = groupingId(previous.grouping)
        for (const { family, type, series } of exposedFamilies(previous)) {
          const ofFamily = types.get(family)
          ofFamily?.get(type)?.delete(id)
          if (ofFamily?.get(type)?.size === 0) ofFamily.delete(type)
          if (ofFamily?.size === 0) types.delete(family)
          for (const { key } of series) owners.delete(keyText(key))
        }
      }
      if (next === undefined) return
      const id = groupingId(next.grouping)
      for (const { family, type, series } of exposedFamilies(next)) {
        const ofFamily = types.get(family) ?? new Map<MetricType, Set<string>>()
        types.set(family, ofFamily)
        const groups = ofFamily.get(type) ?? new Set<string>()
        ofFamily.set(type, groups.add(id))
        for (const { key } of series) owners.set(keyText(key), id)
      }
    },
  }
}

function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

function typeWord(type: MetricType): string {
  return type === 'unknown' ? 'untyped' : `a ${type}`
}

function groupWords(id: string): string {
  return formatLabels(labelsOf(Object.fromEntries(JSON.parse(id) as [string, string][])))
}
