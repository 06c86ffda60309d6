// Starts the provider and the server in a fresh data directory, and ends everything that was started meanwhile.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { ADMIN_PORT, ISSUER, ISSUER_CONTROL_PORT, ISSUER_PORT, ORIGIN, PICTURES, PORT, STATE } from "./places";
import { answers, begin, endAll } from "./processes";
import { MAIN, binary, dataOf, forgetAll, serve } from "./servers";

const SECRET = "not-a-secret-but-long-enough-for-hs256";

export default async function start() {
  for (const folder of [STATE, PICTURES]) mkdirSync(folder, { recursive: true });
  begin({
    name: "provider",
    command: process.execPath,
    args: ["provider.js"],
    env: {
      OIDC_PORT: String(ISSUER_PORT),
      OIDC_CONTROL_PORT: String(ISSUER_CONTROL_PORT),
      APP_ORIGIN: ORIGIN,
      OIDC_SECRET: SECRET,
    },
  });
  await answers(`${ISSUER}/.well-known/openid-configuration`);
  await serve({
    name: MAIN,
    port: PORT,
    settings: [
      `--admin-listen=127.0.0.1:${ADMIN_PORT}`,
      `--oidc-issuer=${ISSUER}`,
      "--oidc-client-id=console",
      "--oidc-scopes=openid,groups",
      "--oidc-administrator-groups=admins",
      "--oidc-label=Company",
      "--egress-allow-loopback=issuer,cluster",
    ],
    env: { SCALEPH_OIDC_CLIENT_SECRET: SECRET },
  });

  return async () => {
    // The engine outlives its server on purpose, so it is told to stop by itself.
    spawnSync(binary(), ["engine", "stop", `--data-dir=${dataOf(MAIN)}`], { stdio: "ignore" });
    await endAll();
    forgetAll();
  };
}
