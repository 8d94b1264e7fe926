import { connected, FROM_TUNNEL, podOf } from "./support";
import { Transport } from "../../lib/tunnel";
import { violations } from "../support/pod-security";

describe('KubernetesConnector: Pod Security "restricted"', () => {
  test.each([
    {},
    { token: FROM_TUNNEL, replicas: 25, metricsFrom: "monitoring" },
    { protocol: Transport.QUIC, image: `registry.example:5000/cloudflared@sha256:${"a".repeat(64)}` },
  ])("accepts the pods of %j", (props) => {
    const pod = podOf(connected(props).only("kubernetes_deployment_v1"));
    expect(pod.container).toHaveLength(1);
    expect(violations(pod)).toEqual([]);
  });

  test.each<[string, (pod: any) => void]>([
    ["runs as non-root", (pod) => delete pod.container[0].security_context.run_as_non_root],
    ["no escalation", (pod) => delete pod.container[0].security_context.allow_privilege_escalation],
    ["seccomp", (pod) => delete pod.security_context.seccomp_profile],
    ["drops ALL, in capitals", (pod) => (pod.container[0].security_context.capabilities.drop = ["all"])],
    ["no root user", (pod) => (pod.security_context.run_as_user = "0")],
    ["no host namespaces", (pod) => (pod.host_network = true)],
  ])("rejects the pods when they violate: %s", (rule, spoil) => {
    const pod = podOf(connected().only("kubernetes_deployment_v1"));
    spoil(pod);
    expect(violations(pod)).toEqual([rule]);
  });
});
