// The typeface comes with the app: nothing is fetched from elsewhere.
import "@fontsource-variable/inter/index.css";

/** Adds nothing to what it is wrapped round. */
export function Typeface({ children = null }) {
  return children;
}
