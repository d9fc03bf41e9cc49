// A dialog over the page, closed by Escape, its button or a click beside it.
import { useEffect, useId, useRef } from "react";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Close } from "$/public/external/emomusic/player/icons.jsx";

export function Dialog({ title, onClose, children }) {
  const ref = useRef(null);
  const id = useId();
  useEffect(() => {
    const node = ref.current;
    if (!node.open) node.showModal();
    return () => node.close();
  }, []);
  const beside = (event) => event.target === ref.current && onClose();
  return (
    <dialog ref={ref} className="ch-dialog" aria-labelledby={id} onClick={beside} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className="ch-dialog-inside">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon={Close} label="Close" size={18} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
