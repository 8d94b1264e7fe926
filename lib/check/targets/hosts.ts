import { Projection, References, versionsOf } from "./projection";
import { canonicalHostname, tunnelMatches } from "../../core/addresses/hostname";
import { push } from "../../core/push";
import { block, text, Values } from "../../core/terraform/values";
import {
  ANY_HOSTNAME,
  audiencesOf,
  contentOf,
  hostnameOf,
  isProxiedElsewhere,
  recordName,
  routeLookup,
  tunnelIn,
} from "../../inventory/hosts/ingress-matching";
import { rulesOf } from "../../inventory/hosts/tunnels";
import type { TerraformObject } from "../../inventory/terraform/objects";
import { publicDestinations } from "../../reachability/access/destinations";
import { coversHostname } from "../../reachability/access/wildcards";
import { hostnamesIn } from "../../rehearsal/checks/requests";
import type { ResourceChange } from "../model";

const PREFIX = "cloudflare_zero_trust_";
const APPLICATION = `${PREFIX}access_application`;
const CONFIGURATION = `${PREFIX}tunnel_cloudflared_config`;
const RECORD = "cloudflare_dns_record";

/** @internal The published hosts of an estate, each with the objects that decide about it. */
export class HostTargets {
  private readonly references: References;
  private readonly records: ByName<ResourceChange>;
  private readonly applications: ByName<ResourceChange>;
  private readonly configured: ByName<ResourceChange>;
  private readonly settings: ResourceChange[];
  /** The configurations of each tunnel. */
  private readonly byTunnel = new Map<string, ResourceChange[]>();
  /** The rules that a name can reach, by configuration. */
  private readonly routes: ReadonlyMap<TerraformObject, (hostname: string) => Values[]>;

  public constructor(private readonly changes: readonly ResourceChange[]) {
    const ofType = (type: string) => changes.filter((change) => versionsOf(change)[0]?.type === type);
    this.references = new References(changes);
    this.settings = ofType(`${PREFIX}organization`);
    this.records = new ByName(tunnelMatches, ofType(RECORD), ({ values, ...rest }) => [
      recordName({ values, ...rest }),
    ]);
    this.applications = new ByName(coversHostname, ofType(APPLICATION), (application) =>
      publicDestinations(application, application.values).map(({ hostname }) => hostname),
    );
    this.configured = new ByName(tunnelMatches, ofType(CONFIGURATION), (configuration) =>
      rulesOf(configuration).map(hostnameOf),
    );
    for (const change of ofType(CONFIGURATION)) {
      for (const tunnel of new Set(versionsOf(change).map(({ values }) => text(values.tunnel_id) ?? ""))) {
        push(this.byTunnel, tunnel, change);
      }
    }
    const configurations = ofType(CONFIGURATION).flatMap(versionsOf);
    this.routes = new Map(configurations.map((each) => [each, routeLookup(rulesOf(each))]));
  }

  /** Every host, sorted by name. "*" stands for all other names that reach a tunnel. */
  public all(): Projection[] {
    return hostnamesIn(this.changes.flatMap(versionsOf)).flatMap((hostname) => this.projectionOf(hostname) ?? []);
  }

  private projectionOf(hostname: string): Projection | undefined {
    const configurations = [...this.configured.matching(hostname), ...this.configured.matching(ANY_HOSTNAME)];
    const routing = [...new Set(configurations)].flatMap((change) => this.projected(change, hostname) ?? []);
    const records = this.recordsOf(hostname);
    const versions = records.flatMap(versionsOf);
    const led = versions.flatMap((record) => tunnelIn(contentOf(record)) ?? []);
    // Their rules decide that the name leads to nothing, or that the origin is not known here.
    const others = led.flatMap((tunnel) => this.configuredOf(tunnel, hostname));
    const isElsewhere =
      (led.some((tunnel) => !this.byTunnel.has(tunnel)) || versions.some(isProxiedElsewhere)) &&
      this.applications.matching(hostname).length > 0;
    if (routing.length === 0 && !isElsewhere) return undefined;
    const rules = routing.flatMap(versionsOf).flatMap(rulesOf);
    const tunnels = routing
      .flatMap(versionsOf)
      .flatMap(({ values }) => text(values.tunnel_id) ?? [])
      .concat(led)
      .flatMap((tunnel) => this.references.of(tunnel));
    const covering = [
      ...this.applications.matching(hostname),
      ...rules.flatMap(audiencesOf).flatMap((audience) => this.references.of(audience)),
      ...this.settings,
    ];
    const access = this.references.closure(covering, (change) => versionsOf(change)[0].type.startsWith(PREFIX));
    const rest = new Set([...access, ...tunnels, ...records]);
    for (const change of rest) if (versionsOf(change)[0].type === CONFIGURATION) rest.delete(change);
    const unserved = others.filter(({ address }) => !routing.some((each) => each.address === address));
    return { target: hostname, kind: "host", changes: [...routing, ...unserved, ...rest] };
  }

  /** The records of a name, and those to which their CNAMEs point. */
  private recordsOf(hostname: string): ResourceChange[] {
    const found = new Set<ResourceChange>();
    const visit = (name: string): void => {
      for (const record of this.records.matching(name)) {
        if (found.has(record)) continue;
        found.add(record);
        for (const version of versionsOf(record)) visit(canonicalHostname(contentOf(version) ?? ""));
      }
    };
    visit(hostname);
    return [...found];
  }

  /** The configurations of a tunnel, with the rules that a name can reach. */
  private configuredOf(tunnel: string, hostname: string): ResourceChange[] {
    return (this.byTunnel.get(tunnel) ?? []).map((change) => this.reduced(change, hostname));
  }

  /** A configuration with the rules that a name can reach. Undefined if there are none. */
  private projected(change: ResourceChange, hostname: string): ResourceChange | undefined {
    const reduced = this.reduced(change, hostname);
    return versionsOf(reduced).some((each) => rulesOf(each).length > 0) ? reduced : undefined;
  }

  private reduced(change: ResourceChange, hostname: string): ResourceChange {
    const before = change.before && this.withRulesOf(change.before, hostname);
    const after = change.before === change.after ? before : change.after && this.withRulesOf(change.after, hostname);
    return { ...change, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  }

  private withRulesOf(configuration: TerraformObject, hostname: string): TerraformObject {
    const config = { ...block(configuration.values.config), ingress: this.routes.get(configuration)!(hostname) };
    return { ...configuration, values: { ...configuration.values, config } };
  }
}

/** Changes by the hostnames that they contain. */
class ByName<T extends ResourceChange> {
  private readonly exact = new Map<string, T[]>();
  private readonly patterns: [pattern: string, change: T][] = [];

  public constructor(
    private readonly matches: (pattern: string, hostname: string) => boolean,
    changes: readonly T[],
    namesOf: (object: TerraformObject) => string[],
  ) {
    for (const change of changes) {
      for (const name of new Set(versionsOf(change).flatMap(namesOf))) {
        if (name.includes("*") && name !== ANY_HOSTNAME) this.patterns.push([name, change]);
        push(this.exact, name, change);
      }
    }
  }

  public matching(hostname: string): T[] {
    const wild = this.patterns.filter(([pattern]) => this.matches(pattern, hostname)).map(([, change]) => change);
    return [...new Set([...(this.exact.get(hostname) ?? []), ...wild])];
  }
}
