import type { ReactNode } from 'react'
import { useSession } from '../shop-context.ts'
import { SignInForm } from './SignInForm.tsx'

/** What is behind this is for people that the shop knows. */
export function SignedIn({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  if (useSession() !== undefined) return children
  return (
    <section className="panel narrow-panel" aria-label="Sign in">
      <p>Sign in to {to}.</p>
      <SignInForm />
    </section>
  )
}
