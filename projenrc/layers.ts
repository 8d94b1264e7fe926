/** The domains, lowest first: each imports only those of the layers below its own. */
const layers = [["core"], ["dns", "device", "network", "access"], ["tunnel"], ["gateway"], ["fleet"]];
const domains = Object.fromEntries(
  layers.flatMap((layer, height) => layer.map((folder) => [folder, layers.slice(0, height).flat()])),
);
const upToTunnel = [...domains.tunnel, "tunnel"];

/** What each folder of lib/ may import, besides itself. */
export const mayImport: Record<string, string[]> = {
  ...domains,
  // A fleet traces names through its own synthesized stacks.
  fleet: [...domains.fleet, "trace"],
  "index.ts": layers.flat(),
  // These need optional peers: no domain and no index imports them.
  coredns: ["core", "kubernetes"],
  "cloud-run": upToTunnel,
  kubernetes: upToTunnel,
  // These read what was synthesized, from outside.
  inventory: ["core"],
  trace: ["core", "inventory"],
  rehearsal: ["core", "inventory"],
  review: ["core", "inventory"],
  testing: ["core", "inventory"],
  cli: ["core", "inventory", "trace", "rehearsal", "review"],
};

/** The same, as the zones of import/no-restricted-paths. */
export function zones(): object[] {
  return [
    {
      target: "./lib",
      from: ".",
      except: ["./lib", "./node_modules", "./package.json"],
      message: "lib/ stands on its own.",
    },
    ...Object.entries(mayImport).map(([folder, others]) => ({
      target: `./lib/${folder}`,
      from: "./lib",
      except: [folder, ...others].map((name) => `./${name}`),
      message: `lib/${folder} may import only ${others.join(", ") || "itself"}.`,
    })),
  ];
}
