import { Construct } from "constructs";
import { literals } from "./literals";
import { renderSetAttributes } from "./set-attributes";

/**
 * Creates an L1 construct. Terraform does not interpret any text of its config as a template.
 *
 * @internal
 */
export function create<Config, T>(
  type: new (scope: Construct, id: string, config: Config) => T,
  scope: Construct,
  id: string,
  config: NoInfer<Config>,
): T {
  const literal = literals(config);
  return renderSetAttributes(withoutCreationStacks(() => new type(scope, id, literal)));
}

/** @internal The token of the id of a resource, for use in any stack. */
export function idOf(resource: { readonly id: string }): string {
  return withoutCreationStacks(() => resource.id);
}

/** The environment variable that keeps the creation stacks, to find where a token comes from. */
const KEEP_STACKS = "CDKTF_ZERO_TRUST_CREATION_STACKS";

/**
 * Runs code of CDKTF without its creation stacks: it captures one, without a limit of frames, for every computed
 * attribute of a resource, which takes half of the time of a synthesis. Errors have their stacks as always.
 */
function withoutCreationStacks<T>(run: () => T): T {
  if (process.env[KEEP_STACKS]) return run();
  const { captureStackTrace } = Error;
  // CDKTF has no switch for it, and the one of CDK Terrain applies to the whole process. `Reflect.set` does nothing
  // where `Error` is frozen.
  Reflect.set(Error, "captureStackTrace", () => undefined);
  try {
    return run();
  } finally {
    Reflect.set(Error, "captureStackTrace", captureStackTrace);
  }
}
