// Our own server as specs need it: the one that all of them use, and more of them where a spec wants its own.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STATE } from "./places";
import { type Program, answers, begin, said } from "./processes";

/** The server that all specs use. */
export const MAIN = "server";

/** What a server is started with. */
export type Server = {
  name: string;
  port: number;
  /** As on the command line, without what every server gets. */
  settings: string[];
  env?: Record<string, string>;
};

/** Starts a server in a data directory of its own, and waits until it answers. */
export async function serve(server: Server) {
  const data = mkdtempSync(join(tmpdir(), "scaleph-end2end-"));
  writeFileSync(fileOf(server.name), data);
  begin(program(server, data));
  await answers(`${originOf(server)}/sign-in`);
}

/** Where people find it. */
export const originOf = ({ port }: Pick<Server, "port">) => `http://127.0.0.1:${port}`;

/** The data directory of a server. */
export const dataOf = (name: string) => readFileSync(fileOf(name), "utf8");

/** The link that makes the first account; a server prints one as long as there is none. */
export function setupLink(name: string): string {
  const link = said(name).match(/http:\S+\/setup\?token=\S+/g)?.at(-1);
  if (!link) throw new Error(`${name} has an administrator already: its database is not new`);
  return link;
}

/** Deletes what all servers kept; they have ended. */
export function forgetAll() {
  const files = readdirSync(STATE).filter((file) => file.endsWith(DATA));
  for (const file of files) rmSync(dataOf(file.slice(0, -DATA.length)), { recursive: true, force: true });
}

/** The binary, as `cargo xtask test` built it. */
export function binary(): string {
  const { SCALEPH_BIN } = process.env;
  if (!SCALEPH_BIN) throw new Error("SCALEPH_BIN is set by `cargo xtask test`");
  return SCALEPH_BIN;
}

function program({ name, port, settings, env = {} }: Server, data: string): Program {
  const { SCALEPH_SITE } = process.env;
  if (!SCALEPH_SITE) throw new Error("SCALEPH_SITE is set by `cargo xtask test`");
  const args = [`--listen=127.0.0.1:${port}`, `--data-dir=${data}`, `--site-dir=${SCALEPH_SITE}`, ...settings];
  return { name, command: binary(), args, env };
}

const DATA = ".data";
const fileOf = (name: string) => join(STATE, name + DATA);
