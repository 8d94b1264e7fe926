import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { TerraformStack } from "cdktf";
import { NOTHING, synthesizedStep } from "./app";
import { account, Cluster, Clusters, stepOf } from "./clusters";
import { bodies, Edit, Mutant, names, Program } from "./mutant";
import type { Step } from "../../lib/rehearsal";
import { GatewayNetworkPolicy, NetworkAction, Traffic, Tunnel } from "cdktf-zero-trust";

const ROUTE = "cloudflare_zero_trust_tunnel_cloudflared_route";
const NAME = "cloudflare_zero_trust_network_hostname_route";
const POLICY = "cloudflare_zero_trust_gateway_policy";

const dev: Cluster = { tunnel: "t", podCidrs: ["10.10.0.0/16"], resolvers: [], allow: ["engineers"] };
const prod: Cluster = { tunnel: "u", podCidrs: ["10.20.0.0/16"], resolvers: [], allow: ["sre"] };
const stg: Cluster = { tunnel: "u", podCidrs: ["10.30.0.0/16"], resolvers: [], allow: ["sre"], network: "office" };
const clusters = (...estates: Clusters["clusters"][]): Step[] =>
  estates.map((each, i) => stepOf(`step ${i + 1}`, { tunnels: ["t", "u"], clusters: each }));

const judged = "private routes";
const once = { orders: 1, singles: 0 };
const retried = { orders: 1, singles: 6 };

const goes: Program = {
  says: "one of two clusters goes",
  steps: clusters({ dev, prod }, { dev }),
  judged,
  options: retried,
};
const swapped: Program = {
  says: "other policies guard a cluster",
  steps: clusters({ dev }, { dev: { ...dev, edition: 2 } }),
  judged,
  options: once,
};
const swappedByName: Program = {
  says: "other policies guard a name",
  steps: clusters(
    { dev: { ...dev, names: ["web.internal"] } },
    { dev: { ...dev, names: ["web.internal"], edition: 2 } },
  ),
  judged,
  options: once,
};
const morePorts: Program = {
  says: "a second port is forbidden",
  steps: clusters({ dev: { ...dev, forbidden: [22] } }, { dev: { ...dev, forbidden: [22, 2222] } }),
  judged,
  options: once,
};
/** Left as they are when their guards are others, so that what is keyed shows. */
const unreplaced: Edit = (terraform) =>
  [ROUTE, NAME, POLICY].forEach((type) => bodies(terraform, type).forEach((body) => delete body.lifecycle));
const otherCidr: Program = {
  says: "a cluster changes its CIDR, and nothing is replaced",
  steps: clusters({ dev }, { dev: { ...dev, podCidrs: ["10.20.0.0/16"] } }),
  without: [unreplaced],
  judged,
  options: once,
};
/** With another cluster in each, so that both networks are always there. */
const otherNetwork: Program = {
  says: "a cluster changes its virtual network, and nothing is replaced",
  steps: clusters(
    { dev: { ...dev, network: "lab" }, prod: { ...prod, network: "lab" }, stg },
    { dev: { ...dev, network: "office" }, prod: { ...prod, network: "lab" }, stg },
  ),
  without: [unreplaced],
  judged,
  options: once,
};
const comes: Program = { says: "a cluster comes", steps: [...clusters({ dev }), NOTHING], judged, options: once };
/** Answered to its people alone, by DNS policies. */
const namesCome: Program = {
  says: "the names of a cluster come",
  steps: [
    stepOf("step 1", { tunnels: ["t"], clusters: { dev: { ...dev, names: ["web.internal"] } }, isFleet: true }),
    NOTHING,
  ],
  judged,
  options: once,
};
const handedOver: Program = {
  says: "a part of a CIDR is handed over to another cluster",
  steps: clusters(
    { dev, prod },
    { dev: { ...dev, podCidrs: ["10.30.0.0/16"] }, prod: { ...prod, podCidrs: ["10.10.64.0/18"] } },
  ),
  judged,
  options: { orders: 4, singles: 12 },
};
const overlapping: Program = {
  says: "a cluster of the same CIDR comes, in a virtual network of its own",
  steps: clusters({ dev }, { dev, prod: { ...prod, podCidrs: dev.podCidrs, network: "lab" } }),
  judged,
  options: { orders: 3, singles: 12 },
};
const moves: Program = {
  says: "a cluster moves to another tunnel",
  steps: clusters({ dev }, { dev: { ...dev, tunnel: "u" } }),
  judged,
  options: once,
};
const halves: Program = {
  says: "two policies that block one half each exchange them",
  steps: [
    halvesStep("step 1", "10.10.0.0/17", "10.10.128.0/17"),
    halvesStep("step 2", "10.10.128.0/17", "10.10.0.0/17"),
  ],
  judged,
  options: once,
};

/** Neither by `depends_on` nor by what replaces it. */
const withoutGuards: Edit = (terraform) => {
  for (const type of [ROUTE, NAME]) bodies(terraform, type).forEach((body) => delete body.depends_on);
  withoutGuardsInTrigger(terraform);
};
const withoutGuardsInTrigger: Edit = (terraform) =>
  bodies(terraform, "terraform_data").forEach(({ triggers_replace: values }) => delete values?.guards);
const without =
  (turn: "Closed" | "Guarded"): Edit =>
  (terraform) => {
    const [name] = names(terraform, "terraform_data").filter((each) => each.startsWith(`RouteOrder_${turn}`));
    delete terraform.resource.terraform_data[name];
    for (const type of [ROUTE, NAME, POLICY]) {
      for (const body of bodies(terraform, type)) {
        body.depends_on = body.depends_on.filter((each: string) => each !== `terraform_data.${name}`);
      }
    }
  };
const createBeforeDestroy =
  (type: string): Edit =>
  (terraform) =>
    bodies(terraform, type).forEach((body) => (body.lifecycle = { ...body.lifecycle, create_before_destroy: true }));

export const ROUTE_MUTANTS: readonly Mutant[] = [
  {
    name: "a route does not wait for its guards when it is created",
    clause: "route => guards",
    program: comes,
    edit: withoutGuards,
  },
  {
    name: "a routed name does not wait for those who answer it",
    clause: "route => guards",
    program: namesCome,
    edit: withoutGuards,
  },
  {
    name: "guards do not wait for their route when they go",
    clause: "route => guards",
    program: goes,
    edit: withoutGuards,
  },
  {
    name: "a route is not replaced when other policies guard it",
    clause: "a route is replaced with what blocks",
    program: swapped,
    edit: unreplaced,
  },
  {
    name: "what replaces a route does not name its guards",
    clause: "a route is replaced with what blocks",
    program: swapped,
    edit: withoutGuardsInTrigger,
  },
  {
    name: "a hostname route is not replaced when other policies guard it",
    clause: "a route is replaced with what blocks",
    program: swappedByName,
    edit: withoutGuardsInTrigger,
  },
  {
    name: "a route stays while a port that is blocked is blocked anew",
    clause: "a route is replaced with what blocks",
    program: morePorts,
    edit: withoutGuardsInTrigger,
  },
  {
    name: "a route changes its CIDR in place",
    clause: "routes and policies are keyed by CIDR",
    program: otherCidr,
    edit: keyedByNumber,
  },
  {
    name: "a route changes its virtual network in place",
    clause: "routes are keyed by virtual network",
    program: otherNetwork,
    edit: keyedByNumber,
  },
  {
    name: "what blocks is updated in place",
    clause: "what blocks is replaced",
    program: halves,
    edit: (terraform) => bodies(terraform, POLICY).forEach((body) => delete body.lifecycle),
  },
  {
    name: "policies that come do not wait for the routes that go",
    clause: "routes that go, then policies",
    program: handedOver,
    edit: without("Closed"),
  },
  {
    name: "routes that come do not wait for the policies of other routes",
    clause: "policies, then routes that come",
    program: overlapping,
    edit: without("Guarded"),
  },
  {
    name: "what blocks with create_before_destroy",
    clause: "no create_before_destroy",
    program: halves,
    edit: createBeforeDestroy(POLICY),
    keptBy: "Cloudflare: a precedence is that of one policy, so that the new one is refused while the old one stands",
  },
  {
    name: "routes with create_before_destroy",
    clause: "no create_before_destroy",
    program: moves,
    edit: createBeforeDestroy(ROUTE),
    keptBy: "Cloudflare: a virtual network has a CIDR once, so that the new route is refused while the old one stands",
  },
];

/** Objects that take the place of the one before them. */
function keyedByNumber(terraform: any): void {
  let text = JSON.stringify(terraform);
  const rename = (type: string, nameOf: (name: string, i: number) => string) =>
    names(terraform, type).forEach((name, i) => (text = text.replaceAll(name, nameOf(name, i))));
  rename(ROUTE, (_, i) => `route_${i}`);
  rename(POLICY, (name, i) => `${/^[a-z]+/.exec(name)![0]}_${i}`);
  Object.assign(terraform, JSON.parse(text));
}

/** One range, and a policy for each half of it. */
function halvesStep(name: string, ...cidrs: string[]): Step {
  return synthesizedStep(name, (app) => {
    const stack = new TerraformStack(app, "reach");
    new CloudflareProvider(stack, "cloudflare");
    const guardedBy = cidrs.map(
      (cidr, i) =>
        new GatewayNetworkPolicy(stack, `block ${i}`, {
          account,
          action: NetworkAction.BLOCK,
          traffic: Traffic.destination(cidr),
        }),
    );
    new Tunnel(stack, "t", { account }).route("10.10.0.0/16", { guardedBy });
  });
}
