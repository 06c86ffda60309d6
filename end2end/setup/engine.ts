// The Flink of the server that all specs use: what the server has on record of it, and what Flink itself says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MAIN, dataOf } from "./servers";

type Role = "job_manager" | "task_manager" | "gateway";

/** A life of the engine. */
export type Engine = {
  /** Its random id. */
  id: string;
  ports: { rest: number; gateway: number };
  /** The process of each role. */
  pids: Record<Role, number>;
};

/** The engine as it is on record now. */
export function engine(): Engine {
  const file = join(dataOf(MAIN), "engine/clusters/local/control/record.json");
  const { id, ports, processes } = JSON.parse(readFileSync(file, "utf8"));
  const pid = (role: Role): number => processes[role].pid;
  const pids = { job_manager: pid("job_manager"), task_manager: pid("task_manager"), gateway: pid("gateway") };
  return { id, ports, pids };
}

/** `kill -9` of the SQL Gateway. Only a process with the id of this engine is touched. */
export function killGateway() {
  const { id, pids } = engine();
  const words = readFileSync(`/proc/${pids.gateway}/cmdline`, "utf8").split("\0");
  if (!words.includes(`-Dscaleph.engine=${id}`)) throw new Error(`process ${pids.gateway} is not the gateway`);
  process.kill(pids.gateway, "SIGKILL");
}

/** A job as Flink lists it. */
export type Job = { jid: string; name: string; state: string };

/** The jobs that Flink has not ended. */
export async function jobsThatRun(): Promise<Job[]> {
  const answer = await fetch(`http://127.0.0.1:${engine().ports.rest}/jobs/overview`);
  const { jobs }: { jobs: Job[] } = await answer.json();
  const over = ["FINISHED", "FAILED", "CANCELED"];
  const running = jobs.filter(({ state }) => !over.includes(state));
  return running.map(({ jid, name, state }) => ({ jid, name, state }));
}
