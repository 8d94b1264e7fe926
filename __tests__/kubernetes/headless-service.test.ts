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

test("selects the pods of its Service, and has no address of its own", () => {
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

test("tells ports that SRV records find, in the order given and as the pods have them", () => {
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

test("honours node.addDependency", () => {
  const { stack, headless } = beside();
  headless.node.addDependency(new DataResource(stack, "namespace"));
  expect(graph(stack).edges).toContain("web-pods => namespace");
});

test.each<[Partial<HeadlessServiceProps>, string]>([
  [{ service: "Web" }, 'KubernetesServiceInvalid: service is "Web"'],
  [{ service: "a".repeat(60) }, 'KubernetesServiceInvalid: name is "aaa'],
  [{ name: "9web" }, 'KubernetesServiceInvalid: name is "9web"'],
  [{ namespace: "Shop" }, 'NamespaceInvalid: namespace is "Shop"'],
  [{ podLabels: {} }, "KubernetesServiceInvalid: podLabels is empty"],
  [{ podLabels: { app: "we b" } }, 'KubernetesServiceInvalid: podLabels hold app="we b"'],
  [{ ports: [{ name: "a-name-that-is-long", port: 80 }] }, "KubernetesServiceInvalid: a port's name is"],
  [{ ports: [{ name: "http", port: 0 }] }, 'KubernetesServiceInvalid: port "http" is 0'],
  [
    {
      ports: [
        { name: "http", port: 80 },
        { name: "http", port: 81 },
      ],
    },
    "KubernetesServiceInvalid: ports has http twice",
  ],
  [
    {
      ports: [
        { name: "a", port: 80 },
        { name: "b", port: 80 },
      ],
    },
    "KubernetesServiceInvalid: ports has 80 twice",
  ],
  [{ service: Lazy.stringValue({ produce: () => "web" }) }, "TokenNotAllowed: service is a token"],
])("refuses %j", (props, message) => {
  expect(() => render(props)).toThrow(message);
});

test("says a mistake in the Service's name once", () => {
  const failures = () => render({ service: "Web" });
  expect(failures).not.toThrow("name is");
});
