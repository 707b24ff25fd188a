import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { JSX } from 'react';
import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { isNewDraft, placeOfDraft } from './draft-key.ts';
import './policy.css';

/** Says over the graph that a draft is drawn, and how many known dependencies it would deny. */
export function DraftLine(props: {
  /** Key of the draft. */
  draft: string;
  /** Null while they are being counted. */
  edges: PolicyPreview['edges'] | null;
  onClose: () => void;
}): JSX.Element {
  const { draft, edges } = props;
  const { name, search } = placeOfDraft(draft);
  return (
    <p className="draft-line" role="status">
      <span className="grow cut">
        Draft{' '}
        <Link to="/policy/$name" params={{ name }} search={search}>
          <HostileText text={isNewDraft(draft) ? 'of a new policy' : name} />
        </Link>
        {edges === null
          ? ': judging it on the stored flows'
          : edges.length === 0
            ? ': no known dependency would be denied'
            : `: ${formatCount(edges.length)} known ${edges.length === 1 ? 'dependency' : 'dependencies'} would be denied`}
      </span>
      <IconButton label="Draw the graph without the draft" onClick={props.onClose}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </p>
  );
}
