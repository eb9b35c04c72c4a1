/** The way out, for who came in with a token. What was shown goes with the session: the page begins anew. */
import { useMutation } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { askPlain } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { useSession } from './useSession.ts'

export function SignOut() {
  const { data: session } = useSession()
  const leave = useMutation({
    mutationFn: () => askPlain('/api/v1/session', { method: 'DELETE' }),
    onSuccess: () => location.reload(),
  })
  // Without a session of its own there is nothing to end: nobody has to sign in, or the browser sends a password.
  if (session?.expiresMs === undefined) return null
  return (
    <Button
      kind="plain"
      aria-label={`Sign out, ${session.name}`}
      isDisabled={leave.isPending}
      onPress={() => leave.mutate()}
    >
      <LogOut aria-hidden />
      {leave.error === null ? null : <span role="alert">Not signed out: {leave.error.message}</span>}
    </Button>
  )
}
