import { Download } from 'lucide-react';
import type { JSX } from 'react';
import { type QuestionOf, tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { useToast } from '../../ui/Toasts.tsx';
import { saveDownload } from '../captures/save-download.ts';
import { decodeBase64 } from '../packets/decode-base64.ts';

/** Hands the packets of some flows to the analyst as a pcapng file. */
export function ExportFlows(props: {
  asked: QuestionOf<'flow.export'>;
  /** Why there is nothing to export, '' where there is. */
  disabledReason: string;
  children: string;
}): JSX.Element {
  const write = useCommand('flow.export');
  const toast = useToast();
  return (
    <Button
      icon={<Download size={13} aria-hidden="true" />}
      busy={write.isPending}
      disabledReason={props.disabledReason}
      onClick={() =>
        write.mutate(props.asked, {
          onSuccess: ({ name, packets, flows, bytes }) => {
            saveDownload(name, 'application/octet-stream', decodeBase64(bytes));
            const of = flows === 1 ? '1 flow' : `${formatCount(flows)} flows`;
            toast(`Exported ${packets === 1 ? '1 packet' : `${formatCount(packets)} packets`} of ${of} as ${name}.`);
          },
          onError: (error) => toast(tellFailure(error), true),
        })
      }
    >
      {props.children}
    </Button>
  );
}
