import { TerraformElement, TerraformStack } from "cdktf";
import { describeCall } from "../../lib/rehearsal/report";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { ACCOUNT, stackWithProvider } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import {
  DnsAction,
  GatewayDnsPolicy,
  GatewayNetworkPolicy,
  Identity,
  IRouteGuard,
  NetworkAction,
  Traffic,
  Tunnel,
} from "cdktf-zero-trust";
import { explored, NOTHING, Step } from "cdktf-zero-trust/lib/rehearsal";

jest.setTimeout(120_000);

/** The fault scenarios of one rehearsal: by number, so that a slow machine runs the same ones. */
const SINGLES = 6;
const DEV = "10.10.0.0/16";
const PROD = "10.20.0.0/16";
const WEB = "web.example.internal";
const API = "api.example.internal";
/** The addresses of all hostname routes. */
const INITIAL = Traffic.destination("100.80.0.0/16", "172.64.128.0/20", "2606:4700:cf1:4000::/64");

const TO_API = INITIAL.and(Traffic.sniDomains(API));

/** One stack with three tunnels, and what the versions of a program add to it. */
class Program {
  private readonly tunnels: Tunnel[];

  public constructor(private readonly stack: TerraformStack) {
    this.tunnels = ["t", "u", "v"].map((id) => new Tunnel(stack, id, { account: ACCOUNT }));
  }

  public route(cidr: string, guardedBy: IRouteGuard[], tunnel = 0): void {
    this.tunnels[tunnel].route(cidr, guardedBy.length > 0 ? { guardedBy } : { unguarded: "a lab" });
  }

  public name(hostname: string, guardedBy: IRouteGuard[], tunnel = 0): void {
    this.tunnels[tunnel].routeHostname(hostname, guardedBy.length > 0 ? { guardedBy } : { unguarded: "a lab" });
  }

  public allow(id: string, traffic: Traffic, groups: string[], precedence?: number): GatewayNetworkPolicy {
    return this.network(id, NetworkAction.ALLOW, traffic, groups, precedence);
  }

  public block(id: string, traffic: Traffic, groups: string[] = [], precedence?: number): GatewayNetworkPolicy {
    return this.network(id, NetworkAction.BLOCK, traffic, groups, precedence);
  }

  public allowNames(id: string, names: string[], groups: string[], precedence?: number): GatewayDnsPolicy {
    return this.dns(id, DnsAction.ALLOW, names, groups, precedence);
  }

  public blockNames(id: string, names: string[], groups: string[] = [], precedence?: number): GatewayDnsPolicy {
    return this.dns(id, DnsAction.BLOCK, names, groups, precedence);
  }

  private network(id: string, action: NetworkAction, traffic: Traffic, groups: string[], precedence?: number) {
    return new GatewayNetworkPolicy(this.stack, id, { account: ACCOUNT, action, traffic, precedence, ...of(groups) });
  }

  private dns(id: string, action: DnsAction, names: string[], groups: string[], precedence?: number) {
    const traffic = Traffic.domains(...names);
    return new GatewayDnsPolicy(this.stack, id, { account: ACCOUNT, action, traffic, precedence, ...of(groups) });
  }
}

function of(groups: string[]): { identity?: Identity } {
  return groups.length === 0 ? {} : { identity: Identity.groups(...groups) };
}

type Version = (program: Program) => void;

const dst = (...cidrs: string[]) => Traffic.destination(...cidrs);

/** Two versions of a program. */
const CHANGES: { readonly [name: string]: readonly [before: Version, after: Version] } = {
  "two DNS policies exchange the names that they block": [
    (p) => {
      const guards = [p.blockNames("one", [WEB]), p.blockNames("two", [API])];
      for (const name of [WEB, API]) p.name(name, guards);
    },
    (p) => {
      const guards = [p.blockNames("one", [API]), p.blockNames("two", [WEB])];
      for (const name of [WEB, API]) p.name(name, guards);
    },
  ],
  "a DNS block is narrowed while another one takes the rest": [
    (p) => p.name(WEB, [p.blockNames("one", [WEB, API]), p.blockNames("two", ["example.org"])]),
    (p) => p.name(WEB, [p.blockNames("one", [API]), p.blockNames("two", [WEB])]),
  ],
  "blocks and allows behind them get other precedences": [contractors(10, 200), contractors(300, 100)],
  "a DNS block and an allow behind it get other precedences": [
    namesOfContractors(10, 20),
    namesOfContractors(110, 120),
  ],
  "two blocks exchange their precedences, in front of an allow and behind it": [exchanging(10, 30), exchanging(30, 10)],
  "an allow moves in front of a block that it does not pass any more": [
    (p) =>
      guarded(
        p,
        p.block("contractors", dst(DEV), ["contractors"], 10),
        p.allow("users", dst(DEV), ["staff", "contractors"], 20),
      ),
    (p) => guarded(p, p.block("contractors", dst(DEV), ["contractors"], 30), p.allow("users", dst(DEV), ["staff"], 20)),
  ],
  "an allow moves behind a block and allows more": [
    (p) => guarded(p, p.block("contractors", dst(DEV), ["contractors"], 20), p.allow("users", dst(DEV), ["staff"], 10)),
    (p) =>
      guarded(
        p,
        p.block("contractors", dst(DEV), ["contractors"], 20),
        p.allow("users", dst(DEV), ["staff", "contractors"], 30),
      ),
  ],
  "a port that is blocked by a policy that no route lists": [forbidding(22), forbidding(22, 2222)],
  "an allow that no route lists, for a CIDR that moves to another tunnel": [
    (p) => {
      p.allow("users", dst(DEV), ["engineers"], 10);
      p.route(DEV, [p.block("others", dst(DEV))]);
    },
    (p) => {
      p.allow("users", dst(DEV), ["sre"], 10);
      p.route(DEV, [p.block("others", dst(DEV))], 1);
    },
  ],
  "a wide allow that no route lists is narrowed while a route is added": [
    (p) => {
      p.allow("users", dst("10.0.0.0/8"), ["engineers"], 10);
      p.route(DEV, [p.block("others", dst("10.0.0.0/8"))]);
    },
    (p) => {
      p.allow("users", dst(DEV), ["engineers"], 10);
      const others = p.block("others", dst("10.0.0.0/8"));
      for (const cidr of [DEV, PROD]) p.route(cidr, [others]);
    },
  ],
  "a port that is blocked for two routes by a policy that one of them lists": [shared(22), shared(22, 2222)],
  "a block is added for users whom an allow adds": [
    (p) => guarded(p, p.allow("users", dst(DEV), ["staff"], 20)),
    (p) => {
      p.block("contractors", dst("10.0.0.0/8").and(Traffic.port(22)), ["contractors"], 10);
      guarded(p, p.allow("users", dst(DEV), ["staff", "contractors"], 20));
    },
  ],
  "a block is removed together with the users whom it stops": [
    (p) => {
      p.block("contractors", Traffic.port(22), ["contractors"], 10);
      guarded(p, p.allow("users", dst(DEV), ["staff", "contractors"], 20));
    },
    (p) => guarded(p, p.allow("users", dst(DEV), ["staff"], 20)),
  ],
  "two policies exchange what they block for a route without guards": [
    (p) => {
      p.route(DEV, []);
      p.block("one", dst(DEV).and(Traffic.port(22)));
      p.block("two", dst(DEV).and(Traffic.port(2222)));
    },
    (p) => {
      p.route(DEV, []);
      p.block("one", dst(DEV).and(Traffic.port(2222)));
      p.block("two", dst(DEV).and(Traffic.port(22)));
    },
  ],
  "a block turns to another route, and a new one takes its place": [
    (p) => {
      p.block("ssh", dst(DEV).and(Traffic.port(22)), [], 5);
      guarded(p, p.allow("users", dst(DEV), ["staff"], 20));
      p.route(PROD, [p.block("prod", dst(PROD))], 1);
    },
    (p) => {
      p.block("ssh", dst(PROD).and(Traffic.port(22)), [], 5);
      p.block("ssh of dev", dst(DEV).and(Traffic.port(22)), [], 6);
      guarded(p, p.allow("users", dst(DEV), ["staff"], 20));
      p.route(PROD, [p.block("prod", dst(PROD)), p.allow("of prod", dst(PROD), ["staff"], 30)], 1);
    },
  ],
  "a block becomes an allow, and an allow becomes a block": [
    (p) =>
      guarded(p, p.block("one", dst(DEV), ["contractors"], 10), p.allow("two", dst(DEV), ["staff", "contractors"], 20)),
    (p) => guarded(p, p.allow("one", dst(DEV), ["staff"], 10), p.block("two", dst(DEV), ["staff", "contractors"], 20)),
  ],
  "the policies of a stack are written before its routes": [
    (p) => void p.allow("users", dst(DEV), ["sre"], 20),
    (p) => guarded(p, p.allow("users", dst(DEV), ["staff"], 20)),
  ],
  "the routes of a stack are written before its policies": [
    (p) => p.route(DEV, []),
    (p) => {
      p.route(DEV, []);
      p.block("contractors", Traffic.port(22), ["contractors"], 10);
      p.route(PROD, [p.block("prod", dst(PROD))]);
    },
  ],
  "a hostname below another one moves to another tunnel": [below(1), below(2)],
  "a hostname below another one is removed while fewer users get an answer": [below(1), below(undefined, ["staff"])],
  "a hostname below another one is added while more users get an answer": [
    below(undefined, ["staff"]),
    below(1, ["staff", "guests"]),
  ],
  "who gets an answer and who connects change in opposite directions": [
    named(["staff"], ["guests"]),
    named(["staff", "guests"], ["staff"]),
  ],
  "who gets an answer changes, and who connects with the server name of another name": [
    namedByServerName(["staff"], ["guests"]),
    namedByServerName(["guests"], ["staff"]),
  ],
  "two policies exchange the server names that they block for a name": [
    serverNames([API], ["example.org"]),
    serverNames(["example.org"], [API]),
  ],
};

function guarded(p: Program, ...policies: GatewayNetworkPolicy[]): void {
  p.route(DEV, [...policies, p.block("others", dst(DEV))]);
}

/** A block and an allow behind it in front of each route, with the precedences of the blocks. */
function contractors(dev: number, prod: number): Version {
  return (p) => {
    for (const [cidr, precedence] of [
      [DEV, dev],
      [PROD, prod],
    ] as const) {
      p.route(cidr, [
        p.block(`contractors ${cidr}`, dst(cidr), ["contractors"], precedence),
        p.allow(`users ${cidr}`, dst(cidr), ["staff", "contractors"], precedence + 10),
        p.block(`others ${cidr}`, dst(cidr)),
      ]);
    }
  };
}

function exchanging(before: number, guests: number): Version {
  return (p) =>
    guarded(
      p,
      p.block("contractors", dst(DEV), ["contractors"], before),
      p.allow("users", dst(DEV), ["contractors", "guests"], 20),
      p.block("guests", dst(DEV), ["guests"], guests),
    );
}

function namesOfContractors(block: number, allow: number): Version {
  return (p) =>
    p.name(WEB, [
      p.blockNames("contractors", [WEB], ["contractors"], block),
      p.allowNames("users", [WEB], ["staff", "contractors"], allow),
      p.blockNames("others", [WEB]),
    ]);
}

function forbidding(...ports: number[]): Version {
  return (p) => {
    p.block("ssh", dst(DEV).and(Traffic.port(...ports)), [], 5);
    guarded(p, p.allow("users", dst(DEV), ["engineers"], 20));
  };
}

function shared(...ports: number[]): Version {
  return (p) => {
    const ssh = p.block("ssh", dst("10.0.0.0/8").and(Traffic.port(...ports)), [], 5);
    const users = p.allow("users", dst(DEV, PROD), ["sre"], 20);
    p.route(DEV, [ssh, users, p.block("dev", dst(DEV))]);
    p.route(PROD, [users, p.block("prod", dst(PROD))]);
  };
}

/** Neither group has both in either version. */
function named(answered: string[], connected: string[]): Version {
  return (p) =>
    p.name(WEB, [
      p.allowNames("answered", [WEB], answered),
      p.blockNames("unanswered", [WEB]),
      p.allow("connected", INITIAL, connected),
      p.block("unconnected", INITIAL),
    ]);
}

/** A client can send the server name of the API and connect to another name. */
function namedByServerName(answered: string[], connected: string[]): Version {
  return (p) => {
    p.allow("connected", TO_API, connected);
    p.name(WEB, [
      p.allowNames("answered", [WEB], answered),
      p.blockNames("unanswered", [WEB]),
      p.block("unconnected", INITIAL),
    ]);
  };
}

function serverNames(one: string[], two: string[]): Version {
  return (p) => {
    p.block("one", Traffic.sniDomains(...one), ["contractors"], 10);
    p.block("two", Traffic.sniDomains(...two), ["contractors"], 20);
    p.name(WEB, [p.allow("api", TO_API, ["staff", "contractors"], 30), p.block("others", INITIAL)]);
  };
}

/** The name "example.internal" leads to the first tunnel, and so does each name with one more label. */
function below(tunnel?: number, answered = ["staff", "guests"]): Version {
  return (p) => {
    const guards = [
      p.allowNames("answered", ["example.internal"], answered),
      p.blockNames("others", ["example.internal"]),
    ];
    p.name("example.internal", guards);
    if (tunnel !== undefined) p.name(WEB, guards, tunnel);
  };
}

/** Takes a part of the order away, with an override, which the constructs do not see. */
type Careless = (element: TerraformElement) => void;

const path = ({ node }: TerraformElement) => node.path.replace(/^reach\//, "");
const without =
  (which: RegExp, override: string): Careless =>
  (element) => {
    if (which.test(path(element))) element.addOverride(override, undefined);
  };

/** A part of the order, how it is taken away, and a change that then exposes something. */
const PARTS: readonly (readonly [part: string, change: string, careless: Careless])[] = [
  [
    "a DNS policy that blocks is replaced",
    "two DNS policies exchange the names that they block",
    without(/^(one|two)\/Resource$/, "lifecycle"),
  ],
  [
    "a policy that blocks is replaced with its precedence",
    "blocks and allows behind them get other precedences",
    without(/^contractors .*\/Resource$/, "lifecycle"),
  ],
  [
    "a route is replaced with a policy that it does not list",
    "a port that is blocked by a policy that no route lists",
    without(/^Routes\/.*\/Way$/, "triggers_replace.guards"),
  ],
  [
    "a route without guards is replaced with a policy that blocks its traffic",
    "two policies exchange what they block for a route without guards",
    without(/^Routes\/.*\/Resource$/, "lifecycle"),
  ],
  [
    "a route is created after a policy that it does not list",
    "a wide allow that no route lists is narrowed while a route is added",
    without(/^Routes\/.*\/Resource$/, "depends_on"),
  ],
  [
    "a hostname route is replaced with what allows connections",
    "who gets an answer and who connects change in opposite directions",
    without(/^HostnameRoutes\/.*\/Way$/, "triggers_replace.allows"),
  ],
  [
    "a hostname route is replaced with more specific ones",
    "a hostname below another one moves to another tunnel",
    without(/^HostnameRoutes\/.*\/Way$/, "triggers_replace.names"),
  ],
];

function stepWith(version: Version, careless?: Careless): Step {
  return synthesizedStep("reach", (app) => {
    const stack = stackWithProvider("reach", app);
    version(new Program(stack));
    if (careless !== undefined) stack.node.findAll().filter(TerraformElement.isTerraformElement).forEach(careless);
  });
}

/** What users reach during an apply and neither before nor after it, also if a call fails. */
async function exposuresOf(change: string, careless?: Careless, seed = 0): Promise<string[]> {
  const versions = CHANGES[change].map((version) => stepWith(version, careless));
  const singles = careless === undefined ? SINGLES : 0;
  const { exposures } = await explored([...versions, NOTHING], { singles, seed });
  return exposures.map(
    ({ target, to, fault, calls }) => `${target} to ${to}: ${fault}: ${calls.map(describeCall).join("; ")}`,
  );
}

describeWithTerraform("a change of Gateway policies and routes", () => {
  test.each(Object.keys(CHANGES))("exposes nothing: %s", async (change) => {
    expect(await exposuresOf(change)).toEqual([]);
  });
});

describeWithTerraform("the order of Gateway policies and routes", () => {
  test.each(PARTS)("would expose a route without its part: %s", async (_part, change, careless) => {
    const found: string[] = [];
    for (let seed = 0; seed < 8 && found.length === 0; seed++) {
      found.push(...(await exposuresOf(change, careless, seed)));
    }
    expect(found).not.toEqual([]);
  });
});
