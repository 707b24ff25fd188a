import { userInfo } from 'node:os';

/** Name that what is written is signed with. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'analyst';
  }
}
