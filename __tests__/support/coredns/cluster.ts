import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";

/** The part of a Kubernetes API that CoreDNS uses: list and watch. */
export interface FakeCluster {
  readonly url: string;
  /** The requests, such as "GET /api/v1/services?…". */
  readonly requests: string[];
  close(): void;
}

/** The objects of the API, by the last part of their path. */
export interface Objects {
  readonly namespaces: object[];
  readonly services: object[];
  readonly endpointslices: object[];
}

const KINDS: { [plural in keyof Objects]: { apiVersion: string; kind: string } } = {
  namespaces: { apiVersion: "v1", kind: "Namespace" },
  services: { apiVersion: "v1", kind: "Service" },
  endpointslices: { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
};

/** Starts a server with these objects. */
export async function startCluster(objects: Objects): Promise<FakeCluster> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(objects, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => closeNow(server) };
}

function answer(objects: Objects, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, "http://cluster");
  const plural = url.pathname.split("/").pop() as keyof Objects;
  if (!(plural in KINDS)) {
    response.writeHead(404).end();
    return;
  }
  const { apiVersion, kind } = KINDS[plural];
  const items = objects[plural].map((object) => ({ apiVersion, kind, ...object }));
  response.writeHead(200, { "content-type": "application/json" });
  if (url.searchParams.get("watch") !== "true") {
    response.end(JSON.stringify({ apiVersion, kind: `${kind}List`, metadata: { resourceVersion: "1" }, items }));
    return;
  }
  const send = (type: string, object: object) => response.write(`${JSON.stringify({ type, object })}\n`);
  if (url.searchParams.get("sendInitialEvents") !== "true") return; // The objects never change.
  for (const item of items) send("ADDED", item);
  const annotations = { "k8s.io/initial-events-end": "true" };
  send("BOOKMARK", { apiVersion, kind, metadata: { resourceVersion: "1", annotations } });
}

function closeNow(server: Server): void {
  server.closeAllConnections();
  server.close();
}

/** A Namespace. */
export function namespace(name: string): object {
  return { metadata: { name, resourceVersion: "1" } };
}

/** A Service. @param clusterIp "None" for a headless Service */
export function service(
  namespaceOf: string,
  name: string,
  clusterIp: string,
  labels: { [key: string]: string } = {},
): object {
  return {
    metadata: { name, namespace: namespaceOf, resourceVersion: "1", labels },
    spec: { clusterIP: clusterIp, clusterIPs: [clusterIp], ports: [{ name: "http", port: 80, protocol: "TCP" }] },
  };
}

/** An EndpointSlice with the pods of a Service, by name. */
export function slice(
  namespaceOf: string,
  serviceName: string,
  pods: { [name: string]: string },
  labels: { [key: string]: string } = {},
): object {
  return {
    metadata: {
      name: `${serviceName}-1`,
      namespace: namespaceOf,
      resourceVersion: "1",
      labels: { "kubernetes.io/service-name": serviceName, ...labels },
    },
    addressType: "IPv4",
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    endpoints: Object.entries(pods).map(([name, address]) => ({
      addresses: [address],
      conditions: { ready: true },
      targetRef: { kind: "Pod", name, namespace: namespaceOf },
    })),
  };
}
