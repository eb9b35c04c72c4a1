/**
 * Who may import whom in CloudCart. It is a customer on the wire: nothing in it knows Vedette, and nothing of Vedette knows it. Its services know
 * the kit and what they say to each other, never one another.
 */
import { isTestSide, type SourceFile } from './source-file.ts'

/** Folders of the shop, and which of its folders each may import beside its own. */
const ROOMS: readonly (readonly [room: RegExp, imports: RegExp])[] = [
  [/^cloudcart\/contracts\//, /^$/],
  [/^cloudcart\/kit\//, /^cloudcart\/contracts\//],
  [/^cloudcart\/services\/([^/]+)\//, /^cloudcart\/(contracts|kit)\//],
  [/^cloudcart\/storefront\//, /^cloudcart\/contracts\//],
  [/^cloudcart\/load\//, /^cloudcart\/(contracts|kit)\//],
]

/** One sentence for each import that crosses a wall. */
export function forbiddenShopImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file =>
    file.imports.flatMap(({ specifier, target, line }) => {
      const reason = target === undefined ? undefined : whyForbidden(file.path, target)
      return reason === undefined ? [] : [`${file.path}:${line} imports ${specifier}: ${reason}`]
    }),
  )
}

function whyForbidden(from: string, target: string): string | undefined {
  const inside = inShop(from)
  if (inside !== inShop(target)) {
    // A test of the shop may find programs as other tests do; scripts and end-to-end tests may start the shop.
    if (inside)
      return isTestSide(from) && target.startsWith('scripts/')
        ? undefined
        : 'CloudCart knows nothing of Vedette'
    return /^(scripts|test|bench)\//.test(from) ? undefined : 'Vedette knows nothing of CloudCart'
  }
  if (!inside || isTestSide(from)) return undefined
  if (isTestSide(target)) return 'code that runs in production imports no test code'
  const room = ROOMS.find(([pattern]) => pattern.test(from))
  if (room === undefined) return undefined
  const own = room[0].exec(from)![0]
  if (target.startsWith(own) || room[1].test(target)) return undefined
  return `${own} may import only itself${room[1].source === '^$' ? '' : ', contracts and what its table allows'}`
}

function inShop(path: string): boolean {
  return path.startsWith('cloudcart/')
}
