/** The accounts that an empty shop begins with. */
import { DEMO_ADMIN, DEMO_CUSTOMER_PASSWORD, DEMO_CUSTOMERS } from '../../../contracts/demo-accounts.ts'
import { DatabaseError } from '../../../kit/database/database.ts'
import type { Role } from '../../../kit/tokens.ts'
import type { Passwords } from './password.ts'
import type { Store } from './store.ts'
import { newUserId } from './users.ts'

export interface DemoNeeds {
  readonly store: Store
  readonly passwords: Passwords
  readonly adminPassword: string
  readonly nowMs: () => number
}

export async function openDemoAccounts({ store, passwords, adminPassword, nowMs }: DemoNeeds): Promise<void> {
  if ((await store.counts(0)).total > 0) return
  const open = async ({ email, name }: { email: string; name: string }, role: Role, password: string) => {
    const at = nowMs()
    const passwordHash = await passwords.hash(password)
    const account = { id: newUserId(), email, name, role, passwordHash, createdMs: at, updatedMs: at }
    try {
      // Nobody was here yet: they don't count as active.
      await store.add({ ...account, seenMs: 0 })
    } catch (error) {
      // Another instance that began at the same moment was quicker.
      if (!(error instanceof DatabaseError) || error.code !== 'unique') throw error
    }
  }
  await Promise.all([
    open(DEMO_ADMIN, 'admin', adminPassword),
    ...DEMO_CUSTOMERS.map(customer => open(customer, 'customer', DEMO_CUSTOMER_PASSWORD)),
  ])
}
