/**
 * The web UI: the files of one folder, and its page for every address that is no file and belongs to nobody else.
 *
 * The folder is read with each request, so a new build shows without a restart, and where it is missing `fallback` answers at `/`. All of it
 * is public: what it shows it asks of the API, which knows who may know. Names in a request are held against a pattern and never walk
 * the disk.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from './access.ts'
import { acceptedEncodings } from './compression.ts'

export interface WebUiOptions {
  /** What the UI was built into. */
  readonly folder: string
  readonly access: Access
  /** Answers at `/` while there is no UI, for whom may read. */
  readonly fallback: (reply: FastifyReply) => FastifyReply
}

/** Stands in the built page where the server puts in a new one with each answer; see web/vite.config.ts. */
const NONCE = 'VEDETTE-NONCE'
const PAGE = 'index.html'
/** `theme.js`, `assets/main-CzK1.js`: no other folders, nothing hidden. */
const FILE = /^(assets\/)?[A-Za-z0-9_][\w-]*(?:\.[\w-]+)+$/
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  json: 'application/json',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
}
/** Where other rooms have their doors: a wrong address below is answered as such, not with a page. */
const NOT_OURS = /^\/(?:api|-|metrics|health|federate|v1|assets)(?:\/|$)/

const HEADERS = { 'Referrer-Policy': 'same-origin', 'Cross-Origin-Opener-Policy': 'same-origin' } as const
const FOR_A_YEAR = 'public, max-age=31536000, immutable'
/** May be kept, but is asked for again each time. */
const ASK_AGAIN = 'no-cache'

export function webUiRoutes({ folder, access, fallback }: WebUiOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/*', { config: { scope: 'open' } }, async (request, reply) => {
      const path = pathOf(request)
      if (path !== undefined && (await sendFile(folder, path, request, reply))) return reply
      if (path !== undefined && isPage(path, request)) {
        if (await sendPage(folder, reply)) return reply
        if (path === '/') {
          await access.admit(request, 'read')
          return fallback(reply)
        }
      }
      // As for any other wrong address: only those who are let in learn that there is nothing.
      await access.admit(request, 'any')
      return reply.callNotFound()
    })
  }
}

function pathOf(request: FastifyRequest): string | undefined {
  try {
    return decodeURIComponent(request.url.split(/[?#]/, 1)[0]!)
  } catch {
    return undefined
  }
}

/** Whether somebody goes there in a browser. Programs that ask for a wrong address learn that it is wrong. */
function isPage(path: string, request: FastifyRequest): boolean {
  if (path === '/') return true
  return !NOT_OURS.test(path) && (request.headers.accept ?? '').includes('text/html')
}

async function sendPage(folder: string, reply: FastifyReply): Promise<boolean> {
  const page = await unlessMissing(readFile(join(folder, PAGE), 'utf8'))
  if (page === undefined) return false
  const nonce = randomBytes(16).toString('base64')
  reply
    .headers(HEADERS)
    .header('Content-Security-Policy', policyWith(nonce))
    .header('Cache-Control', ASK_AGAIN)
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(NONCE, nonce))
  return true
}

/** Nothing inline but style elements that our own scripts add and mark. */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

async function sendFile(
  folder: string,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const name = path.slice(1)
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
  if (type === undefined || !FILE.test(name)) return false
  const found = await openBest(join(folder, name), request.headers['accept-encoding'])
  if (found === undefined) return false
  const { file, encoding } = found
  try {
    const { size, mtimeMs } = await file.stat()
    const tag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`
    const hashed = name.startsWith('assets/')
    reply
      .headers(HEADERS)
      .header('Vary', 'Accept-Encoding')
      .header('ETag', tag)
      .header('Cache-Control', hashed ? FOR_A_YEAR : ASK_AGAIN)
      .type(type)
    if (encoding !== undefined) reply.header('Content-Encoding', encoding)
    if (request.headers['if-none-match'] === tag) reply.status(304).send()
    else reply.send(await file.readFile())
    return true
  } finally {
    await file.close()
  }
}

const SUFFIXES = { br: '.br', gzip: '.gz' } as const

async function openBest(
  path: string,
  accepted: string | undefined,
): Promise<{ file: FileHandle; encoding: 'br' | 'gzip' | undefined } | undefined> {
  for (const encoding of acceptedEncodings(accepted, ['br', 'gzip'])) {
    const file = await unlessMissing(open(`${path}${SUFFIXES[encoding]}`))
    if (file !== undefined) return { file, encoding }
  }
  const file = await unlessMissing(open(path))
  return file === undefined ? undefined : { file, encoding: undefined }
}

async function unlessMissing<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
