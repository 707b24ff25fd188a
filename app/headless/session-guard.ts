import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Decides who may speak to the loopback server: those who came through a link that was printed for them. */
export interface SessionGuard {
  /** A new token for a link; it opens once. The oldest unused is forgotten where there are many. */
  createToken(): string;
  /** Trades a token for the `Set-Cookie` value of this session, or null. */
  redeem(token: string): string | null;
  /** True where the `Cookie` header carries this session. */
  knows(cookieHeader: string | undefined): boolean;
}

/** Most unused links kept. */
const LINKS = 32;

/** Makes the guard of one server; `port` keeps the cookies of two servers on one host apart. */
export function createSessionGuard(port: number): SessionGuard {
  const cookieName = `mien-${port}`;
  const secret = randomBytes(32).toString('base64url');
  const tokens = new Set<string>();
  return {
    createToken() {
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      for (const oldest of tokens) {
        if (tokens.size <= LINKS) break;
        tokens.delete(oldest);
      }
      return token;
    },
    redeem(token) {
      let found: string | null = null;
      for (const known of tokens) if (isSame(known, token)) found = known;
      if (found === null) return null;
      tokens.delete(found);
      return `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
    },
    knows(cookieHeader) {
      for (const part of (cookieHeader ?? '').slice(0, 8192).split(';')) {
        const at = part.indexOf('=');
        if (part.slice(0, at).trim() === cookieName && isSame(part.slice(at + 1).trim(), secret)) return true;
      }
      return false;
    },
  };
}

/** Compares in a time that tells nothing but the length. */
function isSame(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
