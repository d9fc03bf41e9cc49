// A line on every other page while files are being sent; and what keeps the uploader alive there.
import { Link, useLocation } from "react-router";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { uploads } from "./engine.js";
import { totalOf } from "./words.js";
import "./uploads.css";

const HERE = "/admin/uploads";

export function UploadTray({ children }) {
  const { pathname } = useLocation();
  const { items } = useStore(uploads);
  const { waiting, arrived, count, percent, lost } = totalOf(items);
  return (
    <>
      {children}
      {waiting > 0 && !pathname.startsWith(HERE) && (
        <Link to={`${HERE}/`} className="up-tray">
          <span>{lost ? "Upload waits for the connection" : `Uploading ${arrived + 1} of ${count}`}</span>
          <span className="tabular">{percent} %</span>
          <span className="up-bar" aria-hidden="true"><span style={{ transform: `scaleX(${percent / 100})` }} /></span>
        </Link>
      )}
    </>
  );
}
