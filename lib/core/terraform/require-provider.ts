import { TerraformResource, TerraformStack } from "cdktf";
import { isAtLeast, permitsFrom, sameMajorFrom } from "./provider-constraint";
import { PROVIDER_FEATURES, ProviderFeatureName } from "./provider-features";
import { Problem, reportAtEnd } from "../errors";

/** The minimum version by provider that the features of a stack set, as long as the user sets no constraint. */
const RAISED = new WeakMap<TerraformStack, Map<string, string>>();

/**
 * Requires the provider version of a feature whose arguments were added to the resource. If the bindings are older,
 * the version constraint of the stack is raised. Of several features, the one with the highest version applies. A
 * constraint that the user has set with `addOverride` is not changed, and refused if it excludes the feature.
 *
 * @internal
 */
export function requireProvider(resource: TerraformResource, name: ProviderFeatureName): void {
  const { provider, since } = PROVIDER_FEATURES[name];
  const bindings = resource.terraformGeneratorMetadata?.providerVersion;
  reportAtEnd(resource, () => validateConstraint(resource, name));
  if (bindings !== undefined && isAtLeast(bindings, since)) return;
  const stack = TerraformStack.of(resource);
  const raised = RAISED.get(stack) ?? new Map<string, string>();
  RAISED.set(stack, raised);
  const minimum = raised.get(provider);
  const constraint = constraintOf(stack, provider);
  if (constraint !== undefined && (minimum === undefined || constraint !== sameMajorFrom(minimum))) return;
  if (minimum !== undefined && isAtLeast(minimum, since)) return;
  raised.set(provider, since);
  stack.addOverride(`terraform.required_providers.${provider}.version`, sameMajorFrom(since));
}

function validateConstraint(resource: TerraformResource, name: ProviderFeatureName): Problem[] {
  const { provider, since } = PROVIDER_FEATURES[name];
  const constraint = constraintOf(TerraformStack.of(resource), provider);
  if (constraint === undefined || permitsFrom(constraint, since)) return [];
  return [
    {
      code: "ProviderTooOld",
      message: `${name} requires version ${since} or newer of the ${provider} provider, but the stack overrides its version with "${constraint}". Use a newer version in the override, or remove ${name}.`,
    },
  ];
}

/** The overridden version constraint of a provider. CDKTF has no public accessor for the overrides of a stack. */
function constraintOf(stack: TerraformStack, provider: string): string | undefined {
  const { rawOverrides } = stack as unknown as { rawOverrides?: any };
  const version: unknown = rawOverrides?.terraform?.required_providers?.[provider]?.version;
  return typeof version === "string" ? version : undefined;
}
