import { APPLICATION as APP, APPLICATION_V4 as APP_V4, CONFIG, POLICY, POLICY_V4, RECORD, TUNNEL } from "./fixture";
import type { Configuration } from "./real-plan";
import type { Values } from "../../../lib/core/terraform/values";

const hostOf = (name: string) => `${name}.example.com`;
const byName = (names: string[], to: (name: string) => unknown): Values =>
  Object.fromEntries(names.map((name) => [name, to(name)]));
const staff = {
  account_id: "x",
  name: "staff",
  decision: "allow",
  include: [{ email_domain: { domain: "example.com" } }],
};
const policies = [{ id: `\${${POLICY}.staff.id}`, precedence: 1 }];
const application = (name: string, domain = hostOf(name)) => ({
  account_id: "x",
  type: "self_hosted",
  name,
  domain,
  policies,
});
const record = (name: string) => ({
  zone_id: "z",
  type: "CNAME",
  ttl: 1,
  proxied: true,
  name,
  content: `\${${TUNNEL}.t.id}.cfargotunnel.com`,
});
const SHARED = { [TUNNEL]: { t: { account_id: "x", name: "t" } }, [POLICY]: { staff } };
const CATCH_ALL = { service: "http_status:404" };
const requestOf = (aud: string) => ({ access: { required: true, team_name: "example", aud_tag: [aud] } });

/** What the resources of each host add. */
export interface FlatOptions {
  readonly applications?: (name: string) => Values;
  readonly records?: (name: string) => Values;
  readonly configuration?: (names: string[]) => Values;
  /** Whether the connector checks the token of each host. */
  readonly hasTokenChecks?: boolean;
}

/** One block for each object of each host. */
export function flat(
  names: string[],
  { applications, records, configuration, hasTokenChecks = false }: FlatOptions = {},
): Configuration {
  const rule = (name: string) => ({
    hostname: hostOf(name),
    service: "http://10.0.0.1",
    ...(hasTokenChecks && { origin_request: requestOf(`\${${APP}.${name}.aud}`) }),
  });
  const config = { ingress: [...names.map(rule), CATCH_ALL] };
  return {
    root: {
      resource: {
        ...SHARED,
        [APP]: byName(names, (name) => ({ ...application(name), ...applications?.(name) })),
        [CONFIG]: {
          t: { account_id: "x", tunnel_id: `\${${TUNNEL}.t.id}`, config, ...configuration?.(names) },
        },
        [RECORD]: byName(names, (name) => ({ ...record(hostOf(name)), ...records?.(name) })),
      },
    },
  };
}

const HOSTS = (names: string[]) => `locals { hosts = ${JSON.stringify(byName(names, hostOf)).replace(/:/g, " = ")} }\n`;

/** HCL with `for_each` over the hosts. The configuration and the records wait for all applications. */
export function repeated(names: string[], lifecycle = ""): Configuration {
  const hcl = `
${HOSTS(names)}
resource "${APP}" "each" {
  for_each   = local.hosts
  account_id = "x"
  type       = "self_hosted"
  name       = each.key
  domain     = each.value
  policies   = [{ id = ${POLICY}.staff.id, precedence = 1 }]
  ${lifecycle}
}
resource "${CONFIG}" "t" {
  account_id = "x"
  tunnel_id  = ${TUNNEL}.t.id
  depends_on = [${APP}.each]
  config = {
    ingress = concat(
      [for name, host in local.hosts : { hostname = host, service = "http://10.0.0.1" }],
      [{ hostname = null, service = "http_status:404" }],
    )
  }
}
resource "${RECORD}" "each" {
  for_each   = local.hosts
  zone_id    = "z"
  type       = "CNAME"
  ttl        = 1
  proxied    = true
  name       = each.value
  content    = "\${${TUNNEL}.t.id}.cfargotunnel.com"
  depends_on = [${CONFIG}.t, ${APP}.each]
}
`;
  return { root: { resource: SHARED }, hcl };
}

const MODULE = {
  variable: { name: {}, hostname: {}, tunnel: {}, policy: {} },
  resource: {
    [APP]: {
      app: { ...application("${var.name}", "${var.hostname}"), policies: [{ id: "${var.policy}", precedence: 1 }] },
    },
    [RECORD]: {
      r: { ...record("${var.hostname}"), content: "${var.tunnel}.cfargotunnel.com", depends_on: [`${APP}.app`] },
    },
  },
  output: { aud: { value: `\${${APP}.app.aud}` }, hostname: { value: "${var.hostname}" } },
};

/** One module call with `for_each`. The rules ask for the audiences that the module returns. */
export function inModules(names: string[]): Configuration {
  const rule =
    '{hostname = m.hostname, service = "http://10.0.0.1", origin_request = ' +
    '{access = {required = true, team_name = "example", aud_tag = [m.aud]}}}';
  const last = '{hostname = null, service = "http_status:404", origin_request = null}';
  return {
    modules: { host: MODULE },
    root: {
      locals: { hosts: byName(names, hostOf) },
      module: {
        host: {
          source: "./host",
          for_each: "${local.hosts}",
          name: "${each.key}",
          hostname: "${each.value}",
          tunnel: `\${${TUNNEL}.t.id}`,
          policy: `\${${POLICY}.staff.id}`,
        },
      },
      resource: {
        ...SHARED,
        [CONFIG]: {
          t: {
            account_id: "x",
            tunnel_id: `\${${TUNNEL}.t.id}`,
            config: { ingress: `\${concat([for m in module.host : ${rule}], [${last}])}` },
          },
        },
      },
    },
  };
}

const [TUNNEL_V4, CONFIG_V4, RECORD_V4] = ["cloudflare_tunnel", "cloudflare_tunnel_config", "cloudflare_record"];

/** Version 4 of the provider: dynamic blocks, and policies that name their application. */
export function versionFour(names: string[], options: { isDenied?: boolean } = {}): Configuration {
  const policy = (decision: string, precedence: number, include: Values) => ({
    for_each: "${local.hosts}",
    zone_id: "z",
    application_id: `\${${APP_V4}.each[each.key].id}`,
    name: decision,
    precedence,
    decision,
    include: [include],
  });
  const hcl = `
resource "${CONFIG_V4}" "t" {
  account_id = "x"
  tunnel_id  = ${TUNNEL_V4}.t.id
  config {
    dynamic "ingress_rule" {
      for_each = local.hosts
      content {
        hostname = ingress_rule.value
        service  = "http://10.0.0.1"
      }
    }
    ingress_rule {
      service = "http_status:404"
    }
  }
}
`;
  const root = {
    locals: { hosts: byName(names, hostOf) },
    resource: {
      [TUNNEL_V4]: { t: { account_id: "x", name: "t", secret: "c2VjcmV0" } },
      [APP_V4]: {
        each: {
          for_each: "${local.hosts}",
          zone_id: "z",
          name: "${each.key}",
          domain: "${each.value}",
          type: "self_hosted",
        },
      },
      [POLICY_V4]: {
        ...(options.isDenied && { deny: policy("deny", 1, { email: ["left@example.com"] }) }),
        allow: policy("allow", 2, { email_domain: ["example.com"] }),
      },
      [RECORD_V4]: {
        each: {
          for_each: "${local.hosts}",
          zone_id: "z",
          type: "CNAME",
          proxied: true,
          name: "${each.value}",
          value: `\${${TUNNEL_V4}.t.id}.cfargotunnel.com`,
          depends_on: [`${APP_V4}.each`],
        },
      },
    },
  };
  return { root, hcl };
}

/** One host whose application has `count`. The record waits for it. */
export function counted(count: number): Configuration {
  const { root } = flat(["a"], { applications: () => ({ count }), records: () => ({ depends_on: [`${APP}.a`] }) });
  return { root };
}

/** One host whose application has this name in Terraform. */
export function renamed(name: string, movedFrom?: string): Configuration {
  const { root } = flat(["a"], { records: () => ({ depends_on: [`${APP}.${name}`] }) });
  const resource = { ...(root.resource as Values), [APP]: { [name]: application("a") } };
  const moved = { moved: [{ from: `${APP}.${movedFrom}`, to: `${APP}.${name}` }] };
  return { root: { resource, ...(movedFrom !== undefined && moved) } };
}

/** What HCL uses, so that the provider has it too. */
export const SHAPES: Values[] = [
  {
    resource: {
      [APP]: { app: application("app") },
      [RECORD]: { r: record("r") },
      [CONFIG]: {
        c: {
          account_id: "x",
          tunnel_id: "t",
          config: { ingress: [{ hostname: "h", service: "s", origin_request: {} }] },
        },
      },
      [CONFIG_V4]: {
        c: {
          account_id: "x",
          tunnel_id: "t",
          config: { dynamic: { ingress_rule: {} }, ingress_rule: { hostname: "h", service: "s" } },
        },
      },
    },
    output: {
      aud: { value: `\${${APP}.app.aud}` },
      // Only blocks are read by index, so these are blocks.
      rule: { value: `\${${CONFIG_V4}.c.config[0].ingress_rule[0].hostname}` },
    },
  },
];
