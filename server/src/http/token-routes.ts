/** `/api/v1/admin/tokens`: making, listing and revoking access tokens. */
import { createTokenRequest, type TokenList } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { Access } from './access.ts'
import type { TokenBook } from './tokens.ts'

export function tokenRoutes({ tokens, access }: { readonly tokens: TokenBook; readonly access: Access }) {
  return async (app: FastifyInstance): Promise<void> => {
    app.post('/api/v1/admin/tokens', { bodyLimit: 65_536 }, async (request, reply) => {
      const parsed = createTokenRequest.safeParse(jsonOf(request.body))
      if (!parsed.success) {
        const words = parsed.error.issues.map(({ path, message }) =>
          path.length === 0 ? message : `${path.join('.')}: ${message}`,
        )
        throw new VedetteError('bad-request', words.join('; '))
      }
      const created = await tokens.create(parsed.data, access.grantOf(request).author)
      return reply.status(201).send(created)
    })

    app.get('/api/v1/admin/tokens', async (): Promise<TokenList> => ({ tokens: await tokens.list() }))

    app.delete<{ Params: { id: string } }>('/api/v1/admin/tokens/:id', async (request, reply) => {
      await tokens.revoke(request.params.id, access.grantOf(request).author)
      return reply.status(204).send()
    })
  }
}

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '')
  } catch (cause) {
    throw new VedetteError('bad-request', 'The body is not JSON.', { cause })
  }
}
