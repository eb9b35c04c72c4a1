/**
 * The push door's memory: groups of metrics that batch jobs left here, sampled at an interval as if they were scraped, until they are
 * replaced or deleted.
 *
 * A group is a document, so a push is acknowledged when it is durable. It is looked at and taken over at once, in one turn of the event loop, and
 * taken back should the document not be written; pushes to one group wait for each other.
 */
import { type BatchBuilder, createBatchBuilder, type MetricSink, STALE } from '@vedette/model'
import { messageOf, VedetteError } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter, gaugeOf } from '../../self/metrics.ts'
import { type ConsistencyIndex, createConsistencyIndex } from './consistency.ts'
import { emptyGroup, exposedFamilies, type Group, pushedInto, seriesCount } from './group.ts'
import { documentId, groupFromDocument, groupToDocument, PUSH_GROUP } from './group-document.ts'
import type { Grouping } from './grouping.ts'
import { type PushedSeries, readPushedBody } from './pushed-family.ts'

const pushes = counter(
  'vedette_ingest_push_requests_total',
  'Requests that pushed or deleted a group, by what became of them.',
  ['outcome'],
)
const lostSamplings = counter(
  'vedette_ingest_push_lost_samplings_total',
  'Times at which the pushed groups of a project could not be written as samples.',
)

/** The part of the store's documents that the door needs. */
export interface PushDocuments {
  list(kind: string): Promise<readonly { id: string; version: number; body: unknown }[]>
  history(kind: string, id: string): Promise<readonly { version: number }[]>
  put(document: {
    kind: string
    id: string
    body: unknown
    author: string
    basedOn: number
  }): Promise<{ version: number }>
}

export interface PushRequest {
  readonly project: string
  readonly grouping: Grouping
  readonly origin: string
  /** Who is to be named in the history of the group. */
  readonly author: string
}

export interface PushGateway {
  /** `replace`: PUT, all metrics of the group go. Otherwise POST, those of the same names. Rejects with `bad-request` in words. */
  push(
    request: PushRequest & {
      readonly body: Uint8Array
      readonly contentType: string
      readonly replace: boolean
    },
  ): Promise<void>
  delete(request: PushRequest): Promise<void>
  /** Writes every group's series at this time. */
  sample(atMs: number, signal?: AbortSignal): Promise<void>
  groups(project: string): readonly Group[]
}

export interface PushGatewayOptions {
  readonly documents: PushDocuments
  readonly sink: MetricSink
  /** How many series the groups of a project may have together: `limits.active_series`. */
  readonly maxSeries: (project: string) => number
  readonly log: Log
  readonly nowMs?: () => number
}

interface Kept {
  group: Group
  version: number
}

interface ProjectGroups {
  readonly byId: Map<string, Kept>
  readonly index: ConsistencyIndex
  series: number
}

/** Reads the groups that are there. */
export async function openPushGateway(options: PushGatewayOptions): Promise<PushGateway> {
  const { documents, sink, log, nowMs = Date.now } = options
  const projects = new Map<string, ProjectGroups>()
  /** The end of the queue of each group that is being written. */
  const queues = new Map<string, Promise<void>>()

  gaugeOf('vedette_ingest_push_groups', 'Groups of pushed metrics that are kept.', () =>
    [...projects.values()].reduce((sum, { byId }) => sum + byId.size, 0),
  )

  function projectOf(name: string): ProjectGroups {
    let project = projects.get(name)
    if (project === undefined) {
      project = { byId: new Map(), index: createConsistencyIndex(), series: 0 }
      projects.set(name, project)
    }
    return project
  }

  /** Puts a group in the place of the one that is there, in all that is kept of it. */
  function change(id: string, project: ProjectGroups, next: Kept | undefined): void {
    const previous = project.byId.get(id)
    project.index.change(previous?.group, next?.group)
    project.series += (next ? seriesCount(next.group) : 0) - (previous ? seriesCount(previous.group) : 0)
    if (next === undefined) project.byId.delete(id)
    else project.byId.set(id, next)
  }

  async function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(id) ?? Promise.resolve()).then(work)
    const end = turn.then(
      () => {},
      () => {},
    )
    queues.set(id, end)
    void end.then(() => {
      if (queues.get(id) === end) queues.delete(id)
    })
    return turn
  }

  /** Durable when this resolves. Another process may have written the group meanwhile; the last push wins. */
  async function write(id: string, author: string, basedOn: number, body: unknown): Promise<number> {
    let version = basedOn
    for (let attempt = 1; ; attempt++) {
      try {
        return (await documents.put({ kind: PUSH_GROUP, id, body, author, basedOn: version })).version
      } catch (error) {
        if (!(error instanceof VedetteError && error.code === 'conflict') || attempt === 3) throw error
        version = (await documents.history(PUSH_GROUP, id)).at(-1)?.version ?? 0
      }
    }
  }

  /** Takes the group over and writes it; takes it back where that fails. */
  async function keep(id: string, project: ProjectGroups, group: Group, author: string): Promise<void> {
    const previous = project.byId.get(id)
    const kept = { group, version: previous?.version ?? 0 }
    change(id, project, kept)
    try {
      kept.version = await write(id, author, kept.version, groupToDocument(group))
    } catch (error) {
      if (project.byId.get(id) === kept) change(id, project, previous)
      throw error
    }
  }

  function checkRoom(project: ProjectGroups, name: string, next: Group, previous: Group | undefined): void {
    const max = options.maxSeries(name)
    const series = project.series + seriesCount(next) - (previous ? seriesCount(previous) : 0)
    if (series <= max) return
    throw new VedetteError(
      'limit-exceeded',
      `With this push the groups of the project ${name} would have ${series} series, and they may have ${max}; ` +
        'limits.active_series moves this limit.',
    )
  }

  /** The samples of a group now, and markers for series that it no longer has. A failure leaves it to the next sampling. */
  async function sampleChange(
    before: Group | undefined,
    after: Group | undefined,
    origin: string,
  ): Promise<void> {
    const project = (after ?? before)?.project
    if (project === undefined) return
    const atMs = nowMs()
    const batch = createBatchBuilder({ project, door: 'push', origin })
    const kept = new Set<string>()
    if (after !== undefined) {
      addGroup(batch, after, atMs)
      for (const { key } of allSeries(after)) kept.add(Buffer.from(key).toString('latin1'))
    }
    for (const { key, value } of before === undefined ? [] : allSeries(before)) {
      if (kept.has(Buffer.from(key).toString('latin1'))) continue
      batch.seriesKey(key)
      if (typeof value === 'number') batch.sampleFrom(atMs, STALE, 0)
      else batch.histogram(atMs, 'stale')
    }
    await written(batch)
  }

  async function written(batch: BatchBuilder, signal?: AbortSignal): Promise<void> {
    if (batch.seriesCount === 0) return
    const built = batch.build()
    try {
      const { refused } = await sink(built, signal)
      for (const { reason, count, detail } of refused)
        log.warn('Pushed samples were refused', { reason, count, detail })
    } catch (error) {
      lostSamplings.inc()
      log.warn('Pushed groups could not be sampled', { project: built.project, reason: messageOf(error) })
    }
  }

  /** Where even the time of the failure would stand in another group's place, nothing is kept of it. */
  async function noteFailure(failed: Group, before: Group | undefined, request: PushRequest): Promise<void> {
    const project = projectOf(request.project)
    if (project.index.problem(failed) !== undefined) return
    if (before === undefined) checkRoom(project, request.project, failed, undefined)
    await keep(documentId(request.project, request.grouping), project, failed, request.author)
    await sampleChange(before, failed, request.origin)
  }

  async function counted<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work
      pushes.inc({ outcome: 'taken' })
      return result
    } catch (error) {
      pushes.inc({ outcome: error instanceof VedetteError ? error.code : 'internal' })
      throw error
    }
  }

  for (const { id, version, body } of await documents.list(PUSH_GROUP)) {
    try {
      const group = groupFromDocument(body)
      change(id, projectOf(group.project), { group, version })
    } catch (error) {
      log.error('A stored push group can not be read and is left out', { id, reason: messageOf(error) })
    }
  }

  return {
    push: request =>
      counted(
        inTurn(documentId(request.project, request.grouping), async () => {
          const { project: name, grouping, author, origin } = request
          const id = documentId(name, grouping)
          const pushed = await readPushedBody(request.body, request.contentType, grouping)
          const project = projectOf(name)
          const before = project.byId.get(id)?.group
          const base = before ?? emptyGroup(name, grouping)
          const next = pushedInto(base, pushed.families, request.replace, nowMs())
          const problem = pushed.problem ?? project.index.problem(next)
          if (problem !== undefined) {
            await noteFailure({ ...base, failedMs: nowMs() }, before, request)
            throw new VedetteError(
              'bad-request',
              `pushed metrics are invalid or inconsistent with existing metrics: ${problem}`,
            )
          }
          checkRoom(project, name, next, before)
          await keep(id, project, next, author)
          await sampleChange(before, next, origin)
        }),
      ),

    delete: ({ project: name, grouping, author, origin }) =>
      counted(
        inTurn(documentId(name, grouping), async () => {
          const id = documentId(name, grouping)
          const project = projectOf(name)
          const before = project.byId.get(id)
          if (before === undefined) return
          await write(id, author, before.version, undefined)
          change(id, project, undefined)
          await sampleChange(before.group, undefined, origin)
        }),
      ),

    async sample(atMs, signal) {
      for (const [name, { byId }] of projects) {
        const batch = createBatchBuilder({ project: name, door: 'push', origin: 'push groups' })
        for (const { group } of byId.values()) addGroup(batch, group, atMs)
        await written(batch, signal)
      }
    },

    groups: project => [...(projects.get(project)?.byId.values() ?? [])].map(({ group }) => group),
  }
}

function* allSeries(group: Group): Generator<PushedSeries> {
  for (const { series } of exposedFamilies(group)) yield* series
}

function addGroup(batch: BatchBuilder, group: Group, atMs: number): void {
  for (const { series, family, type, unit, help } of exposedFamilies(group)) {
    for (const { key, value } of series) {
      batch.seriesKey(key)
      if (typeof value === 'number') batch.sample(atMs, value)
      else batch.histogram(atMs, value)
    }
    batch.metadata({ family, type, unit, help })
  }
}
