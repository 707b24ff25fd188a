import { X } from 'lucide-react';
import { type JSX, type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './IconButton.tsx';
import './overlays.css';

/** A modal box over the screen: the focus stays inside, Escape and a click beside it close it. */
export function Dialog(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}): JSX.Element | null {
  const { open, onClose } = props;
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) box.current?.showModal();
    else box.current?.close();
  }, [open]);
  return (
    <dialog
      ref={box}
      className="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open ? (
        <div className="dialog-box">
          <header className="dialog-head">
            <h2 id={id} className="text-head">
              {props.title}
            </h2>
            <IconButton label="Close" onClick={onClose}>
              <X size={15} aria-hidden="true" />
            </IconButton>
          </header>
          {props.children}
        </div>
      ) : null}
    </dialog>
  );
}
