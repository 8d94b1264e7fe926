import { APPLICATION, CONFIG, POLICY, RECORD, TUNNEL } from "./fixture";
import type { Configuration } from "./real-plan";
import type { Values } from "../../../lib/core/terraform/values";

const terraform = {
  required_providers: {
    cloudflare: { source: "cloudflare/cloudflare" },
    random: { source: "hashicorp/random" },
  },
};

/** The application and the record of one host. The name of the record is relative to its zone. */
const APP_MODULE: Values = {
  terraform,
  variable: { name: {}, hostname: {}, account_id: {}, zone_id: {}, tunnel_id: {}, policies: {} },
  resource: {
    [APPLICATION]: {
      this: {
        account_id: "${var.account_id}",
        type: "self_hosted",
        name: "${var.name}",
        domain: "${var.hostname}",
        session_duration: "8h",
        policies: "${[for i, id in var.policies : { id = id, precedence = i + 1 }]}",
      },
    },
    [RECORD]: {
      this: {
        zone_id: "${var.zone_id}",
        type: "CNAME",
        ttl: 1,
        proxied: true,
        name: "${var.name}",
        content: "${var.tunnel_id}.cfargotunnel.com",
        depends_on: [`${APPLICATION}.this`],
      },
    },
  },
};

/**
 * A root module as tutorials write it: variables with optional attributes, a zone that is looked up, a policy with
 * `count`, a module with `for_each`, and a configuration with `depends_on` on the module.
 */
export function classic(names: string[]): Configuration {
  const apps = names.map((name) => `${name} = { service = "http://${name}.internal:8080" }`).join("\n    ");
  const hcl = `
variable "account_id" { default = "0123456789abcdef0123456789abcdef" }
variable "domain" { default = "example.com" }
variable "enabled" { default = true }
variable "apps" {
  type = map(object({ service = string, session = optional(string) }))
  default = {
    ${apps}
  }
}
data "cloudflare_zone" "main" {
  filter = { name = var.domain }
}
resource "random_password" "tunnel" { length = 32 }
resource "${TUNNEL}" "this" {
  account_id    = var.account_id
  name          = "office"
  config_src    = "cloudflare"
  tunnel_secret = base64encode(random_password.tunnel.result)
}
resource "cloudflare_zero_trust_access_group" "staff" {
  account_id = var.account_id
  name       = "staff"
  include    = [{ email_domain = { domain = var.domain } }]
}
resource "${POLICY}" "staff" {
  count      = var.enabled ? 1 : 0
  account_id = var.account_id
  name       = "staff"
  decision   = "allow"
  include    = [{ group = { id = cloudflare_zero_trust_access_group.staff.id } }]
}
module "app" {
  for_each   = var.apps
  source     = "./app"
  name       = each.key
  hostname   = "\${each.key}.\${var.domain}"
  account_id = var.account_id
  zone_id    = data.cloudflare_zone.main.zone_id
  tunnel_id  = ${TUNNEL}.this.id
  policies   = ${POLICY}.staff[*].id
}
resource "${CONFIG}" "this" {
  account_id = var.account_id
  tunnel_id  = ${TUNNEL}.this.id
  config = {
    ingress = concat(
      [for name, app in var.apps : { hostname = "\${name}.\${var.domain}", service = app.service }],
      [{ service = "http_status:404" }],
    )
  }
  depends_on = [module.app]
}
`;
  return { root: { terraform }, hcl, modules: { app: APP_MODULE } };
}

/** What the simulated provider cannot infer from HCL. */
export const CLASSIC_SHAPES: Values[] = [
  {
    resource: { random_password: { p: { length: 1 } } },
    output: { password: { value: "${random_password.p.result}" } },
  },
];
