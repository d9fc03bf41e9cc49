// Files out of what was dropped or chosen; folders are walked, whatever is in them.

/** Kinds of files that lie beside music in folders, and are no music. */
const BESIDE = /\.(jpe?g|png|gif|webp|bmp|tiff?|txt|nfo|md|pdf|cue|log|m3u8?|pls|url|ini|db|sfv|md5|ds_store|html?)$/i;
const COVER = /^(cover|folder|front|album)\.(jpe?g|png|webp)$/i;

const folderOf = (path) => path.split("/").filter(Boolean).slice(-2, -1)[0] ?? "";

/** All entries of a folder; a browser gives them in portions. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const portion = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!portion.length) return found;
    found.push(...portion);
  }
}

async function walk(entry, path, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ file, folder: folderOf(`${path}/${file.name}`), inFolder: Boolean(path) });
  } else if (entry.isDirectory) {
    for (const inner of await entriesOf(entry)) await walk(inner, `${path}/${entry.name}`, found);
  }
}

/** @returns {Promise<{file: File, folder: string, inFolder: boolean}[]>} */
export async function fromDrop(transfer) {
  // The items are gone once the event is over, so they are taken out before anything is awaited.
  const entries = Array.from(transfer.items ?? [], (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return Array.from(transfer.files, (file) => ({ file, folder: "", inFolder: false }));
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

export function fromInput(input) {
  return Array.from(input.files, (file) => {
    const path = file.webkitRelativePath || "";
    return { file, folder: folderOf(path), inFolder: Boolean(path) };
  });
}

/**
 * Part what was gathered into music, the covers of folders, and the rest, which is left out. A file
 * that somebody chose by itself is always sent: the server says by its content what it is.
 */
export function sorted(gathered) {
  const music = [];
  const covers = new Map();
  let leftOut = 0;
  for (const one of gathered) {
    const name = one.file.name;
    if (!one.inFolder || (!BESIDE.test(name) && !name.startsWith("."))) music.push(one);
    else if (COVER.test(name)) covers.set(one.folder, one.file);
    else leftOut += 1;
  }
  return { music, covers, leftOut };
}
