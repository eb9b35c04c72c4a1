import { type FormEvent, useState } from 'react'
import { changeProfile } from '../api/users.ts'
import { useDoing } from '../ui/doing.ts'
import { Field } from '../ui/Field.tsx'
import { Trouble } from '../ui/Trouble.tsx'

export function PasswordForm() {
  const doing = useDoing()
  const [currentPassword, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [changed, setChanged] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setChanged(false)
    const done = await doing.run('change password', call =>
      changeProfile(call, { password, currentPassword }),
    )
    if (done === undefined) return
    setCurrent('')
    setPassword('')
    setChanged(true)
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <Field
        label="Current password"
        type="password"
        value={currentPassword}
        required
        maxLength={128}
        autoComplete="current-password"
        onChange={event => setCurrent(event.target.value)}
      />
      <Field
        label="New password"
        type="password"
        value={password}
        required
        minLength={8}
        maxLength={128}
        autoComplete="new-password"
        hint="At least eight characters."
        onChange={event => setPassword(event.target.value)}
      />
      {doing.problem !== undefined && <Trouble problem={doing.problem} />}
      <button type="submit" className="button">
        Change password
      </button>
      <p role="status" className="hint">
        {changed && 'The new password is in use from now on.'}
      </p>
    </form>
  )
}
