/** What goes in and out over HTTP. No hash is in any of it: what a schema does not name is not sent. */
import { Type } from 'typebox'

const closed = { additionalProperties: false } as const

const Email = Type.String({ format: 'email', maxLength: 254 })
/** Something visible, and no control characters. */
const Name = Type.String({ maxLength: 80, pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]+$' })
const NewPassword = Type.String({ minLength: 8, maxLength: 128 })
/** One that may be wrong; no longer than a right one can be. */
const AnyPassword = Type.String({ maxLength: 128 })
const Role = Type.Union([Type.Literal('customer'), Type.Literal('admin')])
const UserId = Type.String({ pattern: '^u-[0-9a-f-]{36}$' })

export const Registration = Type.Object({ email: Email, name: Name, password: NewPassword }, closed)
export const Login = Type.Object({ email: Email, password: AnyPassword }, closed)
export const ProfileChange = Type.Object(
  {
    name: Type.Optional(Name),
    password: Type.Optional(NewPassword),
    currentPassword: Type.Optional(AnyPassword),
  },
  { ...closed, minProperties: 1 },
)
export const TokenCheck = Type.Object({ token: Type.String({ maxLength: 8_192 }) }, closed)
export const UserSearch = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    after: Type.Optional(UserId),
    q: Type.Optional(Type.String({ maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })),
  },
  closed,
)
export const UserParams = Type.Object({ id: UserId }, closed)
export const RoleChange = Type.Object({ role: Role }, closed)

export const UserAnswer = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    role: Role,
    createdAt: Type.String(),
    updatedAt: Type.String(),
    lastSeenAt: Type.Union([Type.String(), Type.Null()]),
  },
  closed,
)
export const SessionAnswer = Type.Object({ user: UserAnswer, token: Type.String() }, closed)
export const TokenAnswer = Type.Object(
  { valid: Type.Boolean(), reason: Type.Optional(Type.String()) },
  closed,
)
export const UsersAnswer = Type.Object(
  {
    users: Type.Array(UserAnswer),
    total: Type.Integer(),
    /** For `after`; missing on the last page. */
    next: Type.Optional(Type.String()),
  },
  closed,
)
