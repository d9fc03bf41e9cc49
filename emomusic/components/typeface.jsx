// The typeface comes with the app: nothing is fetched from elsewhere.
import "@fontsource-variable/inter/index.css";

export function Typeface() {
  return null;
}
