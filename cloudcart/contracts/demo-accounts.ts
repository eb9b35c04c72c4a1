/** Accounts that the user service has from its first start, so that a newcomer and the load can sign in at once. */
export const DEMO_ADMIN = { email: 'admin@cloudcart.example', name: 'Robin Keller' } as const

export const DEMO_CUSTOMERS = [
  { email: 'ada@cloudcart.example', name: 'Ada Lindqvist' },
  { email: 'bruno@cloudcart.example', name: 'Bruno Okafor' },
  { email: 'chen@cloudcart.example', name: 'Chen Moreau' },
  { email: 'dana@cloudcart.example', name: 'Dana Petrov' },
] as const

/** Of the customers; the admin's stands in the settings. */
export const DEMO_CUSTOMER_PASSWORD = 'shopping-demo'
