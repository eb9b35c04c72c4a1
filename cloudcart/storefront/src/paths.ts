/** Every address of the storefront. */
export type Sort = 'name' | 'price_asc' | 'price_desc' | 'newest'

export const PAGE_SIZE = 12

export interface Shelf {
  readonly sort?: Sort
  /** From 1 on. */
  readonly page?: number
}

export const paths = {
  home: '/',
  everything: (shelf: Shelf = {}) => withShelf('/products', shelf),
  category: (category: string, shelf: Shelf = {}) => withShelf(`/categories/${encode(category)}`, shelf),
  product: (id: string) => `/products/${encode(id)}`,
  search: (words: string) => `/search?q=${encode(words)}`,
  cart: '/cart',
  checkout: '/checkout',
  orders: '/orders',
  order: (id: string) => `/orders/${encode(id)}`,
  thanks: (id: string) => `/orders/${encode(id)}/thanks`,
  signIn: (backTo?: string) => (backTo === undefined ? '/sign-in' : `/sign-in?to=${encode(backTo)}`),
  profile: '/profile',
  admin: '/admin',
  adminOrders: (status?: string) =>
    status === undefined ? '/admin/orders' : `/admin/orders?status=${encode(status)}`,
  adminUsers: '/admin/users',
  adminStock: '/admin/stock',
  adminProducts: '/admin/products',
  adminNewProduct: '/admin/products/new',
  adminProduct: (id: string) => `/admin/products/${encode(id)}`,
  adminChaos: '/admin/chaos',
} as const

/** Where to go after signing in: a place of this shop and of nobody else's. */
export function placeInShop(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : paths.home
}

function withShelf(path: string, { sort, page }: Shelf): string {
  const query = new URLSearchParams()
  if (sort !== undefined && sort !== 'name') query.set('sort', sort)
  if (page !== undefined && page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

function encode(part: string): string {
  return encodeURIComponent(part)
}
