/** An app as a fresh installation on loopback has it, for tests of routes. */
import type { FastifyInstance } from 'fastify'
import { type Access, type AccessOptions, createAccess } from '../src/http/access.ts'
import { type AppOptions, buildApp } from '../src/http/app.ts'
import { createTokenBook } from '../src/http/tokens.ts'
import { SILENT_LOG } from '../src/self/log.ts'
import { createMemoryDocuments } from './memory-documents.ts'

export async function buildTestApp(
  options: Partial<AppOptions> & Pick<AppOptions, 'plugins'>,
): Promise<FastifyInstance> {
  return buildApp({ access: openAccess(), log: SILENT_LOG, ...options })
}

/** Nobody needs a token. */
export function openAccess(options: Partial<AccessOptions> = {}): Access {
  const tokens = createTokenBook({ documents: createMemoryDocuments(), log: SILENT_LOG })
  return createAccess({ tokensNeeded: false, tokens, ...options })
}
