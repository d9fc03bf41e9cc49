// What a file of a playlist named and the library lacks: told after the import, and on the page of
// the playlist until its owner dismisses it.
import { useState } from "react";
import { Link } from "react-router";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Close } from "$/public/external/emomusic/player/icons.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { Dialog } from "./chat_dialog.jsx";
import { ask } from "./playlists.js";
import "./playlists.css";

const csvCell = (text) => `"${String(text).replace(/^(?=[=+\-@\t])/, "'").replaceAll('"', '""')}"`;

function saveMissing({ title, missing }) {
  const rows = [["position", "title", "artist", "album", "path"], ...missing.map((one) => [one.position, one.title, one.artist, one.album, one.path])];
  const text = rows.map((row) => row.map(csvCell).join(",")).join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
  link.download = `${title} - not found.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Looks for what was not found, and says what came of it; `missing` is how many there are. */
async function lookAgain(playlist_id, missing) {
  const answer = await ask("look_again", { playlist_id });
  if (!answer) return null;
  const found = missing - answer.result.missing.length;
  if (!found) say(missing === 1 ? "It is still not in the library." : "None of them is in the library yet.");
  else say(found === 1 ? "1 song is there now, and is in the playlist." : `${found} songs are there now, and are in the playlist.`);
  return answer.result;
}

function Missing({ missing }) {
  return (
    <>
      <h3 className="pl-heading">Not found</h3>
      <ol className="ch-dialog-scroll pl-missing" aria-label="Not found" tabIndex={0}>
        {missing.map((one) => (
          <li key={one.position} value={one.position}>
            <bdi>{one.title}</bdi>
            {(one.artist || one.album) && <small><bdi>{[one.artist, one.album].filter(Boolean).join(" · ")}</bdi></small>}
          </li>
        ))}
      </ol>
      <p className="pl-quiet">A song is found by where its file lies, by its MusicBrainz or recording code, or by artist and title.</p>
    </>
  );
}

/** The report; `title` is that of the dialog, `children` are further buttons. */
export function Report({ report, title, onClose, children }) {
  const { total, found, missing } = report;
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{found} of {total} {total === 1 ? "song is" : "songs are"} in the library.</p>
      {missing.length > 0 && <Missing missing={missing} />}
      <footer>
        {missing.length > 0 && <button type="button" className="button plain" onClick={() => saveMissing(report)}>Save the list</button>}
        {children}
      </footer>
    </Dialog>
  );
}

/** The report right after an import. */
export function FreshReport({ report, onClose }) {
  const { playlist_id, title, found } = report;
  return (
    <Report report={report} title={found ? `“${title}” is imported` : "Nothing was found"} onClose={onClose}>
      {playlist_id && <Link className="button" to={`/playlist/${playlist_id}`} onClick={onClose}>Open the playlist</Link>}
    </Report>
  );
}

/** Tells the owner of a playlist that songs of its file were not found, until they dismiss it. */
export function ImportNotice({ card, lacking }) {
  const [report, setReport] = useState(null);
  const [busy, setBusy] = useState(false);
  if (!lacking) return null;
  const playlist_id = card.id;
  const read = async () => setReport((await ask("report", { playlist_id }))?.result ?? null);
  const look = async () => {
    setBusy(true);
    const next = await lookAgain(playlist_id, report?.missing.length ?? lacking);
    setBusy(false);
    if (next) setReport((shown) => shown && next);
  };
  const again = <button type="button" className={report ? "button" : "chip"} disabled={busy} onClick={look}>{busy ? "Looking…" : "Look again"}</button>;
  return (
    <section className="pl-lacking" aria-label="Import">
      <p>{lacking === 1 ? "1 song of the imported file was" : `${lacking} songs of the imported file were`} not found.</p>
      <span className="pl-choices">
        <button type="button" className="chip" onClick={read}>Show the report</button>
        {!report && again}
      </span>
      <IconButton icon={Close} size={16} label="Dismiss the report" onClick={() => ask("dismiss_report", { playlist_id })} />
      {report && <Report report={report} title="What was not found" onClose={() => setReport(null)}>{report.missing.length > 0 && again}</Report>}
    </section>
  );
}
