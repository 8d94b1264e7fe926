import { Lazy, Token } from "cdktf";
import * as fc from "fast-check";
import { KubernetesService, KubernetesServiceOptions } from "../../lib/kubernetes";

const problemsOf = (name: string, options: Partial<KubernetesServiceOptions> = {}) =>
  KubernetesService.http(name, { namespace: "shop", port: 80, ...options })._problems;
const codesOf = (...args: Parameters<typeof problemsOf>) => problemsOf(...args).map(({ code }) => code);

test.each([
  ["http", KubernetesService.http("web", { namespace: "shop", port: 80 })],
  ["https", KubernetesService.https("web", { namespace: "shop", port: 80 })],
  ["tcp", KubernetesService.tcp("web", { namespace: "shop", port: 80 })],
])("KubernetesService creates an origin with the name of the Service in the cluster over %s", (scheme, origin) => {
  expect(origin.service).toBe(`${scheme}://web.shop.svc.cluster.local:80`);
  expect(origin._problems).toEqual([]);
});

test("KubernetesService uses the domain of the cluster", () => {
  const origin = KubernetesService.https("web", { namespace: "shop", port: 443, clusterDomain: "homelab" });
  expect(origin.service).toBe("https://web.shop.svc.homelab:443");
  expect(origin._problems).toEqual([]);
  expect(origin._options).toEqual({});
  expect(origin._peer).toEqual({ kind: "pods", namespace: "shop", port: 443 });
});

test("KubernetesService gives the NetworkPolicy the pods on their own port", () => {
  const peer = (options: Partial<KubernetesServiceOptions>) =>
    KubernetesService.http("web", { namespace: "shop", port: 80, ...options })._peer;
  expect(peer({})).toEqual({ kind: "pods", namespace: "shop", port: 80 });
  expect(peer({ targetPort: 8080, podLabels: { app: "web" } })).toEqual({
    kind: "pods",
    namespace: "shop",
    port: 8080,
    podLabels: { app: "web" },
  });
});

test("KubernetesService passes on only the settings of the connection", () => {
  const origin = KubernetesService.https("web", {
    namespace: "shop",
    port: 443,
    targetPort: 8443,
    podLabels: { app: "web" },
    http2Origin: true,
  });
  expect(origin._options).toEqual({ http2Origin: true });
});

test("KubernetesService copies the caller's labels", () => {
  const podLabels: { [key: string]: string } = { app: "web" };
  const origin = KubernetesService.http("web", { namespace: "shop", port: 80, podLabels });
  podLabels.app = "other";
  expect(origin._peer).toMatchObject({ podLabels: { app: "web" } });
});

describe("KubernetesService: validation", () => {
  test.each(["1web", "Web", "web.shop", "web_1", "-web", "web-", "", "a".repeat(64)])(
    'fails when the name is "%s"',
    (name) => {
      expect(codesOf(name)).toEqual(["KubernetesServiceInvalid"]);
      expect(problemsOf(name)[0].message).toContain(`"${name}"`);
    },
  );

  test.each(["Shop", "shop.web", "", "a".repeat(64)])('fails when the namespace is "%s"', (namespace) => {
    expect(codesOf("web", { namespace })).toEqual(["NamespaceInvalid"]);
  });

  test.each(["cluster.local", "homelab", "k8s.example.internal", "xn--bcher-kva.example", "1.2", "a".repeat(63)])(
    "accepts the cluster domain %s",
    (clusterDomain) => expect(codesOf("web", { clusterDomain })).toEqual([]),
  );

  test.each([
    "",
    "Cluster.local",
    "cluster.local.",
    ".local",
    "a..b",
    "a b",
    "-a.local",
    "a_b.local",
    "svc/local",
    "local:80",
    "a".repeat(64),
    Array(41).fill("abc").join("."),
  ])('fails when the cluster domain is "%s"', (clusterDomain) => {
    expect(codesOf("web", { clusterDomain })).toEqual(["KubernetesServiceInvalid"]);
    expect(problemsOf("web", { clusterDomain })[0].message).toContain(
      `clusterDomain of the Service "web": "${clusterDomain}" is not a valid DNS domain`,
    );
  });

  test("fails when the cluster domain is a token", () => {
    expect(codesOf("web", { clusterDomain: Lazy.stringValue({ produce: () => "later" }) })).toEqual([
      "TokenNotAllowed",
    ]);
  });

  test.each([0, 65536, 80.5, -1, NaN])("fails when the port is %d", (port) => {
    expect(problemsOf("web", { port })).toEqual([
      {
        code: "KubernetesServiceInvalid",
        message: `port of the Service "web": ${JSON.stringify(port)} is not a valid port. Use a number from 1 to 65535.`,
      },
    ]);
    expect(problemsOf("web", { targetPort: port })[0].message).toContain(
      `targetPort of the Service "web": ${JSON.stringify(port)} is not`,
    );
  });

  test.each<[string, string]>([
    ["app", "a b"],
    ["app", "a".repeat(64)],
    ["-app", "web"],
    ["a/b/c", "web"],
    ["/app", "web"],
    ["app/", "web"],
    ["Example.com/app", "web"],
    ["", "web"],
  ])('fails when a pod label is "%s=%s"', (key, value) => {
    expect(codesOf("web", { podLabels: { [key]: value } })).toEqual(["KubernetesServiceInvalid"]);
  });

  test("fails when a value is a token, because the NetworkPolicy needs literals", () => {
    const text = Lazy.stringValue({ produce: () => "a" });
    const port = Token.asNumber(Lazy.numberValue({ produce: () => 80 }));
    expect(codesOf(text)).toEqual(["TokenNotAllowed"]);
    expect(codesOf("web", { namespace: text, port, targetPort: port, podLabels: { app: text } })).toEqual(
      Array(4).fill("TokenNotAllowed"),
    );
  });
});

test.each<[string, string]>([
  ["app", ""],
  ["app.kubernetes.io/name", "web_1.2-x"],
  ["A", "B"],
])('KubernetesService accepts the pod label "%s=%s"', (key, value) => {
  expect(codesOf("web", { podLabels: { [key]: value } })).toEqual([]);
});

test("KubernetesService accepts random names and ports that are valid in Kubernetes", () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
  fc.assert(
    fc.property(label, label, fc.integer({ min: 1, max: 65535 }), (name, namespace, port) => {
      expect(codesOf(name, { namespace, port })).toEqual([]);
    }),
  );
});
