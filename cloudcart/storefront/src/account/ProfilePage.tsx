import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { changeProfile, myProfile, type User } from '../api/users.ts'
import { paths } from '../paths.ts'
import { useShop } from '../shop-context.ts'
import { useDoing } from '../ui/doing.ts'
import { Field } from '../ui/Field.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLoaded } from '../ui/loading.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { When } from '../ui/When.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { SignedIn } from './SignedIn.tsx'

export function ProfilePage() {
  return (
    <div className="page narrow">
      <title>Profile · CloudCart</title>
      <h1>Your profile</h1>
      <SignedIn to="see your profile">
        <MyProfile />
      </SignedIn>
    </div>
  )
}

function MyProfile() {
  const shop = useShop()
  const { value, problem, again, put } = useLoaded('open profile', 'profile', myProfile)
  return (
    <>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={3} />}
      {value !== undefined && (
        <div className="order-columns">
          <section className="panel">
            <h2>About you</h2>
            <p>
              {value.email}
              <br />
              <span className="muted">
                {value.role === 'admin' ? 'Admin' : 'Customer'}, joined <When at={value.createdAt} />
              </span>
            </p>
            <NameForm user={value} changed={put} />
            <p className="moves">
              <Link className="button small" to={paths.orders}>
                <Icon name="box" /> Your orders
              </Link>
              <button type="button" className="button small" onClick={() => shop.signOut()}>
                <Icon name="leave" /> Sign out
              </button>
            </p>
          </section>
          <section className="panel">
            <h2>Password</h2>
            <PasswordForm />
          </section>
        </div>
      )}
    </>
  )
}

function NameForm({ user, changed }: { readonly user: User; readonly changed: (user: User) => void }) {
  const { session } = useShop()
  const doing = useDoing()
  const [name, setName] = useState(user.name)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const now = await doing.run('change name', call => changeProfile(call, { name }))
    if (now === undefined) return
    changed(now)
    const known = session.get()
    if (known !== undefined) session.set({ ...known, user: { ...known.user, name: now.name } })
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <Field
        label="Your name"
        value={name}
        required
        maxLength={80}
        autoComplete="name"
        onChange={event => setName(event.target.value)}
      />
      {doing.problem !== undefined && <Trouble problem={doing.problem} />}
      <button type="submit" className="button" disabled={name.trim() === '' || name === user.name}>
        Save name
      </button>
    </form>
  )
}
