import { complaints, connected, FROM_TUNNEL, podOf } from "./support";
import { CertificateAuthority, KubernetesConnectorProps } from "../../lib/kubernetes";
import { Origin } from "../../lib/tunnel";

const DEPLOYMENT = "kubernetes_deployment_v1";
const CA = "/etc/ssl/internal/ca.pem";
const specOf = (props: Partial<KubernetesConnectorProps>) => connected(props).only(DEPLOYMENT).spec;

describe("KubernetesConnector: scheduling", () => {
  test("sets nothing by default, except that a new pod must be ready for 15 seconds", () => {
    const spec = specOf({});
    expect(spec.min_ready_seconds).toBe(15);
    for (const name of ["node_selector", "toleration", "priority_class_name", "image_pull_secrets", "volume"]) {
      expect(podOf({ spec })).not.toHaveProperty(name);
    }
  });

  test("sets what the caller passes, and keeps the spread over nodes and zones", () => {
    const spec = specOf({
      nodeSelector: { "kubernetes.io/arch": "arm64" },
      tolerations: [{ key: "edge", value: "yes", effect: "NoSchedule" }, { key: "spot" }, {}],
      priorityClassName: "system-cluster-critical",
      imagePullSecrets: ["registry"],
      minReadySeconds: 0,
    });
    expect(spec.min_ready_seconds).toBe(0);
    expect(podOf({ spec })).toMatchObject({
      node_selector: { "kubernetes.io/arch": "arm64" },
      toleration: [
        { key: "edge", operator: "Equal", value: "yes", effect: "NoSchedule" },
        { key: "spot", operator: "Exists" },
        { operator: "Exists" },
      ],
      priority_class_name: "system-cluster-critical",
      image_pull_secrets: [{ name: "registry" }],
      topology_spread_constraint: [{}, {}],
    });
  });

  test.each<[Partial<KubernetesConnectorProps>, string]>([
    [{ nodeSelector: { "a b": "c" } }, 'nodeSelector: a b="c" is not a valid label'],
    [{ tolerations: [{ key: "a b" }] }, 'tolerations: key "a b" is not valid'],
    [{ tolerations: [{ value: "yes" }] }, 'tolerations: value "yes" has no key'],
    [{ tolerations: [{ key: "a", effect: "Evict" }] }, 'tolerations: effect "Evict" is not valid; use NoSchedule'],
    [{ priorityClassName: "Critical" }, 'priorityClassName: "Critical" is not a valid name'],
    [{ minReadySeconds: 601 }, "minReadySeconds is 601"],
    [{ minReadySeconds: 1.5 }, "minReadySeconds is 1.5"],
  ])("fails for %j", (props, message) => {
    expect(complaints(props)).toContain(`ConnectorSchedulingInvalid: ${message}`);
  });

  test("fails for an invalid image pull secret and an unknown property of a toleration", () => {
    expect(complaints({ imagePullSecrets: ["Registry"] })).toContain("SecretReferenceInvalid");
    const misspelled = { tolerations: [{ keys: "a" }] } as object;
    expect(complaints(misspelled)).toContain('PropUnknown: tolerations: "keys"');
  });
});

describe("KubernetesConnector: createNamespace", () => {
  test("creates the namespace before every object, and deletes it after them", () => {
    const { only, all, addressOf } = connected({ createNamespace: true, token: FROM_TUNNEL });
    expect(only("kubernetes_namespace_v1").metadata).toEqual({
      name: "cloudflared",
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
    const namespace = addressOf("kubernetes_namespace_v1");
    for (const type of ["network_policy", "pod_disruption_budget", "secret"]) {
      expect(only(`kubernetes_${type}_v1`).depends_on).toContain(namespace);
    }
    // The Deployment depends on the NetworkPolicy.
    expect(only(DEPLOYMENT).depends_on).toContain(all("kubernetes_network_policy_v1")[0][0]);
  });

  test("creates none by default", () => {
    expect(connected().all("kubernetes_namespace_v1")).toEqual([]);
  });
});

describe("KubernetesConnector: certificateAuthorities", () => {
  const authorities = [
    CertificateAuthority.fromConfigMap(CA, "internal-ca", "ca.crt"),
    CertificateAuthority.fromSecret("/etc/ssl/other/ca.pem", "other-ca", "tls.crt"),
  ];

  test("mounts a key of a ConfigMap or of a Secret as a file", () => {
    const pod = podOf(connected({ certificateAuthorities: authorities }).only(DEPLOYMENT));
    expect(pod.volume).toMatchObject([
      { name: "ca-0", config_map: { name: "internal-ca", items: [{ key: "ca.crt", path: "ca" }] } },
      { name: "ca-1", secret: { secret_name: "other-ca", items: [{ key: "tls.crt", path: "ca" }] } },
    ]);
    expect(pod.container[0].volume_mount).toMatchObject([
      { name: "ca-0", mount_path: CA, sub_path: "ca", read_only: true },
      { name: "ca-1", mount_path: "/etc/ssl/other/ca.pem", sub_path: "ca", read_only: true },
    ]);
  });

  const origin = Origin.https("10.0.3.7", 443, { caPool: CA });

  test("are required for the caPool of an origin", () => {
    expect(complaints({}, [origin])).toContain(`OriginFileMissing: caPool: no file is mounted at "${CA}"`);
    expect(complaints({ certificateAuthorities: [authorities[1]] }, [origin])).toContain("OriginFileMissing");
    expect(complaints({ certificateAuthorities: authorities }, [origin])).toBe("");
  });

  test("are not required if the image is not Cloudflare's, because it can contain the file", () => {
    expect(complaints({ image: "registry.example.com/cloudflared-with-ca:1.0.0" }, [origin])).toBe("");
    expect(complaints({ image: "docker.io/cloudflare/cloudflared:2026.8.2" }, [origin])).toContain("OriginFileMissing");
  });

  test("cannot provide a Unix socket", () => {
    expect(complaints({}, [Origin.unix("/run/app.sock")])).toContain("OriginFileMissing: origin:");
  });

  test.each([
    [CertificateAuthority.fromConfigMap("ca.pem", "ca", "ca.crt"), 'path in CertificateAuthority: "ca.pem"'],
    [CertificateAuthority.fromConfigMap("/ca.pem", "ca", "ca.crt"), 'path in CertificateAuthority: "/ca.pem"'],
    [CertificateAuthority.fromConfigMap("/etc/../ca.pem", "ca", "ca.crt"), "path in CertificateAuthority"],
    [CertificateAuthority.fromConfigMap(CA, "CA", "ca.crt"), "SecretReferenceInvalid: name in CertificateAuthority"],
    [CertificateAuthority.fromSecret(CA, "ca", "a/b"), 'key in CertificateAuthority: "a/b"'],
  ])("fail when they are not valid (%#)", (authority, message) => {
    expect(complaints({ certificateAuthorities: [authority] })).toContain(message);
  });
});
