import { DEMO_ADMIN, DEMO_CUSTOMER_PASSWORD, DEMO_CUSTOMERS } from '../../../contracts/demo-accounts.ts'

/** People whom the shop knows from its first day, so that a visitor can be one of them. */
export function DemoAccounts({ choose }: { readonly choose: (email: string, password: string) => void }) {
  return (
    <div className="demo-accounts">
      <p className="hint">
        Or be somebody of the demonstration. The admin’s password is shown where the shop was started.
      </p>
      <p className="chips">
        {DEMO_CUSTOMERS.map(({ email, name }) => (
          <button
            key={email}
            type="button"
            className="chip"
            onClick={() => choose(email, DEMO_CUSTOMER_PASSWORD)}
          >
            {name}
          </button>
        ))}
        <button type="button" className="chip" onClick={() => choose(DEMO_ADMIN.email, '')}>
          {DEMO_ADMIN.name}
        </button>
      </p>
    </div>
  )
}
