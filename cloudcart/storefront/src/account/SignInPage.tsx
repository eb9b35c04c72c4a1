import { Navigate, useSearchParams } from 'react-router'
import { placeInShop } from '../paths.ts'
import { useSession } from '../shop-context.ts'
import { SignInForm } from './SignInForm.tsx'

export function SignInPage() {
  const session = useSession()
  const [query] = useSearchParams()
  if (session !== undefined) return <Navigate to={placeInShop(query.get('to'))} replace />
  return (
    <div className="page slim">
      <title>Sign in · CloudCart</title>
      <h1>Sign in</h1>
      <section className="panel">
        <SignInForm />
      </section>
    </div>
  )
}
