import type { JSX } from 'react';
import type { PersonaShare } from '../../shared/contract/subject.ts';
import { foldPersonas } from './persona-segments.ts';
import './persona.css';

/** Probabilities of persona labels as one bar; hostile labels are hatched. The words beside it are the caller's. */
export function PersonaBar(props: {
  shares: readonly PersonaShare[];
  height?: number;
  incomplete?: boolean | undefined;
}): JSX.Element {
  const { shares, height = 10, incomplete = false } = props;
  const segments = foldPersonas(shares);
  const words = segments.map((share) => `${share.label} ${share.probability.toFixed(2)}`).join(', ');
  return (
    <span
      className={incomplete ? 'persona-bar persona-incomplete' : 'persona-bar'}
      role="img"
      aria-label={words === '' ? 'no persona yet' : words}
      style={{ height }}
    >
      {segments.map((share) => (
        <PersonaFill key={share.label} share={share} grow={share.probability} />
      ))}
    </span>
  );
}

function PersonaFill({ share, grow }: { share: PersonaShare; grow: number }): JSX.Element {
  return <span className={personaClass('persona-fill', share)} style={{ flexGrow: grow }} />;
}

/** A square in a label's colour and pattern, for legends and facets. */
export function PersonaSwatch({ share }: { share: Pick<PersonaShare, 'family' | 'hostile'> }): JSX.Element {
  return <span className={personaClass('persona-swatch', share)} aria-hidden="true" />;
}

function personaClass(base: string, share: Pick<PersonaShare, 'family' | 'hostile'>): string {
  return `${base} persona-${share.family}${share.hostile ? ' persona-hostile' : ''}`;
}
