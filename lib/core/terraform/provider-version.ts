import { TerraformElement, TerraformStack } from "cdktf";

/** @internal The first version of a provider with an argument. The next major version can remove it. */
export interface ProviderMinimum {
  /** The name of the provider in `required_providers`. */
  readonly provider: string;
  readonly major: number;
  readonly minor: number;
}

const RAISED = new WeakMap<TerraformStack, Map<string, ProviderMinimum>>();

/**
 * Raises the version constraint of a provider, for arguments that the bindings lack. Of several minimums of a stack,
 * the highest one applies.
 *
 * @internal
 */
export function requireProviderVersion(element: TerraformElement, minimum: ProviderMinimum): void {
  const stack = TerraformStack.of(element);
  const raised = RAISED.get(stack) ?? new Map<string, ProviderMinimum>();
  RAISED.set(stack, raised);
  const { provider, major, minor } = minimum;
  const other = raised.get(provider);
  if (other !== undefined && (other.major > major || (other.major === major && other.minor >= minor))) return;
  raised.set(provider, minimum);
  const constraint = `>= ${major}.${minor}.0, < ${major + 1}.0.0`;
  stack.addOverride(`terraform.required_providers.${provider}.version`, constraint);
}
