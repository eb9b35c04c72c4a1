/** All that the pages share, built once by main.tsx and handed to them. */
import { type Act, type Call, createAct, createQuietCall } from './api/call.ts'
import { ADDRESS, type Address, NO_ADDRESS } from './kept/address.ts'
import { CART, type Cart } from './kept/cart.ts'
import { createKept, type Kept, type Shelf } from './kept/kept.ts'
import { SESSION, type Session } from './kept/session.ts'
import { type Clicks, createClicks } from './trace/clicks.ts'

export interface Shop {
  readonly act: Act
  readonly quiet: (signal: AbortSignal) => Call
  readonly cart: Kept<Cart>
  readonly session: Kept<Session | undefined>
  readonly address: Kept<Address>
  readonly clicks: Clicks
  /** On a device that others use too, nothing of a person stays but the cart. */
  signOut(): void
}

export interface ShopNeeds {
  readonly fetch: typeof fetch
  readonly storage: Shelf
  readonly window: Pick<Window, 'addEventListener' | 'setTimeout'>
}

export function createShop({ fetch, storage, window }: ShopNeeds): Shop {
  const cart = createKept({ storage, ...CART })
  const session = createKept({ storage, ...SESSION })
  const address = createKept({ storage, ...ADDRESS })
  const clicks = createClicks({
    // `keepalive`: what was clicked last leaves even when the page is being left.
    send: body =>
      fetch('/otlp/v1/traces', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        keepalive: true,
      }).then(answer => (answer.ok ? undefined : Promise.reject(new Error(`answered ${answer.status}`)))),
    nowMs: () => performance.timeOrigin + performance.now(),
    after: (ms, work) => void window.setTimeout(work, ms),
  })
  window.addEventListener('storage', ({ key }) => {
    if (key === CART.key || key === null) cart.reload()
    if (key === SESSION.key || key === null) session.reload()
  })
  window.addEventListener('pagehide', () => clicks.flush())
  const needs = {
    clicks,
    fetch,
    token: () => session.get()?.token,
    signedOut: () => session.set(undefined),
  }
  return {
    act: createAct(needs),
    quiet: createQuietCall(needs),
    cart,
    session,
    address,
    clicks,
    signOut() {
      session.set(undefined)
      address.set(NO_ADDRESS)
    },
  }
}
