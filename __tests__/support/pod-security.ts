interface Rule {
  readonly name: string;
  readonly broken: (pod: any, container: any) => boolean;
}

/**
 * The rules of the Pod Security Standard "restricted" that a pod template of this library could violate, with the
 * defaults of the provider.
 */
const RESTRICTED: Rule[] = [
  { name: "runs as non-root", broken: (_, c) => c.security_context?.run_as_non_root !== true },
  { name: "no root user", broken: (p, c) => [p, c].some((x) => [0, "0"].includes(x.security_context?.run_as_user)) },
  { name: "no escalation", broken: (_, c) => c.security_context?.allow_privilege_escalation !== false },
  { name: "not privileged", broken: (_, c) => c.security_context?.privileged === true },
  {
    name: "drops ALL, in capitals",
    broken: (_, c) => !(c.security_context?.capabilities?.drop ?? []).includes("ALL"),
  },
  {
    name: "adds no capability but NET_BIND_SERVICE",
    broken: (_, c) => (c.security_context?.capabilities?.add ?? []).some((each: string) => each !== "NET_BIND_SERVICE"),
  },
  {
    name: "seccomp",
    broken: (p, c) => {
      const profile = c.security_context?.seccomp_profile ?? p.security_context?.seccomp_profile;
      return !["RuntimeDefault", "Localhost"].includes(profile?.type);
    },
  },
  { name: "no host namespaces", broken: (p) => p.host_network === true || p.host_pid === true || p.host_ipc === true },
  { name: "no host ports", broken: (_, c) => (c.port ?? []).some((port: any) => (port.host_port ?? 0) !== 0) },
  {
    name: "only safe volumes",
    broken: (p) => (p.volume ?? []).some((v: any) => "host_path" in v || "nfs" in v || "iscsi" in v),
  },
  {
    name: "only safe sysctls",
    broken: (p) =>
      (p.security_context?.sysctl ?? []).some(
        ({ name }: any) => !["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"].includes(name),
      ),
  },
];

/** The rules that a pod template violates. */
export function violations(pod: any): string[] {
  const containers = [...(pod.container ?? []), ...(pod.init_container ?? [])];
  return containers.flatMap((container) =>
    RESTRICTED.filter((rule) => rule.broken(pod, container)).map((rule) => rule.name),
  );
}
