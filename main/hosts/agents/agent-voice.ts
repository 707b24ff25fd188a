import type { AgentSettings } from './agent-settings.ts';

/** What the console says to one agent, as bytes. Frames are numbered from each welcome on. */
export interface AgentVoice {
  welcome(credit: number, settings: AgentSettings): Uint8Array;
  credit(bytes: number): Uint8Array;
  settings(settings: AgentSettings): Uint8Array;
  /**
   * Numbered so that nobody can guess it: whoever names the number has read the request.
   * @throws {RangeError} for bytes that do not fit a frame
   */
  request(what: string, bytes: Uint8Array): { number: number; frame: Uint8Array };
}
