/** Something about an agent that a person should know, because an intruder would do it. */
export interface AgentDoubt {
  /** One at a time of each kind. */
  kind: 'silent' | 'lying' | 'older' | 'replaced' | 'replay' | 'flooding' | 'garbled';
  title: string;
  why: string;
  technique: string;
  /** 0 to 1. */
  score: number;
}

/** Titles, techniques and weights of {@link AgentDoubt}; the sentence with the figures is whoever's notices it. */
export const DOUBTS: Readonly<Record<AgentDoubt['kind'], Omit<AgentDoubt, 'kind' | 'why'>>> = {
  silent: { title: 'The agent fell silent', technique: 'T1562.001', score: 0.3 },
  lying: { title: 'The agent contradicts the hypervisor', technique: 'T1014', score: 0.6 },
  older: { title: 'The agent was replaced by an older version', technique: 'T1562.001', score: 0.45 },
  replaced: { title: 'Another program speaks as the agent', technique: 'T1562.001', score: 0.5 },
  replay: { title: 'The agent says again what it had said', technique: 'T1562.006', score: 0.5 },
  flooding: { title: 'The agent tells more than it may', technique: 'T1499', score: 0.35 },
  garbled: { title: 'What comes from the agent is not its protocol', technique: 'T1562.001', score: 0.35 },
};
