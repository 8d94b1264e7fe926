import { createRequire } from "module";
import { IConstruct } from "constructs";
import { refuse } from "../core/errors";

/**
 * Loads a module of an optional peer where it is used, and not with this one: whoever has no AWS needs no bindings of it.
 *
 * Errors: PeerMissing.
 *
 * @internal
 * @param file the module, such as "@cdktf/provider-aws/lib/lb"; name its type by `import type`
 */
export function loadPeer<Module>(scope: IConstruct, file: string, load = createRequire(__filename)): Module {
  try {
    return load(file);
  } catch (error) {
    if (!isMissing(error, file)) throw error;
    const name = file.split("/").slice(0, 2).join("/");
    return refuse(
      scope,
      "PeerMissing",
      `this needs the package "${name}", which is not installed; npm install ${name}`,
    );
  }
}

/** The module itself, and not one that it needs in its turn. */
function isMissing(error: unknown, file: string): boolean {
  return error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND" && error.message.includes(file);
}
