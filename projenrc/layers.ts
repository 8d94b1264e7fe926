/** The domains, lowest layer first. A domain imports only domains of lower layers. */
const layers = [
  ["core"],
  ["reachability"],
  ["dns", "device", "network"],
  ["access"],
  ["tunnel"],
  ["gateway", "alerts"],
  ["fleet"],
];
const domains = Object.fromEntries(
  layers.flatMap((layer, height) => layer.map((folder) => [folder, layers.slice(0, height).flat()])),
);
const upToTunnel = [...domains.tunnel, "tunnel"];

/** The folders that each folder of lib/ may import, in addition to itself. */
export const mayImport: Record<string, string[]> = {
  ...domains,
  // A fleet traces names through its synthesized stacks.
  fleet: [...domains.fleet, "trace"],
  "index.ts": layers.flat(),
  // These require optional peers, so no domain and no index imports them.
  coredns: ["core", "kubernetes"],
  "cloud-run": upToTunnel,
  kubernetes: upToTunnel,
  // These read synthesized Terraform and import no construct.
  inventory: ["core", "reachability"],
  trace: ["core", "reachability", "inventory"],
  rehearsal: ["core", "reachability", "inventory"],
  account: ["core", "reachability", "inventory"],
  check: ["core", "reachability", "inventory", "rehearsal"],
  probe: ["core", "reachability", "inventory"],
  permissions: ["core", "inventory", "check"],
  // Constructs that evaluate a whole app as the readers do.
  rules: ["core", "inventory", "check"],
  testing: ["core", "inventory"],
  cli: ["core", "inventory", "trace", "rehearsal", "check", "account", "probe", "permissions"],
};

/** The import rules as zones of import/no-restricted-paths. */
export function zones(): object[] {
  return [
    {
      target: "./lib",
      from: ".",
      except: ["./lib", "./node_modules", "./package.json"],
      message: "lib/ may import only lib/ and packages.",
    },
    ...Object.entries(mayImport).map(([folder, others]) => ({
      target: `./lib/${folder}`,
      from: "./lib",
      except: [folder, ...others].map((name) => `./${name}`),
      message: `lib/${folder} may import only ${others.join(", ") || "itself"}.`,
    })),
  ];
}
