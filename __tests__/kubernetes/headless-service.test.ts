import { DataResource, Lazy } from "cdktf";
import { made, newStack } from "./support";
import { HeadlessService, HeadlessServiceProps } from "../../lib/kubernetes";
import { graph } from "../../lib/testing";

function beside(props: Partial<HeadlessServiceProps> = {}) {
  const stack = newStack();
  const right = { service: "web", namespace: "shop", podLabels: { app: "web" } };
  return { stack, headless: new HeadlessService(stack, "web-pods", { ...right, ...props }) };
}

const render = (props: Partial<HeadlessServiceProps> = {}) => made(beside(props).stack).only("kubernetes_service_v1");

test("HeadlessService selects the pods of its Service, and has no cluster IP", () => {
  expect(render()).toEqual({
    metadata: {
      name: "web-pods",
      namespace: "shop",
      annotations: { "cdktf-zero-trust/companion-of": "web" },
    },
    spec: { cluster_ip: "None", selector: { app: "web" } },
    wait_for_load_balancer: false,
  });
});

test("HeadlessService has the ports of the pods in the given order, for SRV records", () => {
  const ports = [
    { name: "http", port: 8080 },
    { name: "metrics", port: 9090 },
  ];
  expect(render({ name: "web-direct", ports })).toMatchObject({
    metadata: { name: "web-direct" },
    spec: {
      port: [
        { name: "http", port: 8080, target_port: "8080", protocol: "TCP" },
        { name: "metrics", port: 9090, target_port: "9090", protocol: "TCP" },
      ],
    },
  });
});

test("HeadlessService honours node.addDependency", () => {
  const { stack, headless } = beside();
  headless.node.addDependency(new DataResource(stack, "namespace"));
  expect(graph(stack).edges).toContain("web-pods => namespace");
});

test.each<[Partial<HeadlessServiceProps>, string]>([
  [{ service: "Web" }, 'KubernetesServiceInvalid: service: "Web" is not a valid Service name'],
  [{ service: "a".repeat(60) }, 'KubernetesServiceInvalid: name: "aaa'],
  [{ name: "9web" }, 'KubernetesServiceInvalid: name: "9web" is not a valid Service name'],
  [{ namespace: "Shop" }, 'NamespaceInvalid: namespace: "Shop" is not a valid namespace'],
  [{ podLabels: {} }, "KubernetesServiceInvalid: podLabels: at least one label is required"],
  [{ podLabels: { app: "we b" } }, 'KubernetesServiceInvalid: podLabels: app="we b" is not a valid label'],
  [
    { ports: [{ name: "a-name-that-is-long", port: 80 }] },
    'KubernetesServiceInvalid: ports: "a-name-that-is-long" is not a valid port name',
  ],
  [{ ports: [{ name: "http", port: 0 }] }, 'KubernetesServiceInvalid: port "http": 0 is not a valid port'],
  [
    {
      ports: [
        { name: "http", port: 80 },
        { name: "http", port: 81 },
      ],
    },
    "KubernetesServiceInvalid: ports: http is listed more than once",
  ],
  [
    {
      ports: [
        { name: "a", port: 80 },
        { name: "b", port: 80 },
      ],
    },
    "KubernetesServiceInvalid: ports: 80 is listed more than once",
  ],
  [{ service: Lazy.stringValue({ produce: () => "web" }) }, "TokenNotAllowed: service is a token"],
])("HeadlessService fails when its properties are %j", (props, message) => {
  expect(() => render(props)).toThrow(message);
});

test("HeadlessService reports an invalid name of the Service once", () => {
  const failures = () => render({ service: "Web" });
  expect(failures).not.toThrow("name:");
});
