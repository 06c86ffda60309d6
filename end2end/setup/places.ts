// Where everything is; the ports are chosen once and for all, so that addresses can be compared.
import { join } from "node:path";

export const PORT = 8629;
export const ADMIN_PORT = 8628;
export const ISSUER_PORT = 8627;
export const ISSUER_CONTROL_PORT = 8626;
/** Two replicas on one database. */
export const REPLICA_PORTS = [8625, 8624] as const;
export const ORIGIN = `http://127.0.0.1:${PORT}`;
export const ISSUER = `http://localhost:${ISSUER_PORT}`;
export const RESULTS = join(import.meta.dirname, "..", "results");
export const STATE = join(RESULTS, "state");
export const PICTURES = join(RESULTS, "pictures");

/** The first administrator. */
export const ADMIN = { name: "ada", display: "Ada Lovelace", password: "correct horse battery" };
/** A session of the administrator, kept by the first spec. */
export const ADMIN_SESSION = join(STATE, "admin.json");
