import { createContext, type JSX, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import './overlays.css';

interface Toast {
  id: number;
  text: string;
  failed: boolean;
}

type ShowToast = (text: string, failed?: boolean) => void;
const ToastContext = createContext<ShowToast>(() => undefined);

/** Shows the result of the analyst's own act for 6 s; a failed one stays until it is closed. */
export function useToast(): ShowToast {
  return useContext(ToastContext);
}

/** Holds the toasts of a screen. */
export function Toasts({ children }: { children: ReactNode }): JSX.Element {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const nextId = useRef(1);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback<ShowToast>(
    (text, failed = false) => {
      const id = nextId.current;
      nextId.current += 1;
      setToasts((all) => [...all.slice(-2), { id, text, failed }]);
      if (!failed) setTimeout(() => drop(id), 6000);
    },
    [drop],
  );
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={toast.failed ? 'toast toast-failed' : 'toast'}>
            <span className="grow">{toast.text}</span>
            <button type="button" className="icon-button" aria-label="Close message" onClick={() => drop(toast.id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
