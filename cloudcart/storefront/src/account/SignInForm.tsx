/** Signing in, or becoming known. Whoever shows it goes on by itself once there is a session. */
import { type FormEvent, useRef, useState } from 'react'
import { register, signIn } from '../api/users.ts'
import { sessionOf } from '../kept/session.ts'
import { useShop } from '../shop-context.ts'
import { useDoing } from '../ui/doing.ts'
import { Field } from '../ui/Field.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { DemoAccounts } from './DemoAccounts.tsx'

export function SignInForm() {
  const { session } = useShop()
  const doing = useDoing()
  const [isNew, setIsNew] = useState(false)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const done = isNew
      ? await doing.run('register', call => register(call, { email, name, password }))
      : await doing.run('sign in', call => signIn(call, email, password))
    if (done !== undefined) session.set(sessionOf(done))
  }
  const change = (toNew: boolean): void => {
    setIsNew(toNew)
    doing.clear()
  }
  return (
    <form ref={form} className="sign-in" onSubmit={event => void submit(event)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset wants a legend on show */}
      <div className="segments" role="group" aria-label="Do you have an account?">
        <button type="button" aria-pressed={!isNew} onClick={() => change(false)}>
          I have an account
        </button>
        <button type="button" aria-pressed={isNew} onClick={() => change(true)}>
          I am new here
        </button>
      </div>
      {isNew && (
        <Field
          label="Your name"
          value={name}
          required
          maxLength={80}
          autoComplete="name"
          onChange={event => setName(event.target.value)}
        />
      )}
      <Field
        label="E-mail address"
        type="email"
        value={email}
        required
        maxLength={254}
        autoComplete="username"
        onChange={event => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        name="password"
        value={password}
        required
        minLength={isNew ? 8 : 1}
        maxLength={128}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        onChange={event => setPassword(event.target.value)}
        {...(isNew ? { hint: 'At least eight characters.' } : {})}
      />
      {doing.problem !== undefined && <Trouble problem={doing.problem} />}
      <button type="submit" className="button primary large wide" aria-disabled={doing.busy}>
        {isNew ? 'Create account' : 'Sign in'}
      </button>
      {!isNew && (
        <DemoAccounts
          choose={(chosenEmail, chosenPassword) => {
            setEmail(chosenEmail)
            setPassword(chosenPassword)
            doing.clear()
            form.current?.querySelector<HTMLInputElement>('input[name="password"]')?.focus()
          }}
        />
      )}
    </form>
  )
}
