// The panel that says why a moment sounds the way it does.
import { useEffect, useRef, useState } from "react";
import { IconButton } from "./controls.jsx";
import * as engine from "./engine.js";
import {
  AXES, hundredths, inHundredths, look, momentText, placeOf, rowsOf, scaleOf, scaleText, signed, ticksOf,
} from "./explanation.js";
import { useFrame } from "./hooks.jsx";
import * as Icons from "./icons.jsx";
import { openPanel, panel } from "./panel.js";
import { useStore } from "./store.js";
import { askWhy, closeWhy, why } from "./why.js";
import "./why.css";

const BUTTON_ID = "em-why-button";
const TITLE_ID = "em-why-title";

function askNow() {
  const { song } = engine.player.get();
  if (!song) return;
  if (panel.get() === "queue") openPanel(null);
  askWhy(song, engine.position());
}

/** Asks about the moment that plays. */
export function WhyButton() {
  const song = useStore(engine.player, (state) => state.song);
  return (
    <button id={BUTTON_ID} type="button" className="em-why-ask" disabled={!song} aria-haspopup="dialog"
      aria-label="Why? What makes it sound so now" title="What makes it sound so?" onClick={askNow}>
      Why?
    </button>
  );
}

/** A time that follows the music, told once a second. */
function AskAgain() {
  const label = useRef(null);
  useFrame((position_s) => {
    const text = `Ask about ${momentText(Math.floor(position_s))}`;
    if (label.current && label.current.textContent !== text) label.current.textContent = text;
  });
  return <button type="button" className="button plain em-why-again" onClick={askNow}><span ref={label}>Ask about now</span></button>;
}

function Loading() {
  return (
    <div aria-hidden="true" className="em-why-loading">
      <div className="skeleton em-why-bone-axis" />
      {Array.from({ length: 8 }, (_, row) => <div key={row} className="skeleton em-why-bone-row" />)}
      <div className="skeleton line" />
      <div className="skeleton line" />
    </div>
  );
}

function AxisChoice({ found, axis, onChange }) {
  return (
    <fieldset className="em-why-axes">
      <legend className="em-hidden">Show what pushed</legend>
      {AXES.map((name) => (
        <label key={name}>
          <input type="radio" name="em-why-axis" checked={axis === name} onChange={() => onChange(name)} />
          <span>{name} <b>{hundredths(found[name].value)}</b></span>
        </label>
      ))}
    </fieldset>
  );
}

function Cell({ band, found, column, push, scale }) {
  const { share, up, sign } = look(push, scale);
  const [from_s, to_s] = [found.edges_s[column], found.edges_s[column + 1]];
  const colour = up ? "var(--happy)" : "var(--sad)";
  return (
    <i
      data-from={from_s}
      className={up && share > 0.5 ? "em-why-dark" : ""}
      style={{ background: `color-mix(in oklab, ${colour} ${Math.round(share * 100)}%, #1f1f1f)` }}
      title={`${band.name}, ${momentText(from_s)} to ${momentText(to_s)}: ${inHundredths(push)} hundredths`}
    >
      {sign}
    </i>
  );
}

/** Seconds to the right, bands upwards; a click on a second seeks to it. */
function Picture({ found, axis, canSeek }) {
  const { cells, by_band: byBand, parts } = found[axis];
  const scale = scaleOf(cells);
  const strongest = parts[0]?.says ?? "Nothing stands out.";
  const seek = (event) => {
    const from = event.target.closest("[data-from]")?.dataset.from;
    if (canSeek && from !== undefined) engine.seek(Number(from));
  };
  return (
    <div className="em-why-picture" role="img" data-why-picture={axis} data-seeks={canSeek} onClick={seek}
      aria-label={`What pushed ${axis}, ${found.bands.length} bands by ${cells[0].length} stretches of time. ${strongest} The table below has every number.`}>
      <div className="em-why-grid" style={{ "--columns": cells[0].length }}>
        {rowsOf(found, cells).map(({ band, index, cells: row }) => (
          <div key={band.name} className="em-why-row">
            <span title={band.hertz}>{band.name}</span>
            {row.map((push, column) => (
              <Cell key={column} band={band} found={found} column={column} push={push} scale={scale} />
            ))}
            <b>{signed(byBand[index])}</b>
          </div>
        ))}
        <div className="em-why-marks">
          <u style={{ left: `${100 * placeOf(found, found.at_s)}%` }} />
          {ticksOf(found).map(({ edge_s, place }) => (
            <span key={edge_s} style={{ left: `${100 * place}%` }}>{momentText(edge_s)}</span>
          ))}
        </div>
      </div>
      <div className="em-why-legend">
        <span>− down by {scaleText(scale)}</span>
        <i />
        <span>up by {scaleText(scale)} +</span>
      </div>
    </div>
  );
}

function Parts({ found, axis, canSeek }) {
  const { parts } = found[axis];
  if (!parts.length) return null;
  return (
    <ul className="em-why-parts" aria-label="What stands out">
      {parts.map((part) => (
        <li key={`${part.band} ${part.from_s}`}>
          <span className={part.push > 0 ? "em-why-up" : "em-why-down"} aria-hidden="true">{part.push > 0 ? "▲" : "▼"}</span>
          <p>{part.says}</p>
          <button type="button" className="em-text-button" disabled={!canSeek} onClick={() => engine.seek(part.from_s)}>
            Hear {momentText(part.from_s)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Table({ found, axis }) {
  const { cells, by_band: byBand, by_stretch: byStretch, together } = found[axis];
  return (
    <details className="em-why-details">
      <summary>The numbers as a table</summary>
      <div className="em-why-scroll" role="region" aria-label={`Table of ${axis}`} tabIndex={0}>
        <table>
          <caption>What pushed {axis}, in hundredths</caption>
          <thead>
            <tr>
              <th scope="col">Band</th>
              {found.edges_s.slice(0, -1).map((edge_s) => <th key={edge_s} scope="col">{momentText(edge_s)}</th>)}
              <th scope="col">In all</th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(found, cells).map(({ band, index, cells: row }) => (
              <tr key={band.name}>
                <th scope="row">{band.name}, {band.hertz}</th>
                {row.map((push, column) => <td key={column}>{inHundredths(push)}</td>)}
                <td>{inHundredths(byBand[index])}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All at once</th>
              {byStretch.map((push, column) => <td key={column}>{inHundredths(push)}</td>)}
              <td>{inHundredths(together)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </details>
  );
}

function Found({ found, canSeek, axis, setAxis }) {
  if (!found.sure) return <p className="em-why-doubt">{found.doubt}</p>;
  return (
    <>
      <AxisChoice found={found} axis={axis} onChange={setAxis} />
      <Picture found={found} axis={axis} canSeek={canSeek} />
      <p>{found[axis].says}</p>
      <Parts found={found} axis={axis} canSeek={canSeek} />
      <Table found={found} axis={axis} />
    </>
  );
}

const SAID = { loading: "Listening again, with parts of the sound hidden.", ready: "Here is why.", failed: "" };

/** The panel itself, over the emotion view or beside it. */
export function WhyPanel() {
  const { open, song, at_s, state, found, error } = useStore(why);
  const playing = useStore(engine.player, (known) => known.song);
  const tab = useStore(panel);
  const element = useRef(null);
  const [axis, setAxis] = useState(AXES[0]);
  useEffect(() => closeWhy, []);
  useEffect(() => {
    if (tab === "queue") closeWhy();
  }, [tab]);
  useEffect(() => {
    if (!open) return undefined;
    element.current.focus({ preventScroll: true });
    return () => {
      // Back to where it was asked from, unless somebody went elsewhere meanwhile.
      if (!document.activeElement || document.activeElement === document.body)
        document.getElementById(BUTTON_ID)?.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    <aside ref={element} className="panel em-panel em-why" role="dialog" aria-labelledby={TITLE_ID} aria-busy={state === "loading"} tabIndex={-1}>
      <header className="em-panel-head">
        <h2 id={TITLE_ID}>Why it sounds so at {momentText(at_s)}</h2>
        <IconButton icon={Icons.Close} label="Close the reasons" size={18} onClick={closeWhy} />
      </header>
      <div className="em-panel-body em-why-body">
        <p className="em-quiet">{song.title}</p>
        <p className="em-hidden" role="status">{SAID[state]}</p>
        {state === "loading" && <Loading />}
        {state === "failed" && (
          <div className="em-why-failed">
            <p role="alert">{error}</p>
            <button type="button" className="button plain" onClick={() => askWhy(song, at_s)}>Try again</button>
          </div>
        )}
        {state === "ready" && <Found found={found} canSeek={playing?.id === song.id} axis={axis} setAxis={setAxis} />}
        {playing && state === "ready" && <AskAgain />}
        {found && <p className="em-quiet em-why-method">By {found.model}. {found.sure && found.method}</p>}
      </div>
    </aside>
  );
}
