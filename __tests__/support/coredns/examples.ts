import { freePorts, startCoredns } from "./server";
import { CorefilePorts } from "../../../lib/coredns/corefile/corefile";

/** The ports of the Corefile in a stack. */
const OF_PODS: CorefilePorts = { dns: 5353, health: 8080, ready: 8181, metrics: 9153 };

/**
 * Starts CoreDNS with the Corefile of a synthesized stack and returns what it serves. Fails if CoreDNS does not start.
 */
export async function corefileJudged(terraform: any): Promise<string[]> {
  const [{ data }] = Object.values<any>(terraform.resource.kubernetes_config_map_v1);
  const ports = await freePorts();
  const moved = Object.entries(OF_PODS).reduce(
    (text, [name, port]) => text.replaceAll(`:${port}`, `:${ports[name as keyof CorefilePorts]}`),
    data.Corefile as string,
  );
  const server = await startCoredns(moved, ports);
  server.close();
  return server.serves.map((each) => each.replace(`:${ports.dns}`, `:${OF_PODS.dns}`));
}
