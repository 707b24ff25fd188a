import { randomBytes, randomInt } from 'node:crypto';
import { type ConsoleMessage, encodeConsoleMessage } from '../../../../native/agentlink/encode-console-message.ts';
import type { AgentVoice } from '../agent-voice.ts';

const nonceBytes = 16;
/** Numbers of requests: too many for a guest to guess one. */
const mostNumber = 2 ** 48 - 1;

/** Speaks to one agent. @param key 32 bytes: of the hashes that stand for what is redacted in this VM */
export function createAgentVoice(key: Uint8Array): AgentVoice {
  let sequence = 0;
  const say = (message: ConsoleMessage): Uint8Array => encodeConsoleMessage(message, ++sequence);
  return {
    welcome: (credit, settings) => {
      sequence = 0;
      return say({ kind: 'welcome', nonce: randomBytes(nonceBytes), credit, settings: { ...settings, key } });
    },
    credit: (bytes) => say({ kind: 'credit', bytes }),
    settings: (settings) => say({ kind: 'settings', settings: { ...settings, key } }),
    request: (what, bytes) => {
      const number = randomInt(1, mostNumber);
      return { number, frame: say({ kind: 'request', number, what, bytes }) };
    },
  };
}
