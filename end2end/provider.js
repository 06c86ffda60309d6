// A certified OpenID provider for tests. Any login name and password is accepted: `admin…` is in the group `admins`,
// `auditor…` in `auditors`, and everybody in `everyone`.
//
//   OIDC_PORT           its port on 127.0.0.1 (4001); the issuer is http://localhost:<port>, so that the console on
//                       127.0.0.1 is another site and cookies meet what they meet in production
//   OIDC_CONTROL_PORT   where a test turns its knobs (OIDC_PORT + 1): POST /rotate signs with a new key from now on,
//                       POST /groups-in-id-token and POST /groups-in-userinfo say where the groups are,
//                       GET /keys names the keys that are published
//   OIDC_CLIENT_ID      the client (console)
//   OIDC_SECRET         its secret
//   APP_ORIGIN          the console (http://127.0.0.1:3000)
//   GROUPS_IN_ID_TOKEN  set: groups are in the id token; else, as the standard has it, in userinfo only
import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";

const port = Number(process.env.OIDC_PORT ?? 4001);
const controlPort = Number(process.env.OIDC_CONTROL_PORT ?? port + 1);
const app = process.env.APP_ORIGIN ?? "http://127.0.0.1:3000";
const secret = process.env.OIDC_SECRET ?? "not-a-secret-but-long-enough-for-hs256";

const settings = { key: newKey(), groupsInIdToken: process.env.GROUPS_IN_ID_TOKEN !== undefined };
let current = provider();

/** Sessions and grants outlive a change of settings: the storage is the module's. */
function provider() {
  const made = new Provider(`http://localhost:${port}`, {
    clients: [
      {
        client_id: process.env.OIDC_CLIENT_ID ?? "console",
        client_secret: secret,
        redirect_uris: [`${app}/auth/callback`],
        post_logout_redirect_uris: [`${app}/sign-in`],
        backchannel_logout_uri: `${app}/auth/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [settings.key] },
    scopes: ["openid", "profile", "email", "groups", "offline_access"],
    claims: {
      openid: ["sub", "sid"],
      profile: ["name", "preferred_username"],
      email: ["email"],
      groups: ["groups"],
    },
    conformIdTokenClaims: !settings.groupsInIdToken,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    cookies: { keys: ["test"] },
    // The provider refuses to call loopback addresses (SSRF guard); tests live there.
    fetch: (url, { dispatcher: _guard, ...options }) => fetch(url, options),
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => claimsOf(id) }),
  });
  // Its pages ask for a web font: tests stay on this machine.
  made.use(async (ctx, next) => {
    await next();
    if (typeof ctx.body === "string") ctx.body = ctx.body.replace(/@import url\([^)]*\);/g, "");
  });
  made.on("server_error", (_ctx, error) => console.error("server_error", error));
  made.on("grant.error", (_ctx, error) => console.error("grant.error", error.message, error.error_detail));
  made.on("backchannel.success", (_ctx, client) => console.error("backchannel.success", client.clientId));
  made.on("backchannel.error", (_ctx, error) => console.error("backchannel.error", error.message));
  return made.callback();
}

function claimsOf(id) {
  const groups = ["everyone"];
  if (id.startsWith("admin")) groups.push("admins");
  if (id.startsWith("auditor")) groups.push("auditors");
  const name = id.replace(/(^|-)(\w)/g, (_all, dash, letter) => (dash ? " " : "") + letter.toUpperCase());
  return { sub: id, name, preferred_username: id, email: `${id}@example.com`, groups };
}

function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

const knobs = {
  "GET /keys": () => {},
  "POST /rotate": () => (settings.key = newKey()),
  "POST /groups-in-id-token": () => (settings.groupsInIdToken = true),
  "POST /groups-in-userinfo": () => (settings.groupsInIdToken = false),
};

createServer((request, response) => {
  const turn = knobs[`${request.method} ${request.url}`];
  if (!turn) return response.writeHead(404).end();
  turn();
  if (request.method === "POST") current = provider();
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ kid: settings.key.kid, groupsInIdToken: settings.groupsInIdToken }));
}).listen(controlPort, "127.0.0.1");

createServer((request, response) => current(request, response)).listen(port, "127.0.0.1", () =>
  console.error(`provider on ${port}, knobs on ${controlPort}`),
);
