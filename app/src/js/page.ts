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

// What needs script shows itself by this.
root.dataset.script = "";

for (const part of [live, copy, dialogs, forms, menus, nav, keys, palette, rows, splitters, theme, times, zone]) {
  try {
    part();
  } catch (error) {
    // A browser without storage, say, keeps the other parts.
    console.error(error);
  }
}
