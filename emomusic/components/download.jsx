// A link that takes something along as a file.
import { useEffect, useState } from "react";
import { address } from "$/public/external/emomusic/player/api.js";

/** `path` is that of a route. */
export function DownloadLink({ path, className = "chip", children }) {
  const [href, setHref] = useState(path);
  useEffect(() => setHref(address(path)), [path]);
  return <a className={className} href={href} download>{children}</a>;
}
