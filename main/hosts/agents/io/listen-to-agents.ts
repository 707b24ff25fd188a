import type { ParserProgram } from '../../../captures/io/parser-process.ts';
import type { AgentReport } from '../../../telemetry/agent-report.ts';
import type { HostClock } from '../../host-clock.ts';
import { AgentLines } from '../agent-lines.ts';
import { type AgentSettings, usualAgentSettings } from '../agent-settings.ts';
import type { AgentCarrier } from '../agent-wire.ts';
import { createAgentDecoder } from './agent-decoder.ts';
import { createAgentKeys } from './agent-keys.ts';
import { createAgentVoice } from './create-agent-voice.ts';

/** What listening to agents needs. */
export interface ListeningParts {
  program: ParserProgram;
  /** Folder of the console's secrets. */
  folder: string;
  clock: HostClock;
  settings?: AgentSettings;
}

/** Makes those who understand agents, once channels are there to speak by. */
export function listenToAgents({
  program,
  folder,
  clock,
  settings = usualAgentSettings,
}: ListeningParts): (carrier: AgentCarrier, tell: (report: AgentReport) => void) => AgentLines {
  return (carrier, tell) => {
    const keyOf = createAgentKeys(folder);
    return new AgentLines({
      makeDecoder: (sink) => createAgentDecoder(program, sink),
      makeVoice: (uuid) => createAgentVoice(keyOf(uuid)),
      carrier,
      clock,
      settings,
      tell,
    });
  };
}
