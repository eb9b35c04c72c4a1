import { type FormEvent, useState } from 'react'
import { changeRole, findUsers, type User } from '../../api/users.ts'
import { useSession } from '../../shop-context.ts'
import { useDoing } from '../../ui/doing.ts'
import { Empty } from '../../ui/Empty.tsx'
import { useLoaded } from '../../ui/loading.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { When } from '../../ui/When.tsx'
import { RoomHead } from '../RoomHead.tsx'

export function AdminUsersPage() {
  const [words, setWords] = useState('')
  /** Where each page that was opened begins; the last is shown. */
  const [starts, setStarts] = useState<readonly (string | undefined)[]>([undefined])
  const after = starts.at(-1)
  const { value, problem, loading, again, put } = useLoaded('open users', `${words} ${after}`, call =>
    findUsers(call, words, after),
  )
  const changed = (user: User): void => {
    if (value !== undefined)
      put({ ...value, users: value.users.map(each => (each.id === user.id ? user : each)) })
  }
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setWords(String(new FormData(event.currentTarget).get('q')).trim())
    setStarts([undefined])
  }
  const next = value?.next
  return (
    <>
      <RoomHead title="Users" shown={value?.users.length} total={value?.total} again={again} busy={loading}>
        <form className="inline-search" onSubmit={search}>
          <input
            type="search"
            name="q"
            placeholder="Name or e-mail"
            aria-label="Name or e-mail"
            maxLength={100}
          />
          <button type="submit" className="button small">
            Search
          </button>
        </form>
      </RoomHead>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={10} />}
      {value?.users.length === 0 && (
        <Empty title={words === '' ? 'Nobody has an account yet' : `Nobody is called “${words}”`}>
          <p>A part of the name or of the e-mail address is enough.</p>
        </Empty>
      )}
      {value !== undefined && value.users.length > 0 && (
        <div className="table-frame">
          <table className="table stacks">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">E-mail</th>
                <th scope="col">Since</th>
                <th scope="col">Last here</th>
                <th scope="col">Role</th>
              </tr>
            </thead>
            <tbody>
              {value.users.map(user => (
                <UserLine key={user.id} user={user} changed={changed} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(starts.length > 1 || next !== undefined) && (
        <div className="pager">
          <button
            type="button"
            className="button small"
            disabled={starts.length === 1}
            onClick={() => setStarts(starts.slice(0, -1))}
          >
            Previous
          </button>
          <button
            type="button"
            className="button small"
            disabled={next === undefined}
            onClick={() => setStarts([...starts, next])}
          >
            Next
          </button>
        </div>
      )}
    </>
  )
}

function UserLine({ user, changed }: { readonly user: User; readonly changed: (user: User) => void }) {
  const doing = useDoing()
  const isMe = useSession()?.user.id === user.id
  const change = async (role: User['role']): Promise<void> => {
    const done = await doing.run('change role', call => changeRole(call, user.id, role))
    if (done !== undefined) changed(done)
  }
  return (
    <tr>
      <td data-label="Name" className="clip">
        {user.name}
        {isMe && <span className="muted"> (you)</span>}
      </td>
      <td data-label="E-mail" className="clip">
        {user.email}
      </td>
      <td data-label="Since">
        <When at={user.createdAt} />
      </td>
      <td data-label="Last here">
        {user.lastSeenAt === null ? <span className="muted">never</span> : <When at={user.lastSeenAt} />}
      </td>
      <td data-label="Role">
        <select
          aria-label={`Role of ${user.name}`}
          value={user.role}
          disabled={isMe}
          {...(isMe ? { title: 'Another admin has to change your role' } : {})}
          onChange={event => void change(event.target.value as User['role'])}
        >
          <option value="customer">Customer</option>
          <option value="admin">Admin</option>
        </select>
        {doing.problem !== undefined && <Trouble problem={doing.problem} />}
      </td>
    </tr>
  )
}
