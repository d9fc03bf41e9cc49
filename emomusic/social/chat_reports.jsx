// For administrators: messages that somebody reported.
import { useEffect, useState } from "react";
import { MusicCard } from "./chat_cards.jsx";
import { Dialog } from "./chat_dialog.jsx";
import { MessageText } from "./chat_text.jsx";
import * as live from "./live.js";

export function Reports({ onClose }) {
  const [reports, setReports] = useState(null);
  const [wrong, setWrong] = useState("");
  const read = () => live.call("chat.reports").then(setReports, (error) => setWrong(error.message));
  useEffect(() => {
    read();
  }, []);
  const settle = (what, { conversation_id, seq }) =>
    live.call(what, { conversation_id, seq }).then(read, (error) => setWrong(error.message));
  return (
    <Dialog title="Reported messages" onClose={onClose}>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      {reports && !reports.length && <p className="em-empty">Nothing was reported.</p>}
      <ul className="ch-dialog-scroll ch-reports">
        {(reports ?? []).map(({ message, reporter_names, at }) => (
          <li key={message.client_id}>
            <p className="muted"><bdi>{message.sender_name}</bdi> wrote, reported by <bdi>{reporter_names.join(", ")}</bdi> on {new Date(at).toLocaleString()}</p>
            {message.text && <MessageText text={message.text} />}
            {message.card && <MusicCard card={message.card} cardKey={`report:${message.client_id}`} />}
            <p className="ch-report-ways">
              <button type="button" className="chip" onClick={() => settle("chat.dismiss", message)}>Leave it</button>
              <button type="button" className="chip ch-danger" onClick={() => settle("chat.remove", message)}>Remove</button>
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
