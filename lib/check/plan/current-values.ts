import { currentRules } from "./selectors";
import { block, blocks, isValues, list, text, Values } from "../../core/terraform/values";

const ZERO_TRUST = "cloudflare_zero_trust_";

/** Converts the values of one type to the shape of version 5 of the provider. Values in that shape stay as they are. */
type Convert = (values: Values, type: string) => Values;

const CONVERSIONS: Readonly<Record<string, Convert>> = {
  cloudflare_dns_record: ({ value, ...values }) => ({ ...values, content: text(values.content) ?? value }),
  cloudflare_zone: ({ zone, ...values }) => ({ ...values, name: text(values.name) ?? zone }),
  [`${ZERO_TRUST}tunnel_cloudflared`]: ({ secret, ...values }) => ({
    ...values,
    ...(secret !== undefined && { tunnel_secret: secret }),
  }),
  [`${ZERO_TRUST}tunnel_cloudflared_config`]: configuration,
  [`${ZERO_TRUST}access_application`]: application,
  [`${ZERO_TRUST}access_policy`]: withRules,
  [`${ZERO_TRUST}access_group`]: withRules,
  [`${ZERO_TRUST}gateway_policy`]: gatewayPolicy,
  [`${ZERO_TRUST}list`]: listItems,
};

/**
 * Returns the values as version 5 of the Cloudflare provider writes them.
 *
 * @param type the name of the type in version 5
 * @param written the name of the type in the plan
 * @internal
 */
export function currentValues(type: string, written: string, values: Values): Values {
  return Object.hasOwn(CONVERSIONS, type) ? CONVERSIONS[type](values, written) : values;
}

function configuration({ config, ...values }: Values): Values {
  if (typeof config === "string" || config === undefined || config === null) return { ...values, config };
  const { ingress_rule: rules, ...others } = block(config);
  return { ...values, config: { ...others, ...(rules !== undefined && { ingress: rules }) } };
}

function application(values: Values): Values {
  if (!Array.isArray(values.policies)) return values;
  const policies = values.policies.map((policy, i) => {
    if (typeof policy === "string") return { id: policy, precedence: i + 1 };
    return isValues(policy) ? withRules(policy) : policy;
  });
  return { ...values, policies };
}

function withRules(values: Values): Values {
  const keys = ["include", "require", "exclude"].filter((key) => values[key] !== undefined);
  return { ...values, ...Object.fromEntries(keys.map((key) => [key, currentRules(values[key])])) };
}

/** The API adds three digits to a precedence, which version 4 stores and version 5 removes. */
function gatewayPolicy(values: Values, written: string): Values {
  const { precedence } = values;
  const isStored = written === "cloudflare_teams_rule" && typeof precedence === "number" && precedence >= 10_000;
  return isStored ? { ...values, precedence: Math.floor(precedence / 1000) } : values;
}

function listItems({ items_with_description: described, ...values }: Values): Values {
  if (typeof values.items === "string") return values;
  if (!Array.isArray(values.items) && !Array.isArray(described)) return values;
  const items = [...blocks(described), ...list(values.items)];
  return { ...values, items: items.map((item) => (isValues(item) ? item : { value: item })) };
}
