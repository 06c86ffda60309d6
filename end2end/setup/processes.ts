// The programs of a run. What was started is kept on disk, because the specs, which kill and start again, are other
// processes than the one that ends everything.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RESULTS, STATE } from "./places";

/** A program with a name of its own, which its log is called by too. */
export type Program = {
  name: string;
  command: string;
  args: string[];
  /** Beside the environment of the run. */
  env: Record<string, string>;
};

type Started = Program & { pid: number };

const FOLDER = join(STATE, "processes");
const fileOf = (name: string) => join(FOLDER, `${name}.json`);
const logOf = (name: string) => join(RESULTS, `${name}.log`);

/** Starts it. Its output is added to its log, and outlives whoever started it. */
export function begin(program: Program) {
  mkdirSync(FOLDER, { recursive: true });
  const log = openSync(logOf(program.name), "a");
  const env = { ...process.env, ...program.env };
  const child = spawn(program.command, program.args, { env, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  if (!child.pid) throw new Error(`${program.command} cannot be started`);
  const started: Started = { ...program, pid: child.pid };
  writeFileSync(fileOf(program.name), JSON.stringify(started));
}

/** Starts it again as it was started before. */
export function beginAgain(name: string) {
  begin(started(name));
}

/** `kill -9`: it is not asked, and can put nothing in order. */
export async function kill(name: string) {
  const program = started(name);
  process.kill(program.pid, "SIGKILL");
  await until(() => !runs(program), 10_000, `${name} survived`);
}

/** Holds it still: it neither works nor notices that time goes by. */
export function pause(name: string) {
  process.kill(started(name).pid, "SIGSTOP");
}

/** Lets a program go on that was held still. */
export function resume(name: string) {
  process.kill(started(name).pid, "SIGCONT");
}

/** Asks it to end; one that does not is killed. */
async function end(name: string) {
  const program = started(name);
  if (!runs(program)) return;
  process.kill(program.pid, "SIGTERM");
  // One that a spec held still and left so would never hear of it.
  resume(name);
  await until(() => !runs(program), 25_000, name).catch(() => kill(name));
}

/** Ends everything that was started, whoever did it. */
export async function endAll() {
  await Promise.all(readdirSync(FOLDER).map((file) => end(file.replace(/\.json$/, ""))));
  rmSync(FOLDER, { recursive: true });
}

/** What it has written so far. */
export const said = (name: string) => readFileSync(logOf(name), "utf8");

/** Waits until somebody answers there. */
export async function answers(url: string) {
  const asked = async () => {
    try {
      return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
      return false;
    }
  };
  await until(asked, 30_000, `${url} does not answer; see the logs in end2end/results`);
}

const started = (name: string): Started => JSON.parse(readFileSync(fileOf(name), "utf8"));

/** By its command line, for another process may have its number by now. One that is dying has none, and holds its ports. */
function runs({ pid, command, args }: Started): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const isOver = /^State:\s+[ZX]/m.test(status) && /^Threads:\s+1$/m.test(status);
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return !isOver && ["", [command, ...args, ""].join("\0")].includes(words);
  } catch {
    return false;
  }
}

async function until(holds: () => boolean | Promise<boolean>, patience: number, complaint: string) {
  const last = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > last) throw new Error(complaint);
    await new Promise((done) => setTimeout(done, 50));
  }
}
