import fc from "fast-check";
import { NOTHING } from "./app";
import { Estate, EstateHost, POLICIES, stepOf } from "./estate";
import { Family, Pick, Scenario } from "./scenario";
import { accessMatches } from "../../lib/core/hostname";

/** Undefined where there is nothing to edit in this way. */
type Edit = (estate: Estate, pick: Pick) => Estate | undefined;

const NAMES = ["a", "b", "c", "x.a"].map((name) => `${name}.example.com`);
const WILDCARD = "*.example.com";
const PATHS = ["/api", "/reports", "^/v[0-9]+/"];
const CONNECTORS = ["edge", "dmz"];

const host: fc.Arbitrary<Omit<EstateHost, "tunnel">> = fc.record({
  policies: fc.oneof({ weight: 4, arbitrary: fc.subarray(POLICIES, { minLength: 1 }) }, fc.constant<string[]>([])),
  paths: fc.subarray(PATHS, { maxLength: 2 }),
  zone: fc.constantFrom("old" as const, "new" as const),
  port: fc.constantFrom(80, 8080),
});

const estate: fc.Arbitrary<Estate> = fc
  .record({
    tunnels: fc.array(fc.option(fc.constantFrom(...CONNECTORS), { nil: undefined }), { minLength: 1, maxLength: 2 }),
    hosts: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES, WILDCARD), host, fc.nat(1)), {
      selector: ([hostname]) => hostname,
      minLength: 1,
      maxLength: 3,
    }),
    isAliased: fc.boolean(),
  })
  .map(({ tunnels, hosts, isAliased }) => ({
    tunnels: Object.fromEntries(tunnels.map((connector, i) => [`tunnel-${i}`, { connector }])),
    hosts: Object.fromEntries(
      hosts.map(([hostname, props, tunnel]) => [hostname, { ...props, tunnel: `tunnel-${tunnel % tunnels.length}` }]),
    ),
    isAliased,
  }))
  .map(sensible);

/** A wildcard stays behind policies, and so does what its application covers: the constructs refuse others. */
function sensible(estate_: Estate): Estate {
  const hasWildcard = estate_.hosts[WILDCARD] !== undefined;
  return changeAll(estate_, (props, hostname) => {
    const isCovered = hasWildcard && (hostname === WILDCARD || accessMatches(WILDCARD, hostname));
    return isCovered && props.policies.length === 0 ? { ...props, policies: ["staff"] } : props;
  });
}

const EDITS: { readonly [name: string]: Edit } = {
  "add a host": (before, pick) => {
    const free = NAMES.filter((name) => before.hosts[name] === undefined);
    const tunnel = pick(Object.keys(before.tunnels));
    return free.length === 0 ? undefined : withHost(before, pick(free), { tunnel, policies: [pick(POLICIES)] });
  },
  "remove a host": (before, pick) => withoutHost(before, pick(Object.keys(before.hosts))),
  "rename a host": (before, pick) => {
    const [from, free] = [pick(narrow(before)), NAMES.filter((name) => before.hosts[name] === undefined)];
    if (from === undefined || free.length === 0) return undefined;
    return withHost(withoutHost(before, from), pick(free), before.hosts[from]);
  },
  "move a host to another tunnel": (before, pick) => {
    const tunnels = { ...before.tunnels, "tunnel-9": {} };
    return change({ ...before, tunnels }, pick(Object.keys(before.hosts)), (props) => ({
      ...props,
      tunnel: pick(Object.keys(tunnels).filter((each) => each !== props.tunnel)),
    }));
  },
  "swap a policy": (before, pick) =>
    change(before, pick(guarded(before)), ({ policies, ...props }) => {
      const others = POLICIES.filter((each) => !policies.includes(each));
      return others.length === 0 ? undefined : { ...props, policies: [pick(others), ...policies.slice(1)] };
    }),
  "drop a policy and its use": (before, pick) => {
    const used = [...new Set(Object.values(before.hosts).flatMap(({ policies }) => policies))];
    if (used.length === 0) return undefined;
    const dropped = pick(used);
    const other = pick(POLICIES.filter((each) => each !== dropped));
    return changeAll(before, ({ policies, ...props }) => {
      const left = policies.filter((each) => each !== dropped);
      return { ...props, policies: policies.length > 0 && left.length === 0 ? [other] : left };
    });
  },
  "open a host": (before, pick) =>
    change(
      before,
      pick(guarded(before).filter((name) => name !== WILDCARD)),
      (props) => ({ ...props, policies: [], port: pick([80, 8080]) }), // perhaps another origin: the guarded one stays closed
    ),
  "lock a host": (before, pick) =>
    change(
      before,
      pick(Object.keys(before.hosts).filter((name) => before.hosts[name].policies.length === 0)),
      (props) => ({
        ...props,
        policies: [pick(POLICIES)],
        port: pick([80, 8080]),
      }),
    ),
  "add a path": (before, pick) =>
    change(before, pick(Object.keys(before.hosts)), ({ paths = [], ...props }) => {
      const free = PATHS.filter((path) => !paths.includes(path));
      return free.length === 0 ? undefined : { ...props, paths: [...paths, pick(free)] };
    }),
  "add a wildcard": (before, pick) =>
    before.hosts[WILDCARD] === undefined
      ? withHost(before, WILDCARD, { tunnel: pick(Object.keys(before.tunnels)), policies: [pick(POLICIES)] })
      : undefined,
  "replace a tunnel": (before, pick) => {
    const { [pick(Object.keys(before.tunnels))]: _, ...rest } = before.tunnels;
    const tunnels = { ...rest, "tunnel-9": { connector: pick([undefined, ...CONNECTORS]) } };
    return changeAll({ ...before, tunnels }, (props) => ({
      ...props,
      tunnel: props.tunnel in tunnels ? props.tunnel : "tunnel-9",
    }));
  },
  "remove a tunnel with its hosts": (before, pick) => {
    const gone = pick(Object.keys(before.tunnels));
    const { [gone]: _, ...tunnels } = before.tunnels;
    const left = Object.entries(before.hosts).filter(([, { tunnel }]) => tunnel !== gone);
    return { ...before, tunnels, hosts: Object.fromEntries(left) };
  },
  "change a connector": (before, pick) => {
    const id = pick(Object.keys(before.tunnels));
    const others = [undefined, ...CONNECTORS].filter((each) => each !== before.tunnels[id].connector);
    return { ...before, tunnels: { ...before.tunnels, [id]: { connector: pick(others) } } };
  },
  "change a zone": (before, pick) =>
    change(before, pick(Object.keys(before.hosts)), (props) => ({
      ...props,
      zone: props.zone === "new" ? "old" : "new",
    })),
  "change the provider": (before) => ({ ...before, isAliased: !before.isAliased }),
  "take it all down": () => ({ tunnels: {}, hosts: {} }),
};

const EVERYTHING = "everything at once";
/** Random estates, edited in this way; everything at once is another estate altogether. */
function scenariosOf(kind: string): fc.Arbitrary<Scenario<Estate>> {
  if (kind === EVERYTHING) return fc.tuple(estate, estate).map(([before, after]) => ({ edit: kind, before, after }));
  return fc
    .tuple(estate, fc.infiniteStream(fc.nat()))
    .map(([before, numbers]) => {
      const pick: Pick = (choices) => choices[numbers.next().value % choices.length];
      return { edit: kind, before, after: sensible(EDITS[kind](before, pick) ?? before) };
    })
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

export const HOSTS: Family<Estate> = {
  kinds: [...Object.keys(EDITS), EVERYTHING],
  scenariosOf,
  stepsOf: ({ before, after, edit }) => [stepOf("before", before), stepOf(edit, after), NOTHING],
};

function narrow({ hosts }: Estate): string[] {
  return Object.keys(hosts).filter((name) => name !== WILDCARD);
}

function guarded({ hosts }: Estate): string[] {
  return Object.keys(hosts).filter((name) => hosts[name].policies.length > 0);
}

function withHost(before: Estate, hostname: string, props: EstateHost): Estate {
  return { ...before, hosts: { ...before.hosts, [hostname]: props } };
}

function withoutHost(before: Estate, hostname: string): Estate {
  const { [hostname]: _, ...hosts } = before.hosts;
  return { ...before, hosts };
}

function change(
  before: Estate,
  hostname: string | undefined,
  to: (props: EstateHost) => EstateHost | undefined,
): Estate | undefined {
  const props = hostname === undefined ? undefined : to(before.hosts[hostname]);
  return props === undefined ? undefined : withHost(before, hostname!, props);
}

function changeAll(before: Estate, to: (props: EstateHost, hostname: string) => EstateHost): Estate {
  const hosts = Object.entries(before.hosts).map(([hostname, props]) => [hostname, to(props, hostname)]);
  return { ...before, hosts: Object.fromEntries(hosts) };
}
