// Starts the provider and the server in a fresh data directory, and ends both.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ADMIN_PORT, ISSUER, ISSUER_CONTROL_PORT, ISSUER_PORT, ORIGIN, PICTURES, PORT, RESULTS, STATE } from "./places";

const SECRET = "not-a-secret-but-long-enough-for-hs256";

export default async function start() {
  const { SCALEPH_BIN, SCALEPH_SITE } = process.env;
  if (!SCALEPH_BIN || !SCALEPH_SITE) throw new Error("SCALEPH_BIN and SCALEPH_SITE are set by `cargo xtask test`");
  for (const folder of [STATE, PICTURES]) mkdirSync(folder, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), "scaleph-end2end-"));
  const started: ChildProcess[] = [];

  const begin = (name: string, program: string, args: string[], env: Record<string, string>) => {
    const log = createWriteStream(join(RESULTS, `${name}.log`));
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    started.push(child);
    return child;
  };

  begin("provider", process.execPath, ["provider.js"], {
    OIDC_PORT: String(ISSUER_PORT),
    OIDC_CONTROL_PORT: String(ISSUER_CONTROL_PORT),
    APP_ORIGIN: ORIGIN,
    OIDC_SECRET: SECRET,
  });
  await answers(`${ISSUER}/.well-known/openid-configuration`);

  const server = begin("server", SCALEPH_BIN, [
    `--listen=127.0.0.1:${PORT}`,
    `--admin-listen=127.0.0.1:${ADMIN_PORT}`,
    `--data-dir=${data}`,
    `--site-dir=${SCALEPH_SITE}`,
    `--oidc-issuer=${ISSUER}`,
    "--oidc-client-id=console",
    "--oidc-scopes=openid,groups",
    "--oidc-administrator-groups=admins",
    "--oidc-label=Company",
    "--egress-allow-loopback=issuer,cluster",
  ], { SCALEPH_OIDC_CLIENT_SECRET: SECRET });
  let printed = "";
  server.stdout?.on("data", (bytes: Buffer) => {
    printed += bytes;
    const link = printed.match(/http:\S+\/setup\?token=\S+/)?.[0];
    if (link) writeFileSync(join(STATE, "setup_link"), link);
  });
  await answers(`${ORIGIN}/sign-in`);

  return async () => {
    // The engine outlives its server on purpose, so it is told to stop by itself.
    await ended(spawn(SCALEPH_BIN, ["engine", "stop", `--data-dir=${data}`], { stdio: "ignore" }));
    for (const child of started.reverse()) {
      child.kill("SIGTERM");
      await ended(child);
    }
    rmSync(data, { recursive: true, force: true });
  };
}

/** Waits until somebody answers there. */
async function answers(url: string) {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not yet.
    }
    if (Date.now() > until) throw new Error(`${url} does not answer; see the logs in end2end/results`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const hurry = setTimeout(() => child.kill("SIGKILL"), 25_000);
    child.once("exit", () => {
      clearTimeout(hurry);
      done();
    });
  });
}
