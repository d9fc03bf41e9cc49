// The list of keys.
import { useEffect, useRef } from "react";
import { IconButton } from "./controls.jsx";
import { Close } from "./icons.jsx";
import { KEYS } from "./keys.js";

export function HelpDialog({ open, onClose }) {
  const ref = useRef(null);
  useEffect(() => {
    if (open && !ref.current.open) ref.current.showModal();
    if (!open && ref.current.open) ref.current.close();
  }, [open]);
  return (
    <dialog ref={ref} className="em-dialog" aria-labelledby="em-help-title" onClose={onClose}
      onClick={(event) => event.target === ref.current && onClose()}>
      <div className="em-dialog-body">
        <header>
          <h2 id="em-help-title">Keys</h2>
          <IconButton icon={Close} label="Close" onClick={onClose} />
        </header>
        <dl>
          {KEYS.map(([key, meaning]) => (
            <div key={key}>
              <dt><kbd>{key}</kbd></dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
