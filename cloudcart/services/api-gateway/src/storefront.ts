/** The built storefront: files as they are, every other path its one page. */
import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { Kit } from '../../../kit/kit.ts'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>CloudCart</title>
<h1>The storefront is not built</h1>
<p>The shop's API works under <code>/api</code>. To see the shop, build its pages once and reload:</p>
<pre>node cloudcart/storefront/build.ts</pre>
</html>
`

export async function addStorefront({ app }: Kit, folder: URL): Promise<void> {
  const root = fileURLToPath(folder)
  await app.register(fastifyStatic, {
    root,
    serve: false,
    suppressWarning: true,
    // Files beside it that end in .br or .gz are sent where the browser takes them.
    preCompressed: true,
    setHeaders(reply, path) {
      // Vite puts a hash into the names under assets.
      const forever = path.includes('/assets/')
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })

  app.get('/*', (request, reply) => {
    const { '*': path } = request.params as { '*': string }
    if (extname(path) !== '') return reply.sendFile(path)
    if (existsSync(new URL('index.html', folder))) return reply.sendFile('index.html')
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  })
}
