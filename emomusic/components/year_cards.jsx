// The cards of a year in review: drawn here, and saved as pictures.
import { useEffect, useRef, useState } from "react";
import { HEIGHT_PX, WIDTH_PX, drawCard } from "./year_card.js";

const PREVIEW = 0.6;

async function save(sheet, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await sheet.convertToBlob({ type: "image/png" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function Card({ card, pixels, plane, year }) {
  const canvas = useRef(null);
  const [sheet, setSheet] = useState(null);
  useEffect(() => {
    let current = true;
    setSheet(null);
    // It is drawn beside the page and shown whole, so that a newer card never mixes with an older.
    const whole = new OffscreenCanvas(WIDTH_PX, HEIGHT_PX);
    drawCard(whole.getContext("2d"), { card, pixels, plane, year }).then(() => {
      if (!current) return;
      const pen = canvas.current.getContext("2d");
      pen.imageSmoothingQuality = "high";
      pen.drawImage(whole, 0, 0, canvas.current.width, canvas.current.height);
      setSheet(whole);
    });
    return () => (current = false);
  }, [card, pixels, plane, year]);
  return (
    <li className="mine-card" data-card={card.key} data-drawn={sheet !== null}>
      <canvas ref={canvas} width={PREVIEW * WIDTH_PX} height={PREVIEW * HEIGHT_PX} role="img" aria-label={card.says} />
      <button type="button" className="button plain" disabled={!sheet}
        onClick={() => save(sheet, `emomusic-${year}-${card.key}.png`)}>
        Save as picture<span className="visually-hidden">: {card.title}</span>
      </button>
    </li>
  );
}

/** @param cards what `services.analytics.year_cards` says of the year */
export function YearCards({ cards, pixels, plane, year }) {
  return (
    <ul className="mine-cards" tabIndex={0} aria-label={`${year} in review`}>
      {cards.map((card) => <Card key={card.key} card={card} pixels={pixels} plane={plane} year={year} />)}
    </ul>
  );
}
