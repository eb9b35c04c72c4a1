/** A whole page of our own: no request to anywhere else, and a policy under which nothing but our own style and script runs. */
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { type Html, html, trusted } from './html.ts'
import { PAGE_STYLE } from './page-style.ts'

export interface Page {
  readonly title: string
  /** Beside the name in the bar on top. */
  readonly bar: Html
  readonly main: Html
  readonly footer?: Html
  readonly script?: string
}

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('Content-Security-Policy', policyFor(page.script))
    .send(`<!doctype html>${render(page).markup}`)
}

function render({ title, bar, main, footer, script }: Page): Html {
  return html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="${ICON}"><style>${trusted(PAGE_STYLE)}</style></head><body>
<header><strong>Vedette</strong>${bar}</header>
<main>${main}</main>
${footer === undefined ? '' : html`<footer>${footer}</footer>`}
${script === undefined ? '' : html`<script>${trusted(script)}</script>`}
</body></html>`
}

/** A lookout's pennant. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#4c9aff" d="M3 1h2v14H3zM6 2h8l-3 3.5L14 9H6z"/></svg>',
)}`

function policyFor(script: string | undefined): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(PAGE_STYLE)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
