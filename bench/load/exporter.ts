/**
 * A target for the scrape benchmark, a process of its own: pages of changing values, written and compressed beforehand, so that
 * serving one costs next to nothing. Tells its parent its port, then of every scrape.
 *
 *     exporter.ts OPTIONS-AS-JSON
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createMix, type MixOptions } from '../data/mix.ts'
import { createPage } from '../data/prom-text.ts'

export interface ExporterOptions extends MixOptions {
  /** Scrapes with values of their own; whoever asks more often sees the last again. */
  readonly pages: number
}

export type ExporterMessage =
  | { readonly kind: 'ready'; readonly port: number; readonly pageBytes: number }
  | { readonly kind: 'scraped'; readonly count: number; readonly gzip: boolean }

const options = JSON.parse(process.argv[2]!) as ExporterOptions
const mix = createMix(options)
const print = createPage(mix)
const pages = Array.from({ length: options.pages }, () => {
  mix.advance()
  const plain = Buffer.from(print())
  return { plain, gzip: gzipSync(plain, { level: 4 }) }
})

let count = 0
const server = createServer((incoming, outgoing) => {
  const page = pages[Math.min(count++, pages.length - 1)]!
  const gzip = /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''))
  const body = gzip ? page.gzip : page.plain
  outgoing.writeHead(200, {
    'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    'Content-Length': body.length,
    ...(gzip ? { 'Content-Encoding': 'gzip' } : {}),
  })
  outgoing.end(body)
  tell({ kind: 'scraped', count, gzip })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  tell({ kind: 'ready', port, pageBytes: pages[0]!.plain.length })
})
process.on('disconnect', () => process.exit())

function tell(message: ExporterMessage): void {
  process.send?.(message)
}
