import type { Features } from './features.ts';

/** What a machine is compared with others by. */
export interface PersonaTraits {
  /** Without those that come from alerts. */
  features: Features;
  /** Answered flows by `offers` or `uses` and the service, or its port where content did not tell. */
  services: readonly { kind: string; flows: number }[];
  /** The label of the catalogue that fits, '' where none does. */
  label: string;
}
