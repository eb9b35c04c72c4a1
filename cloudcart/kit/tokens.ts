/** Who is asking: JSON Web Tokens that the user service gives out and everybody can check. */
import { errors, jwtVerify, SignJWT } from 'jose'

export type Role = 'customer' | 'admin'

export interface Identity {
  readonly userId: string
  readonly role: Role
}

/** Why a token is not accepted; the label `reason` of `jwt_validation_failures_total`. */
export const TOKEN_FAULTS = ['missing', 'malformed', 'invalid_signature', 'expired', 'wrong_claims'] as const
export type TokenFault = (typeof TOKEN_FAULTS)[number]

export const TOKEN_LIFETIME_S = 24 * 3600
const ISSUER = 'cloudcart'

export interface Tokens {
  sign(identity: Identity): Promise<string>
  verify(token: string): Promise<Identity | TokenFault>
}

export function createTokens(secret: string, nowMs: () => number = Date.now): Tokens {
  const key = new TextEncoder().encode(secret)
  return {
    sign({ userId, role }) {
      const issuedS = Math.floor(nowMs() / 1000)
      return new SignJWT({ role })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setIssuedAt(issuedS)
        .setExpirationTime(issuedS + TOKEN_LIFETIME_S)
        .sign(key)
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          requiredClaims: ['sub', 'exp'],
          currentDate: new Date(nowMs()),
        })
        const { sub, role } = payload
        if (sub === undefined || (role !== 'customer' && role !== 'admin')) return 'wrong_claims'
        return { userId: sub, role }
      } catch (error) {
        return faultOf(error)
      }
    },
  }
}

function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed) return 'wrong_claims'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'invalid_signature'
  return 'malformed'
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(header ?? '')?.[1]
}
