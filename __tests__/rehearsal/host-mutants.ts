import { NOTHING } from "./app";
import { Estate, EstateHost, stepOf } from "./estate";
import { bodies, Edit, Mutant, names, Program, withoutDependsOn, withoutFlag } from "./mutant";
import type { Step } from "../../lib/rehearsal";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const CONFIGURATION = `${TUNNEL}_config`;
const APPLICATION = "cloudflare_zero_trust_access_application";
const RECORD = "cloudflare_dns_record";

const [A, B, C] = ["a.example.com", "b.example.com", "c.example.com"];
const [one, two]: { readonly [id: string]: object }[] = [{ t: {} }, { t: {}, u: {} }];
const behind = (...policies: string[]): EstateHost => ({ tunnel: "t", policies });
const steps = (...estates: Estate[]): Step[] => estates.map((estate, i) => stepOf(`step ${i + 1}`, estate));
const hosts = (...estates: Estate["hosts"][]): Step[] =>
  steps(...estates.map((each) => ({ tunnels: one, hosts: each })));

const rules = (terraform: any): any[] => bodies(terraform, CONFIGURATION).flatMap(({ config }) => config.ingress);

/** The same audience, as if it were another's: the connector's lock stays, and the reference goes. */
const withoutReference: Edit = (terraform) =>
  rules(terraform).forEach(({ origin_request: request }) => request && (request.access.aud_tag = ["f".repeat(64)]));
const withoutInterlock: Edit = (terraform) => delete terraform.resource.terraform_data;
/** What a host is called in Terraform, renamed in place. */
const moved: Edit = (terraform) => {
  if (!names(terraform, APPLICATION).some((name) => name.includes("cexample"))) return;
  terraform.moved = [APPLICATION, RECORD].map((type) => {
    const name = names(terraform, type).find((each) => each.includes("cexample"))!;
    const before = {
      [APPLICATION]: "Hosts_bexamplecom_Application_410C996F",
      [RECORD]: "Hosts_bexamplecom_Record_16BC78E0",
    };
    return { from: `${type}.${before[type as keyof typeof before]}`, to: `${type}.${name}` };
  });
};
const tunnelDependence = withoutDependsOn(TUNNEL);

const removal: Program = {
  says: "one of two hosts is removed",
  steps: hosts({ [A]: behind("staff"), [B]: behind("partners") }, { [A]: behind("staff") }),
  options: { orders: 1, singles: 0 },
};
const retriedRemoval: Program = { ...removal, options: { orders: 1, singles: 4 } };
const teardown: Program = {
  says: "everything is destroyed",
  steps: [...hosts({ [A]: behind("staff") }), NOTHING],
  options: { orders: 1, singles: 4 },
};
const rename: Program = {
  says: "a host is renamed",
  steps: hosts({ [A]: behind("staff"), [B]: behind("partners") }, { [A]: behind("staff"), [C]: behind("partners") }),
  options: { orders: 1, singles: 0 },
  ignoreConnectorLock: true,
};
/** One lock for a moment, which the twin keeps. */
const renameInPlace: Program = {
  ...rename,
  says: "a host is renamed in place",
  without: [moved],
  ignoreConnectorLock: undefined,
};
const movedHost: Program = {
  says: "a public host moves to another tunnel",
  steps: steps(
    { tunnels: two, hosts: { [A]: behind("staff"), [B]: { tunnel: "t", policies: [] } } },
    { tunnels: two, hosts: { [A]: behind("staff"), [B]: { tunnel: "u", policies: [] } } },
  ),
  options: { orders: 1, singles: 0 },
  byRecords: true,
};
const flags = (id: string): Program => ({
  says: "a host goes with its policy",
  steps: hosts({ [A]: behind("staff"), [B]: behind(id) }, { [A]: behind("staff") }),
  options: { orders: 2, singles: 6 },
});
const PROPAGATED =
  "Terraform: what a create_before_destroy object depends on is one, too, and the state says so from the first apply";

export const HOST_MUTANTS: readonly Mutant[] = [
  {
    name: "the record does not wait for the configuration",
    clause: "record => configuration",
    program: {
      ...teardown,
      says: "everything is destroyed, and the tunnel does not wait either",
      without: [tunnelDependence],
      byRecords: true,
    },
    edit: withoutDependsOn(RECORD),
  },
  {
    name: "the configuration does not refer to the applications",
    clause: "configuration -> application",
    program: {
      ...removal,
      says: "a host is published, and the tunnel does not wait either",
      without: [tunnelDependence],
      ignoreConnectorLock: true,
    },
    edit: withoutReference,
  },
  {
    name: "the interlock does not wait for the configuration",
    clause: "interlock => configuration",
    program: retriedRemoval,
    edit: withoutDependsOn("terraform_data"),
  },
  {
    name: "the interlock has no input",
    clause: "interlock's input",
    program: retriedRemoval,
    edit: (terraform) => bodies(terraform, "terraform_data").forEach((body) => delete body.input),
  },
  { name: "there is no interlock", clause: "interlock", program: retriedRemoval, edit: withoutInterlock },
  {
    name: "the tunnel does not wait for the applications",
    clause: "tunnel => application",
    program: teardown,
    edit: tunnelDependence,
  },
  {
    name: "applications without create_before_destroy",
    clause: "create_before_destroy",
    program: removal,
    edit: withoutFlag(APPLICATION),
  },
  {
    name: "policies without create_before_destroy",
    clause: "create_before_destroy",
    program: flags("partners"),
    edit: withoutFlag("cloudflare_zero_trust_access_policy"),
    keptBy: PROPAGATED,
  },
  {
    name: "groups without create_before_destroy",
    clause: "create_before_destroy",
    program: flags("team"),
    edit: withoutFlag("cloudflare_zero_trust_access_group"),
    keptBy: PROPAGATED,
  },
  {
    name: "service tokens without create_before_destroy",
    clause: "create_before_destroy",
    program: flags("robots"),
    edit: withoutFlag("cloudflare_zero_trust_access_service_token"),
    keptBy: PROPAGATED,
  },
  {
    name: "a `moved` block renames a host in place",
    clause: "a rename is a removal and an addition",
    program: rename,
    edit: moved,
  },
  {
    name: "hosts are keyed by number",
    clause: "hosts are keyed by name",
    program: rename,
    edit: keyedByNumber,
  },
  {
    name: "one rule asks for no token",
    clause: "the connector's lock on every rule",
    program: renameInPlace,
    edit: (terraform) => rules(terraform).forEach((rule) => rule.hostname === B && delete rule.origin_request),
  },
  {
    name: "the connector's lock stands at the top level alone",
    clause: "the connector's lock on every rule",
    program: renameInPlace,
    edit: (terraform) => {
      for (const { config } of bodies(terraform, CONFIGURATION)) {
        config.origin_request = config.ingress[0].origin_request;
        for (const rule of config.ingress) delete rule.origin_request;
      }
    },
  },
  {
    name: "the catch-all leads to an origin",
    clause: "the catch-all answers 404",
    program: movedHost,
    edit: (terraform) =>
      rules(terraform).forEach((rule) => rule.hostname === undefined && (rule.service = "http://10.0.0.9:80")),
  },
  {
    name: "a configuration for each host",
    clause: "one configuration for each tunnel",
    program: retriedRemoval,
    edit: configurationForEachHost,
  },
  {
    name: "Access after DNS: the application refers to the record",
    clause: "application before record (an order found in the wild)",
    program: { ...teardown, says: "a host is published", options: { orders: 1, singles: 0 } },
    edit: accessAfterDns,
  },
  {
    name: "depends_on alone: the application goes before the route",
    clause: "route before application (an order found in the wild)",
    program: removal,
    edit: dependsOnAlone,
  },
];

/** Objects that take the place of the one before them when the list changes. */
function keyedByNumber(terraform: any): void {
  let text = JSON.stringify(terraform);
  for (const type of [APPLICATION, RECORD]) {
    names(terraform, type).forEach((name, i) => (text = text.replaceAll(name, `host_${i}`)));
  }
  Object.assign(terraform, JSON.parse(text));
}

/** Each with its interlock. The API has one place for them, so that the last one written wins. */
function configurationForEachHost(terraform: any): void {
  const { [CONFIGURATION]: configurations, terraform_data: interlocks } = terraform.resource;
  const [[name, whole]] = Object.entries<any>(configurations);
  const [[interlock, { input, ...held }]] = Object.entries<any>(interlocks);
  const each = whole.config.ingress.slice(0, -1);
  const catchAll = whole.config.ingress.at(-1);
  delete configurations[name];
  delete interlocks[interlock];
  for (const rule of each) {
    const id = `of_${rule.hostname[0]}`;
    const last = names(terraform, CONFIGURATION).map((other) => `${CONFIGURATION}.${other}`);
    configurations[id] = { ...whole, config: { ingress: [rule, catchAll] }, depends_on: last };
    interlocks[id] = {
      ...held,
      input: { [rule.hostname]: input[rule.hostname] },
      depends_on: [`${CONFIGURATION}.${id}`],
    };
  }
  for (const record of bodies(terraform, RECORD)) record.depends_on = [`${CONFIGURATION}.of_${record.name[0]}`];
}

/** As it is often written: no token asked for, no flag, and the application's host taken from the record. */
function accessAfterDns(terraform: any): void {
  plain(terraform);
  bodies(terraform, APPLICATION).forEach((body, i) => {
    body.destinations = [{ type: "public", uri: `\${${RECORD}.${names(terraform, RECORD)[i]}.name}` }];
  });
}

function dependsOnAlone(terraform: any): void {
  plain(terraform);
  const applications = names(terraform, APPLICATION).map((name) => `${APPLICATION}.${name}`);
  bodies(terraform, CONFIGURATION).forEach((body) => (body.depends_on = applications));
}

function plain(terraform: any): void {
  withoutInterlock(terraform);
  tunnelDependence(terraform);
  for (const rule of rules(terraform)) delete rule.origin_request;
  for (const type of Object.keys(terraform.resource)) withoutFlag(type)(terraform);
}
