// The script of every page. Each part stands alone, and the page works without all of them.
import { start as live } from "./live/live";
import { copy } from "./page/copy";
import { dialogs } from "./page/dialogs";
import { forms } from "./page/forms";
import { menus } from "./page/menus";
import { keys, nav } from "./page/nav";
import { palette } from "./page/palette";
import { root } from "./page/root";
import { rows } from "./page/rows";
import { splitters } from "./page/splitters";
import { theme } from "./page/theme";
import { times, zone } from "./page/times";
import { uploads } from "./page/uploads";

// What needs script shows itself by this.
root.dataset.script = "";

// Who sends a file in pieces sees the form before it is sent.
const parts = [live, uploads, copy, dialogs, forms, menus, nav, keys, palette, rows, splitters, theme, times, zone];

for (const part of parts) {
  try {
    part();
  } catch (error) {
    // A browser without storage, say, keeps the other parts.
    console.error(error);
  }
}
