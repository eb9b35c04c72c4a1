/** The shop, as components get at it. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Address } from './kept/address.ts'
import type { Cart } from './kept/cart.ts'
import type { Kept } from './kept/kept.ts'
import type { Session } from './kept/session.ts'
import type { Shop } from './shop.ts'

export const ShopContext = createContext<Shop | undefined>(undefined)

export function useShop(): Shop {
  const shop = useContext(ShopContext)
  if (shop === undefined) throw new Error('this component needs a shop around it')
  return shop
}

export function useCart(): Cart {
  return useKept(useShop().cart)
}

export function useSession(): Session | undefined {
  return useKept(useShop().session)
}

export function useAddress(): Address {
  return useKept(useShop().address)
}

function useKept<T>(kept: Kept<T>): T {
  return useSyncExternalStore(kept.watch, kept.get)
}
