import { describe, expect, it } from 'vitest'
import { forbiddenShopImports } from './shop.ts'
import { readSourceFile } from './source-file.ts'

const check = (path: string, specifier: string): string[] =>
  forbiddenShopImports([readSourceFile(path, `import '${specifier}'\n`)])

describe('the walls of CloudCart', () => {
  it('stand between it and Vedette, both ways', () => {
    expect(check('cloudcart/kit/web.ts', '@vedette/model')).toEqual([
      'cloudcart/kit/web.ts:1 imports @vedette/model: CloudCart knows nothing of Vedette',
    ])
    expect(check('cloudcart/shop.ts', '../server/src/errors.ts')).toHaveLength(1)
    expect(check('server/src/main.ts', '../../cloudcart/shop.ts')).toEqual([
      'server/src/main.ts:1 imports ../../cloudcart/shop.ts: Vedette knows nothing of CloudCart',
    ])
    expect(check('scripts/start.ts', '../cloudcart/shop.ts')).toEqual([])
    expect(check('cloudcart/testing/kafka.ts', '../../scripts/prerequisites.mjs')).toEqual([])
    expect(check('cloudcart/shop.ts', '../scripts/prerequisites.mjs')).toHaveLength(1)
  })

  it('stand between its services', () => {
    const from = 'cloudcart/services/order-service/src/app.ts'
    expect(check(from, '../../payment-service/src/app.ts')).toHaveLength(1)
    expect(check(from, './store.ts')).toEqual([])
    expect(check(from, '../../../kit/kit.ts')).toEqual([])
    expect(check(from, '../../../contracts/events.ts')).toEqual([])
    expect(check('cloudcart/kit/boot.ts', '../services/order-service/src/app.ts')).toHaveLength(1)
    expect(check('cloudcart/contracts/events.ts', '../kit/kit.ts')).toHaveLength(1)
    expect(check('cloudcart/shop.ts', './services/order-service/src/app.ts')).toEqual([])
  })

  it('keep test code out of what runs', () => {
    expect(check('cloudcart/shop.ts', './testing/booted.ts')).toHaveLength(1)
    expect(check('cloudcart/shop.test.ts', './testing/booted.ts')).toEqual([])
  })
})
