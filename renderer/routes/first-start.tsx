import { useNavigate } from '@tanstack/react-router';
import { FolderOpen, Play, SquareTerminal } from 'lucide-react';
import { type JSX, type ReactNode, useRef } from 'react';
import { useSession } from '../data/use-session.ts';
import { DropZone } from '../features/captures/DropZone.tsx';
import { PathField } from '../features/captures/PathField.tsx';
import { useOpening } from '../features/captures/use-opening.ts';
import { ConnectForm } from '../features/hosts/ConnectForm.tsx';
import { ExpectPanel } from '../features/start/ExpectPanel.tsx';
import { MachinePanel } from '../features/start/MachinePanel.tsx';
import { Button } from '../ui/Button.tsx';
import { KeyCap } from '../ui/KeyCap.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import '../features/start/start.css';

/** Nothing is open yet: three doors, what will appear when, and what this machine lacks. */
export function FirstStart(): JSX.Element {
  const opening = useOpening();
  const navigate = useNavigate();
  const { session, waiting } = useSession();
  const nothing = session === null && !waiting;
  const doors = useRef<HTMLDivElement>(null);
  const enter = (door: number): void => {
    doors.current?.querySelectorAll('.door')[door]?.querySelector<HTMLElement>('input:not([hidden]), button')?.focus();
  };
  useShortcut('1', () => enter(0));
  useShortcut('2', () => enter(1));
  useShortcut('3', () => enter(2));
  return (
    <div className="start">
      <div className="start-doors" ref={doors}>
        <h1 className="start-title">{nothing ? 'Nothing is being watched yet' : 'Watch a host or open a session'}</h1>
        <p className="start-lead second">
          {nothing
            ? 'Mien learns how each virtual machine behaves and tells you when one stops being itself. Start with a host, a capture, or the sample.'
            : 'What is open stays open; the source control at the top left leads back to it.'}
        </p>
        <Door
          number="1"
          icon={<SquareTerminal size={16} aria-hidden="true" />}
          title="Connect a libvirt host"
          lead="Read only. Nothing changes on a host until you enforce a policy."
        >
          <ConnectForm
            primary="Watch"
            onWatch={(live) =>
              void navigate({ to: '/fleet', search: { session: live, from: undefined, to: undefined } })
            }
          />
        </Door>
        <Door
          number="2"
          icon={<FolderOpen size={16} aria-hidden="true" />}
          title="Open a capture"
          lead="First rows appear within a second, while the rest is read. The file stays where it is and is not changed."
        >
          <PathField opening={opening} />
          <DropZone opening={opening} />
        </Door>
        <Door
          number="3"
          icon={<Play size={16} aria-hidden="true" />}
          title="Look at the sample session"
          lead="A benign stretch with an intrusion in it. Everything works on it, except enforcing."
        >
          <span>
            <Button busy={opening.busy} onClick={opening.openSample}>
              Open the sample
            </Button>
          </span>
        </Door>
      </div>
      <aside className="start-side" aria-label="What to expect">
        <ExpectPanel />
        <MachinePanel />
      </aside>
    </div>
  );
}

function Door(props: {
  number: string;
  icon: ReactNode;
  title: string;
  lead: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <section className="door" aria-label={props.title}>
      <span className="door-icon">{props.icon}</span>
      <div className="door-words">
        <h2 className="door-title">{props.title}</h2>
        <p className="second">{props.lead}</p>
        {props.children}
      </div>
      <KeyCap>{props.number}</KeyCap>
    </section>
  );
}
