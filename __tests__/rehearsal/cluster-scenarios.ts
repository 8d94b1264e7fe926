import fc from "fast-check";
import { NOTHING } from "./app";
import { Cluster, Clusters, routedIn, stepOf } from "./clusters";
import { Family, Pick, Scenario } from "./scenario";
import { overlaps, parseCidr } from "../../lib/core/cidr";

/** Undefined where there is nothing to edit in this way. */
type Edit = (estate: Clusters, pick: Pick) => Clusters | undefined;

const ENVIRONMENTS = ["dev", "stg", "prod"];
const TUNNELS = ["tunnel-0", "tunnel-1"];
/** The second is a part of the first, so that one of them is in a virtual network of its own, or not there. */
const CIDRS = ["10.10.0.0/16", "10.10.64.0/18", "10.20.0.0/16", "fd00:10::/64"];
const RESOLVERS = ["10.10.0.10", "10.20.0.10", "10.99.0.10"];
const NETWORKS = ["lab", "office"];
const GROUPS = ["engineers", "sre", "guests"];
const PORTS = [22, 2222];
const NAMES = ["web.k8s.example.internal", "api.k8s.example.internal"];

const cluster: fc.Arbitrary<Cluster> = fc.record({
  tunnel: fc.constantFrom(...TUNNELS),
  podCidrs: fc.subarray(CIDRS, { minLength: 1, maxLength: 2 }),
  resolvers: fc.subarray(RESOLVERS, { maxLength: 1 }),
  network: fc.option(fc.constantFrom(...NETWORKS), { nil: undefined }),
  allow: fc.subarray(GROUPS, { minLength: 1, maxLength: 2 }),
  names: fc.subarray(NAMES, { maxLength: 1 }),
  forbidden: fc.subarray(PORTS, { maxLength: 1 }),
});

const estate: fc.Arbitrary<Clusters> = fc
  .record({
    tunnels: fc.constant(TUNNELS),
    clusters: fc
      .tuple(fc.subarray(ENVIRONMENTS, { minLength: 1 }), fc.tuple(cluster, cluster, cluster))
      .map(([environments, drawn]) => Object.fromEntries(environments.map((name, i) => [name, drawn[i]]))),
    isApart: fc.boolean(),
    isFleet: fc.boolean(),
  })
  .map(sensible);

/** Of what two clusters claim in one virtual network the first keeps it: the constructs refuse both. */
function sensible(estate_: Clusters): Clusters {
  const taken: { readonly network?: string; readonly what: string }[] = [];
  const isFree = (what: string, network?: string) =>
    !taken.some((each) => each.network === network && overlaps(parseCidr(each.what)!, parseCidr(what)!));
  const names = new Set<string>();
  return changeAll(estate_, ({ podCidrs, resolvers, names: own = [], ...props }) => {
    const { network } = props;
    const kept = podCidrs.filter((cidr, i) => {
      const isAlone = !podCidrs.slice(0, i).some((each) => overlaps(parseCidr(each)!, parseCidr(cidr)!));
      return isAlone && isFree(cidr, network);
    });
    const asked = resolvers.filter((address) => isFree(address, network));
    taken.push(...routedIn(kept, asked).map((what) => ({ network, what })));
    const free = own.filter((name) => !names.has(name));
    free.forEach((name) => names.add(name));
    return { ...props, podCidrs: kept, resolvers: asked, names: free };
  });
}

const EDITS: { readonly [name: string]: Edit } = {
  "a cluster comes": (before, pick) => {
    const free = ENVIRONMENTS.filter((name) => before.clusters[name] === undefined);
    if (free.length === 0) return undefined;
    return withCluster(before, pick(free), {
      tunnel: pick(before.tunnels),
      podCidrs: [pick(CIDRS)],
      resolvers: [pick(RESOLVERS)],
      network: pick([undefined, ...NETWORKS]),
      allow: [pick(GROUPS)],
    });
  },
  "a cluster goes": (before, pick) => {
    const { [pick(Object.keys(before.clusters))]: _, ...clusters } = before.clusters;
    return { ...before, clusters };
  },
  "a cluster changes its CIDR": (before, pick) =>
    change(before, pick, ({ podCidrs, ...props }) => ({
      ...props,
      podCidrs: [pick(CIDRS.filter((cidr) => !podCidrs.includes(cidr))), ...podCidrs.slice(1)],
    })),
  "a cluster changes its virtual network": (before, pick) =>
    change(before, pick, (props) => ({
      ...props,
      network: pick([undefined, ...NETWORKS].filter((network) => network !== props.network)),
    })),
  "a cluster changes its resolvers": (before, pick) =>
    change(before, pick, ({ resolvers, ...props }) => ({
      ...props,
      resolvers: [pick(RESOLVERS.filter((address) => !resolvers.includes(address)))],
    })),
  "a cluster moves to another tunnel": (before, pick) => {
    const tunnels = [...before.tunnels, "tunnel-9"];
    return change({ ...before, tunnels }, pick, (props) => ({
      ...props,
      tunnel: pick(tunnels.filter((each) => each !== props.tunnel)),
    }));
  },
  "a tunnel is replaced": (before, pick) => {
    const gone = pick(before.tunnels);
    const tunnels = [...before.tunnels.filter((each) => each !== gone), "tunnel-9"];
    return changeAll({ ...before, tunnels }, (props) => ({
      ...props,
      tunnel: props.tunnel === gone ? "tunnel-9" : props.tunnel,
    }));
  },
  "others are allowed": (before, pick) =>
    change(before, pick, ({ allow, ...props }) => ({
      ...props,
      allow: [pick(GROUPS.filter((group) => !allow.includes(group)))],
    })),
  "another port is forbidden": (before, pick) =>
    change(before, pick, ({ forbidden = [], ...props }) => ({
      ...props,
      forbidden: [...forbidden, pick(PORTS.filter((port) => !forbidden.includes(port)))],
    })),
  "other policies guard a cluster": (before, pick) => change(before, pick, (props) => ({ ...props, edition: 2 })),
  "two clusters exchange their CIDRs": (before, pick) => {
    const [a, b] = [pick(Object.keys(before.clusters)), pick(Object.keys(before.clusters))];
    const of = (name: string) => before.clusters[name];
    return withCluster(withCluster(before, a, { ...of(a), podCidrs: of(b).podCidrs }), b, {
      ...of(b),
      podCidrs: of(a).podCidrs,
    });
  },
  "names come and go": (before, pick) =>
    change(before, pick, ({ names = [], ...props }) => ({
      ...props,
      names: NAMES.filter((name) => !names.includes(name)),
    })),
  "it is all taken down": (before) => ({ ...before, tunnels: [], clusters: {} }),
};

const EVERYTHING = "all clusters change at once";

/** Random clusters, edited in this way; everything at once is another estate altogether, of the same stacks. */
function scenariosOf(kind: string): fc.Arbitrary<Scenario<Clusters>> {
  const drawn =
    kind === EVERYTHING
      ? fc
          .tuple(estate, estate)
          .map(([before, after]) => ({ before, after: { ...after, isApart: before.isApart, isFleet: before.isFleet } }))
      : fc.tuple(estate, fc.infiniteStream(fc.nat())).map(([before, numbers]) => {
          const pick: Pick = (choices) => choices[numbers.next().value % choices.length];
          return { before, after: sensible(EDITS[kind](before, pick) ?? before) };
        });
  return drawn
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    .map((each) => ({ edit: kind, ...each }));
}

export const CLUSTERS: Family<Clusters> = {
  kinds: [...Object.keys(EDITS), EVERYTHING],
  scenariosOf,
  stepsOf: ({ before, after, edit }) => [stepOf("before", before), stepOf(edit, after), NOTHING],
};

function withCluster(before: Clusters, environment: string, props: Cluster): Clusters {
  return { ...before, clusters: { ...before.clusters, [environment]: props } };
}

function change(before: Clusters, pick: Pick, to: (props: Cluster) => Cluster): Clusters {
  const environment = pick(Object.keys(before.clusters));
  return withCluster(before, environment, to(before.clusters[environment]));
}

function changeAll(before: Clusters, to: (props: Cluster) => Cluster): Clusters {
  const clusters = Object.entries(before.clusters).map(([environment, props]) => [environment, to(props)]);
  return { ...before, clusters: Object.fromEntries(clusters) };
}
