import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { AgentLines } from '../../hosts/agents/agent-lines.ts';
import { usualAgentSettings } from '../../hosts/agents/agent-settings.ts';
import { createAgentDecoder } from '../../hosts/agents/io/agent-decoder.ts';
import { createAgentKeys } from '../../hosts/agents/io/agent-keys.ts';
import { createAgentVoice } from '../../hosts/agents/io/create-agent-voice.ts';
import type { HostClock } from '../../hosts/host-clock.ts';
import type { MakeAgentEars } from '../agent-router.ts';

/**
 * Those who understand agents: what guests say is read in a child, which is not started before a channel opens.
 * @param home folder of the secret that redaction is keyed with
 */
export function hearAgents(parser: ParserProgram, home: string, clock: HostClock): MakeAgentEars {
  return (carrier, tell) => {
    const keyOf = createAgentKeys(home);
    return new AgentLines({
      makeDecoder: (sink) => createAgentDecoder(parser, sink),
      makeVoice: (uuid) => createAgentVoice(keyOf(uuid)),
      carrier,
      clock,
      settings: usualAgentSettings,
      tell,
    });
  };
}
