import { FROM_SECRET, newStack } from "./support";
import { Errors } from "../../lib/core/public-errors";
import {
  HeadlessService,
  HeadlessServiceProps,
  KubernetesConnector,
  KubernetesConnectorProps,
  KubernetesService,
  KubernetesServiceOptions,
  ServiceTokenSecret,
  ServiceTokenSecretProps,
} from "../../lib/kubernetes";

/** The problems of props as a program without type checks passes them. */
function problemsOf(create: () => unknown): string[] {
  try {
    create();
    return [];
  } catch (error) {
    if (Errors.isValidationError(error)) return error.problems.map(({ code, message }) => `${code}: ${message}`);
    throw error;
  }
}

const service = (options: object) =>
  problemsOf(() => KubernetesService.http("web", options as KubernetesServiceOptions));
const connector = (props: object) => problemsOf(() => new KubernetesConnector(props as KubernetesConnectorProps));
const headless = (props: object) =>
  problemsOf(() => new HeadlessService(newStack(), "web-pods", props as HeadlessServiceProps));
const secret = (props: object) =>
  problemsOf(() => new ServiceTokenSecret(newStack(), "ci", props as ServiceTokenSecretProps));

test("KubernetesService.http fails when a property is misspelled, and names the intended one", () => {
  expect(service({ namespace: "shop", port: 80, targetport: 8080 })).toEqual([
    'PropUnknown: KubernetesService.http: "targetport" is not a property. Did you mean "targetPort"?',
  ]);
  expect(service({ namespace: "shop", port: 80, noTlsverify: false })).toEqual([
    'PropUnknown: KubernetesService.http: "noTlsverify" is not a property. Did you mean "noTlsVerify"?',
  ]);
});

test("KubernetesService.tcp fails when its options are missing", () => {
  expect(problemsOf(() => KubernetesService.tcp("web", undefined as unknown as KubernetesServiceOptions))).toEqual([
    'PropMissing: KubernetesService.tcp: "namespace" is required. Pass the namespace of the Service.',
    'PropMissing: KubernetesService.tcp: "port" is required. Pass the port of the Service, such as 80.',
  ]);
});

test("KubernetesConnector fails when a property is missing or unknown", () => {
  expect(connector({ namespace: "cloudflared" })).toEqual([
    'PropMissing: KubernetesConnector: "token" is required. Pass TunnelToken.fromKubernetesSecret(name, key) or TunnelToken.fromTunnel().',
  ]);
  expect(connector({ namespace: "cloudflared", token: FROM_SECRET, replica: 3 })).toEqual([
    'PropUnknown: KubernetesConnector: "replica" is not a property. Did you mean "replicas"?',
  ]);
});

test("HeadlessService fails when a property is missing or unknown, also in ports", () => {
  const valid = { service: "web", namespace: "shop", podLabels: { app: "web" } };
  expect(headless({ ...valid, podLabels: undefined })).toEqual([
    'PropMissing: HeadlessService: "podLabels" is required. Pass the labels by which the existing Service selects its pods.',
  ]);
  expect(headless({ ...valid, port: [] })).toEqual([
    'PropUnknown: HeadlessService: "port" is not a property. Did you mean "ports"?',
  ]);
  expect(headless({ ...valid, ports: [{ name: "http", port: 80, targetPort: 8080 }] })).toEqual([
    'PropUnknown: HeadlessService.ports: "targetPort" is not a property. Use one of: name, port.',
  ]);
});

test("ServiceTokenSecret fails when a property is missing", () => {
  expect(secret({ namespace: "builds", name: "cloudflare-access" })).toEqual([
    'PropMissing: ServiceTokenSecret: "serviceToken" is required. Pass the ServiceToken.',
  ]);
});
