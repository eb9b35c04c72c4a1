/** Where the server wants to know who asks: its token, once; everything else waits behind. */
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { FieldError, Input, Label, TextField } from 'react-aria-components'
import { ApiError } from '../api/api-error.ts'
import { askPlain, onSignInWanted } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import './SignIn.css'
import { useSession } from './useSession.ts'

export function SignIn({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient()
  const session = useSession()
  useEffect(() => onSignInWanted(() => void queries.invalidateQueries({ queryKey: ['session'] })), [queries])
  if (session.data === undefined) {
    return session.error === null ? (
      <Skeleton height={400} />
    ) : (
      <ErrorState error={session.error} onRetry={() => void session.refetch()} />
    )
  }
  const { required, signedIn, message } = session.data
  if (!required || signedIn) return children
  return <TokenForm ended={message} onDone={() => void queries.invalidateQueries()} />
}

interface TokenFormProps {
  /** Why the session that there was is over. */
  readonly ended: string | undefined
  readonly onDone: () => void
}

function TokenForm({ ended, onDone }: TokenFormProps) {
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<string>()
  const submit = async (): Promise<void> => {
    try {
      await askPlain('/api/v1/session', { json: { token: token.trim() } })
      onDone()
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : String(error))
    }
  }
  return (
    <main className="sign-in">
      <form
        className="panel sign-in-form"
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <h1>
          <img src="/pennant.svg" alt="" width={24} height={24} />
          Vedette
        </h1>
        {ended === undefined ? null : <p role="status">{ended}</p>}
        <TextField
          type="password"
          value={token}
          onChange={next => {
            setToken(next)
            setProblem(undefined)
          }}
          isInvalid={problem !== undefined}
          isRequired
          autoFocus
        >
          <Label>Token</Label>
          <Input className="time-range-input" autoComplete="current-password" placeholder="vdt_..." />
          <FieldError className="time-range-unclear">{problem}</FieldError>
        </TextField>
        <Button kind="primary" type="submit" isDisabled={token.trim() === ''}>
          Sign in
        </Button>
        <p className="quiet">
          <code>vedette token create --name me --scope read</code> makes one, on the machine that Vedette runs
          on.
        </p>
      </form>
    </main>
  )
}
