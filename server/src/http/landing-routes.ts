/** The overview: what comes in right now, and how to send more. A page without any build, which stands at `/` while the web UI doesn't. */
import type { HealthState, Overview, OverviewDoor, OverviewTarget } from '@vedette/api'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { stateMark } from './health-routes.ts'
import { type Html, html } from './html.ts'
import { LANDING_SCRIPT } from './landing-script.ts'
import { sendPage } from './page.ts'
import { formatAge, formatQuantity } from './quantity.ts'

export interface LandingOptions {
  readonly overview: () => Overview
  readonly health: () => HealthState
  readonly nowMs?: () => number
}

/** `waiting`: for the web UI, which is to take its place. */
export function sendLanding(reply: FastifyReply, options: LandingOptions, waiting = false): FastifyReply {
  const { overview, health, nowMs = Date.now } = options
  const now = overview()
  const state = health()
  return sendPage(reply, {
    title: 'Vedette',
    bar: html`<span class="quiet">${now.version}</span>
<nav><a href="/health">Health</a><a href="/metrics">Metrics</a></nav>`,
    main: html`${waiting ? WAITING : ''}<div data-live="figures">${live(now, state, nowMs())}</div><p class="note" id="note" role="status"></p>${doors(now.doors)}`,
    footer: html`<p>What is stored can be read as JSON lines at <code>/api/v1/export?match[]=up</code>, and with
<code>promtool query series</code> and <code>promtool query labels</code>.</p>`,
    script: LANDING_SCRIPT,
  })
}

const WAITING = html`<p class="note" role="status">The user interface is not built yet. When <code>npm start</code> has built it, it takes this page's place by itself.</p>`

/** At `/overview`, and at `/` where there is no other page for it. */
export function landingRoutes({
  atRoot = false,
  ...options
}: LandingOptions & { readonly atRoot?: boolean }) {
  return async (app: FastifyInstance): Promise<void> => {
    for (const path of atRoot ? ['/', '/overview'] : ['/overview'])
      app.get(path, async (_request, reply) => sendLanding(reply, options))
    app.get('/api/v1/status/overview', async () => options.overview())
  }
}

function live(now: Overview, state: HealthState, nowMs: number): Html {
  return html`<div class="sections"><section><div class="heading"><h1>Coming in now</h1>${stateMark(state, HEALTH_WORDS[state])}</div>
<div class="figures">
${figure('Samples', formatQuantity(now.samplesPerSecond), 'samples/s')}
${figure('Active series', formatQuantity(now.activeSeries), 'series')}
${figure('Targets up', String(now.targetsUp), `of ${now.targetsUp + now.targetsDown + now.targetsUnknown} ${plural('target', now.targetsUp + now.targetsDown + now.targetsUnknown)}`)}
${figure('Targets down', String(now.targetsDown), plural('target', now.targetsDown), now.targetsDown > 0 ? stateMark('critical', 'down') : undefined)}
</div>${now.samplesPerSecond === 0 && now.activeSeries === 0 ? html`<p class="note">Nothing comes in yet. Point something at one of the doors below.</p>` : ''}</section>
<section><h2>Targets</h2>${targets(now, nowMs)}</section></div>`
}

const HEALTH_WORDS: Record<HealthState, string> = {
  good: 'healthy',
  warning: 'needs a look',
  critical: 'something failed',
}

function figure(name: string, value: string, unit: string, mark?: Html): Html {
  return html`<div class="panel figure"><div class="heading"><span class="quiet">${name}</span>${mark}</div><b>${value} <small>${unit}</small></b></div>`
}

function targets(now: Overview, nowMs: number): Html {
  const total = now.targetsUp + now.targetsDown + now.targetsUnknown
  if (total === 0)
    return html`<p class="note">Nothing is scraped. Name a prometheus.yml under <code>prometheus.config</code> in vedette.yml, and its targets appear here.</p>`
  return html`<div class="panel scroll"><table class="fixed">
<thead><tr><th class="narrow">State</th><th class="job">Job</th><th>Target</th><th class="number narrow">Last scrape</th><th>Last error</th></tr></thead>
<tbody>${now.targets.map(target => targetRow(target, nowMs))}</tbody></table></div>
${now.targets.length < total ? html`<p class="note">${now.targets.length} of ${total} targets, those that are down first. All of them: <a href="/api/v1/targets">/api/v1/targets</a>.</p>` : ''}`
}

const TARGET_STATES = { up: 'good', down: 'critical', unknown: 'unknown' } as const

function targetRow({ job, url, health, lastError, lastScrapeMs }: OverviewTarget, nowMs: number): Html {
  const age = lastScrapeMs === undefined ? 'not yet' : formatAge(nowMs - lastScrapeMs)
  const exact = lastScrapeMs === undefined ? '' : new Date(lastScrapeMs).toISOString()
  return html`<tr><td>${stateMark(TARGET_STATES[health], health)}</td><td>${clamped(job)}</td><td><code>${clamped(url)}</code></td>
<td class="number" title="${exact}">${age}</td><td>${clamped(lastError)}</td></tr>`
}

/** Other people's text can be of any length; the whole of it shows on hover. */
function clamped(text: string): Html {
  return html`<span class="clamp" title="${text}">${text}</span>`
}

function doors(all: readonly OverviewDoor[]): Html {
  return html`<section><h2>Doors</h2><div class="doors">${all.map(
    door => html`<div class="panel door"><div class="heading"><h3>${door.name}</h3><span class="quiet" data-live="${door.name}">${formatQuantity(door.samplesPerSecond)} samples/s</span></div>
${door.url === '' ? '' : html`<code class="quiet">${door.url}</code>`}<p class="quiet">${door.where}:</p>
<div class="snippet"><pre>${door.snippet}</pre><button type="button">Copy</button></div></div>`,
  )}</div></section>`
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`
}
